package mptcp.api.socket;

import java.util.SplittableRandom;

/** A function of a seed. One thread. */
final class SeededEntropy implements Entropy {
    private final SplittableRandom random;

    SeededEntropy(SplittableRandom random) {
        this.random = random;
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public Entropy fork() {
        return new SeededEntropy(random.split());
    }
}
