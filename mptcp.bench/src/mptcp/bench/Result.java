package mptcp.bench;

/**
 * One number.
 *
 * @param benchmark which benchmark it is of
 * @param variant what was measured
 * @param metric which of its properties
 * @param bound which side of the target it should be on
 * @param target what was promised; NaN if nothing was
 */
record Result(String benchmark, String variant, String metric, double value, String unit, Bound bound, double target) {
    /** What a target means. */
    enum Bound {
        AT_LEAST("at least"), AT_MOST("at most");

        private final String text;

        Bound(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** The same figure with another value. */
    Result with(double other) {
        return new Result(benchmark, variant, metric, other, unit, bound, target);
    }

    boolean hasTarget() {
        return !Double.isNaN(target);
    }

    boolean reached() {
        return bound == Bound.AT_LEAST ? value >= target : value <= target;
    }

    /** As an object of RFC 8259. The texts are ours and need no escaping but that of quotes and backslashes. */
    String json() {
        String object = "{\"benchmark\": " + quoted(benchmark) + ", \"variant\": " + quoted(variant)
                + ", \"metric\": " + quoted(metric) + ", \"value\": " + number(value) + ", \"unit\": " + quoted(unit);
        return object + (hasTarget() ? ", \"target\": " + number(target) + ", \"bound\": " + quoted(bound.toString())
                + ", \"reached\": " + reached() : "") + "}";
    }

    private static String number(double v) {
        return Double.isFinite(v) ? Double.toString(v) : "null";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
