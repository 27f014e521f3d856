package mptcp.experiment.sim;

import java.util.Arrays;

/**
 * Of a sample of numbers; NaN of an empty one. Percentiles are the smallest value that so many are not above: exact ones, for results
 * are compared byte for byte, and a histogram would round them.
 */
public final class Statistics {
    private final double[] sorted;

    public Statistics(double[] values) {
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    public double mean() {
        double sum = 0;
        for (double v : sorted) {
            sum += v;
        }
        return sorted.length == 0 ? Double.NaN : sum / sorted.length;
    }

    /** @param share 0 to 1 */
    public double percentile(double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted[Math.clamp((int) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
    }

    public double max() {
        return percentile(1);
    }
}
