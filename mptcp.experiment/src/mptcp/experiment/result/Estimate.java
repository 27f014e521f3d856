package mptcp.experiment.result;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * A mean over runs with different seeds, and how far it can be trusted: a confidence interval of 95 % by Student's
 * distribution.
 *
 * @param n runs that have a value
 * @param deviation of the sample; NaN of less than two
 * @param halfWidth of the interval around the mean; NaN of less than two
 */
public record Estimate(int n, double mean, double deviation, double halfWidth) {
    static final double CONFIDENCE = 0.95;
    private static final int MOST_RUNS = 1_000_000;
    private static final int TABLE = 1_000;
    /** By degrees of freedom: the distribution's inverse is slow. */
    private static final double[] QUANTILES = new double[TABLE];

    /** Those that are NaN are left out. */
    public static Estimate of(double[] values) {
        int n = 0;
        double mean = 0;
        double squares = 0;
        for (double v : values) { // Welford's
            if (!Double.isNaN(v)) {
                n++;
                double off = v - mean;
                mean += off / n;
                squares += off * (v - mean);
            }
        }
        if (n < 2) {
            return new Estimate(n, n == 0 ? Double.NaN : mean, Double.NaN, Double.NaN);
        }
        double deviation = Math.sqrt(squares / (n - 1));
        return new Estimate(n, mean, deviation, quantile(n - 1) * deviation / Math.sqrt(n));
    }

    /** How many deviations of the mean the interval reaches to each side. */
    static double quantile(int degrees) {
        int at = Math.min(degrees, TABLE - 1);
        synchronized (QUANTILES) {
            if (QUANTILES[at] == 0) {
                QUANTILES[at] = new TDistribution(at).inverseCumulativeProbability(1 - (1 - CONFIDENCE) / 2);
            }
            return QUANTILES[at];
        }
    }

    public double low() {
        return mean - halfWidth;
    }

    public double high() {
        return mean + halfWidth;
    }

    /** Half the interval as a share of the mean; NaN if the mean is 0. */
    public double relative() {
        return mean == 0 ? Double.NaN : Math.abs(halfWidth / mean);
    }

    /** Whether the interval leaves out 0: of a difference, that it is one. */
    public boolean isSignificant() {
        return halfWidth < Math.abs(mean);
    }

    /**
     * How many runs would probably do for an interval of half that width, a share of the mean.
     *
     * @return -1 if that cannot be told
     */
    public int needed(double share) {
        double wanted = share * Math.abs(mean);
        if (n < 2 || !(wanted > 0)) {
            return deviation == 0 ? n : -1;
        }
        int runs = 2;
        while (runs < MOST_RUNS && quantile(runs - 1) * deviation / Math.sqrt(runs) > wanted) {
            runs += 1 + runs / 100;
        }
        return runs;
    }

    /** For people: {@code 19.2 ±0.3}. */
    @Override
    public String toString() {
        return Verdict.text(mean) + (Double.isNaN(halfWidth) ? "" : " ±" + Verdict.text(halfWidth));
    }
}
