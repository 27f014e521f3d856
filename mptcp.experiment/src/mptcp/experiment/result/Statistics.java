package mptcp.experiment.result;

import java.util.Arrays;

/** Of a sample of numbers; NaN of an empty one. Percentiles are the smallest value that so many are not above. */
final class Statistics {
    private final double[] sorted;

    Statistics(double[] values) {
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    double mean() {
        double sum = 0;
        for (double v : sorted) {
            sum += v;
        }
        return sorted.length == 0 ? Double.NaN : sum / sorted.length;
    }

    /** @param share 0 to 1 */
    double percentile(double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted[Math.clamp((int) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
    }

    double max() {
        return percentile(1);
    }
}
