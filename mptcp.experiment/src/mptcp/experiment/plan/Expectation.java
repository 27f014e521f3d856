package mptcp.experiment.plan;

/**
 * What is expected of the results: of an expression over the means of metrics.
 *
 * @param published the value that was published, or NaN
 * @param least inclusive, or negative infinity
 * @param most inclusive, or positive infinity
 * @param differs why it does not come out, if that is known; else null
 */
public record Expectation(String name, String value, double published, double least, double most, String differs,
        Place place) {
    public boolean accepts(double actual) {
        return actual >= least && actual <= most;
    }
}
