package mptcp.simtest;

import java.util.List;
import java.util.SplittableRandom;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;

/** Draws for random worlds. */
record Dice(SplittableRandom random) {
    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    double unit() {
        return random.nextDouble();
    }

    /** From 0 to bound - 1. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    int of(int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** As many between 1 and 2 as between 10 and 20. */
    int logarithmic(int least, int most) {
        return (int) Math.round(least * Math.pow((double) most / least, random.nextDouble()));
    }

    String policy(World world, PolicyKind kind) {
        List<PolicyFactory<?>> all = world.policies().of(kind);
        return chance(0.1) ? "builtin" : all.get(random.nextInt(all.size())).name();
    }
}
