package mptcp.io.sim;

/**
 * Gilbert-Elliott loss: a channel that is either good or bad changes its state with each packet. Probabilities 0 to 1.
 *
 * @param toBad that the good channel turns bad before the next packet
 * @param toGood that the bad channel turns good before the next packet; 1 / mean burst length
 * @param lossBad that a packet is lost in the bad state
 * @param lossGood that a packet is lost in the good state
 */
public record Bursts(double toBad, double toGood, double lossBad, double lossGood) {
    /** Never bad, loses nothing. */
    public static final Bursts NONE = new Bursts(0, 1, 1, 0);

    public Bursts {
        LinkSpec.probability("burst: to bad", toBad);
        LinkSpec.probability("burst: to good", toGood);
        LinkSpec.probability("burst: loss when bad", lossBad);
        LinkSpec.probability("burst: loss when good", lossGood);
    }

    /** The simple form (Gilbert): everything is lost in the bad state, nothing in the good one. */
    public static Bursts of(double toBad, double toGood) {
        return new Bursts(toBad, toGood, 1, 0);
    }

    boolean isNone() {
        return toBad == 0 && lossGood == 0;
    }
}
