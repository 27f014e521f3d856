package mptcp.socketagent.machine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import mptcp.api.socket.Entropy;

/**
 * Random numbers of the operating system, unless the tester said what comes next: for vectors and for tests of wrapping
 * sequence numbers. Any thread.
 */
public final class AgentEntropy implements Entropy {
    private final Entropy random = Entropy.secure();
    private final Queue<Long> keys = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> nonces = new ConcurrentLinkedQueue<>();
    private final Queue<Long> sequences = new ConcurrentLinkedQueue<>();

    /** The key of the next connection that needs one; several are used in their order. */
    public void key(long key) {
        keys.add(key);
    }

    /** The nonce of the next join. */
    public void nonce(int nonce) {
        nonces.add(nonce);
    }

    /** The initial sequence number of the next subflow. */
    public void sequence(int isn) {
        sequences.add(Integer.toUnsignedLong(isn));
    }

    /** Forgets what was said and not used. */
    void clear() {
        keys.clear();
        nonces.clear();
        sequences.clear();
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public long nextKey() {
        Long next = keys.poll();
        return next != null ? next : random.nextKey();
    }

    @Override
    public int nextNonce() {
        Integer next = nonces.poll();
        return next != null ? next : random.nextNonce();
    }

    @Override
    public long nextIsn() {
        Long next = sequences.poll();
        return next != null ? next : random.nextIsn();
    }
}
