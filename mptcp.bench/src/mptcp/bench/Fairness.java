package mptcp.bench;

import java.util.stream.LongStream;

/** How evenly connections share what there is. */
final class Fairness {
    private Fairness() {}

    /**
     * Jain's index (R. Jain, D. Chiu, W. Hawe, "A Quantitative Measure of Fairness", 1984): 1 if all have the same, 1/n if one
     * of n has everything; 0 if there is nothing.
     */
    static double index(long[] shares) {
        double sum = LongStream.of(shares).sum();
        double squares = LongStream.of(shares).mapToDouble(x -> (double) x * x).sum();
        return squares == 0 ? 0 : sum * sum / (shares.length * squares);
    }
}
