package mptcp.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import mptcp.api.socket.Entropy;

/** Gives out the values that a script has put in, in their order, and after them values from the seed. One thread. */
public final class ScriptEntropy implements Entropy {
    private final SplittableRandom random;
    private final Deque<Long> keys = new ArrayDeque<>();
    private final Deque<Integer> nonces = new ArrayDeque<>();
    private final Deque<Integer> isns = new ArrayDeque<>();

    public ScriptEntropy(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The next keys. */
    public ScriptEntropy keys(long... values) {
        for (long value : values) {
            keys.add(value);
        }
        return this;
    }

    public ScriptEntropy nonces(int... values) {
        for (int value : values) {
            nonces.add(value);
        }
        return this;
    }

    /** The next initial sequence numbers; without one, the stack computes them. */
    public ScriptEntropy isns(int... values) {
        for (int value : values) {
            isns.add(value);
        }
        return this;
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public long nextKey() {
        return keys.isEmpty() ? random.nextLong() : keys.poll();
    }

    @Override
    public int nextNonce() {
        return nonces.isEmpty() ? random.nextInt() : nonces.poll();
    }

    @Override
    public long nextIsn() {
        return isns.isEmpty() ? -1 : isns.poll() & 0xffff_ffffL;
    }
}
