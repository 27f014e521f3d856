package mptcp.experiment.sim;

import java.util.SplittableRandom;
import mptcp.experiment.plan.AppPlan.Sizes;

/** Draws around a mean. */
final class RandomSizes {
    private static final double SHAPE = 1.2;
    /** A Pareto distribution of that shape has no variance, so that means take for ever: what is over this is cut. */
    private static final double MOST = 1_000;

    private RandomSizes() {}

    static long bytes(SplittableRandom random, long mean, Sizes sizes) {
        double unit = 1 - random.nextDouble();
        double drawn = switch (sizes) {
            case FIXED -> mean;
            case EXPONENTIAL -> -mean * Math.log(unit);
            case PARETO -> Math.min(MOST * mean, mean * (SHAPE - 1) / SHAPE * Math.pow(unit, -1 / SHAPE));
        };
        return Math.max(1, Math.round(drawn));
    }

    /** Exponential around a mean, so that beginnings are Poisson. */
    static long time(SplittableRandom random, long meanNs) {
        return (long) (-meanNs * Math.log(1 - random.nextDouble()));
    }
}
