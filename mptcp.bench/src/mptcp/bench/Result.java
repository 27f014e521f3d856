package mptcp.bench;

/**
 * One number.
 *
 * @param benchmark which benchmark it is of
 * @param variant what was measured
 * @param metric which of its properties
 * @param target what it should be at least; NaN if nothing was promised
 */
record Result(String benchmark, String variant, String metric, double value, String unit, double target) {
    boolean hasTarget() {
        return !Double.isNaN(target);
    }

    boolean reached() {
        return value >= target;
    }

    /** As an object of RFC 8259. The texts are ours and need no escaping but that of quotes and backslashes. */
    String json() {
        String object = "{\"benchmark\": " + quoted(benchmark) + ", \"variant\": " + quoted(variant)
                + ", \"metric\": " + quoted(metric) + ", \"value\": " + number(value) + ", \"unit\": " + quoted(unit);
        return object + (hasTarget() ? ", \"target\": " + number(target) + ", \"reached\": " + reached() : "") + "}";
    }

    private static String number(double v) {
        return Double.isFinite(v) ? Double.toString(v) : "null";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
