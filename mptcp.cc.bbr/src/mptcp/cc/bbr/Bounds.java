package mptcp.cc.bbr;

/**
 * What losses say of the path (section 5.5.10): in the long term, how much in flight was too much; in the short term, how
 * much of bandwidth and of bytes in flight is safe until the next probe. Bytes, bytes per second; NONE: no bound.
 */
final class Bounds {
    static final double NONE = Double.POSITIVE_INFINITY;
    private static final double BETA = 0.7;
    private static final double HEADROOM = 0.15;

    double longTermInFlight = NONE;
    private double shortTermInFlight = NONE;
    private double shortTermBandwidth = NONE;
    private double undoLongTerm = NONE;
    private double undoInFlight = NONE;
    private double undoBandwidth = NONE;

    void reset() {
        longTermInFlight = NONE;
        resetShortTerm();
        save();
    }

    void resetShortTerm() {
        shortTermInFlight = NONE;
        shortTermBandwidth = NONE;
    }

    /** A round with a loss is over, in which so much was delivered, and at most at this rate. */
    void lower(double bandwidthLatest, double inFlightLatest, double maxBandwidth, long cwnd) {
        double bandwidth = shortTermBandwidth == NONE ? maxBandwidth : shortTermBandwidth;
        double inFlight = shortTermInFlight == NONE ? cwnd : shortTermInFlight;
        shortTermBandwidth = Math.max(bandwidthLatest, BETA * bandwidth);
        shortTermInFlight = Math.max(inFlightLatest, BETA * inFlight);
    }

    /** So much in flight was too much. @param target what the model or the window says, whichever is less */
    void tooHigh(double inFlight, double target) {
        longTermInFlight = Math.max(inFlight, BETA * target);
    }

    double bandwidth(double maxBandwidth) {
        return Math.min(maxBandwidth, shortTermBandwidth);
    }

    double shortTermInFlight() {
        return shortTermInFlight;
    }

    /** Leaves room for others that come. */
    double withHeadroom(double smallest, int mss) {
        if (longTermInFlight == NONE) {
            return NONE;
        }
        return Math.max(longTermInFlight - Math.max(mss, HEADROOM * longTermInFlight), smallest);
    }

    /** Before a loss that may turn out to be none. */
    void save() {
        undoLongTerm = longTermInFlight;
        undoInFlight = shortTermInFlight;
        undoBandwidth = shortTermBandwidth;
    }

    void undo() {
        longTermInFlight = Math.max(longTermInFlight, undoLongTerm);
        shortTermInFlight = Math.max(shortTermInFlight, undoInFlight);
        shortTermBandwidth = Math.max(shortTermBandwidth, undoBandwidth);
    }
}
