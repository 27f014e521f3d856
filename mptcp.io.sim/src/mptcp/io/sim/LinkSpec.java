package mptcp.io.sim;

import java.util.Objects;

/**
 * What one direction of a link does to packets; immutable. Rates in bit/s, times in nanoseconds, sizes in bytes,
 * probabilities 0 to 1. {@link #of} reads the text form, {@link #toString} writes it:
 *
 * <pre>rate=20m,delay=10ms,loss=1%,queue=250k</pre>
 *
 * <table>
 * <caption>Keys of the text form</caption>
 * <tr><td>{@code rate=20m}</td><td>bit/s with k, m, g (powers of 1000); 0 or {@code max}: unlimited</td></tr>
 * <tr><td>{@code delay=10ms}</td><td>one way; ns, us, ms, s</td></tr>
 * <tr><td>{@code jitter=1ms}</td><td>the delay varies evenly by at most this to both sides; the order is kept</td></tr>
 * <tr><td>{@code queue=250k}</td><td>bytes that may wait, with k, m (1000) or ki, mi (1024); {@code queue=100p}:
 * packets; {@code queue=250k/100p}: both; {@code queue=50ms}: what the rate empties in that time; 0 or {@code max}: no limit</td></tr>
 * <tr><td>{@code loss=1%}</td><td>of packets, independent; {@code 0.01} is the same</td></tr>
 * <tr><td>{@code burst=1%/25%}</td><td>Gilbert-Elliott: to bad / to good [/ loss when bad [/ loss when good]]</td></tr>
 * <tr><td>{@code reorder=1%/5ms}</td><td>of packets are delayed more by that, so that others overtake them</td></tr>
 * <tr><td>{@code duplicate=1%}</td><td>of packets arrive twice</td></tr>
 * <tr><td>{@code corrupt=1%}</td><td>of packets have one bit behind the IP header flipped</td></tr>
 * <tr><td>{@code flip=1%}</td><td>of packets have one payload bit flipped and the TCP checksum repaired: only the DSS
 * checksum (RFC 8684 section 3.3.1) can tell</td></tr>
 * <tr><td>{@code wifi=20%/7}</td><td>the link layer repeats: probability that an attempt fails / attempts after the
 * first; see {@link Retries}</td></tr>
 * <tr><td>{@code aqm=codel}</td><td>queue management: red, codel, fqcodel, pie, dualpi2; see {@link Aqm}</td></tr>
 * <tr><td>{@code overhead=38}</td><td>bytes that each packet takes on the wire beside itself</td></tr>
 * <tr><td>{@code mtu=1500}</td><td>longer packets are dropped; the first hop's is the MTU of the end's link</td></tr>
 * <tr><td>{@code up}, {@code down}</td><td>down: a black hole, nothing enters and nothing arrives</td></tr>
 * </table>
 *
 * @param rateBps 0: unlimited
 * @param queueBytes bytes that may wait behind the packet being sent, 0: no limit; more are dropped at the tail
 * @param queuePackets packets that may wait, 0: no limit
 * @param reorder probability of the extra delay
 * @param reorderDelayNs the extra delay
 */
public record LinkSpec(
        long rateBps,
        long delayNs,
        long jitterNs,
        long queueBytes,
        int queuePackets,
        double loss,
        Bursts bursts,
        double reorder,
        long reorderDelayNs,
        double duplicate,
        double corrupt,
        double flip,
        Retries retries,
        Aqm aqm,
        int overheadBytes,
        int mtu,
        boolean up) {

    /** No limit, no delay, nothing lost; MTU 1500. */
    public static final LinkSpec IDEAL = new Builder().build();

    public LinkSpec {
        Objects.requireNonNull(bursts, "bursts");
        Objects.requireNonNull(retries, "retries");
        Objects.requireNonNull(aqm, "aqm");
        notNegative("rate", rateBps);
        notNegative("delay", delayNs);
        notNegative("jitter", jitterNs);
        notNegative("queue", queueBytes);
        notNegative("queue", queuePackets);
        notNegative("reorder delay", reorderDelayNs);
        notNegative("overhead", overheadBytes);
        probability("loss", loss);
        probability("reorder", reorder);
        probability("duplicate", duplicate);
        probability("corrupt", corrupt);
        probability("flip", flip);
        if (mtu < 68 || mtu > 65_535) {
            throw new IllegalArgumentException("mtu must be 68 to 65535, not " + mtu);
        }
    }

    private static void notNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
    }

    static void probability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be 0 to 1 (or 0% to 100%), not " + value);
        }
    }

    /**
     * Reads the text form; what is not said is as in {@link #IDEAL}.
     *
     * @throws IllegalArgumentException that names the part which is wrong and says what is possible
     */
    public static LinkSpec of(String text) {
        return LinkSpecText.parse(text, IDEAL);
    }

    /** This, changed as the text says: {@code spec.with("loss=2%")}. Errors as {@link #of}. */
    public LinkSpec with(String text) {
        return LinkSpecText.parse(text, this);
    }

    public static Builder builder() {
        return new Builder();
    }

    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The text form, shortest: {@code of(spec.toString())} equals the spec. {@code ideal} if nothing is set. */
    @Override
    public String toString() {
        return LinkSpecText.print(this);
    }

    /** Sets what differs from {@link #IDEAL}; see the record for units. */
    public static final class Builder {
        private long rateBps;
        private long delayNs;
        private long jitterNs;
        private long queueBytes;
        private int queuePackets;
        private double loss;
        private Bursts bursts = Bursts.NONE;
        private double reorder;
        private long reorderDelayNs;
        private double duplicate;
        private double corrupt;
        private double flip;
        private Retries retries = Retries.NONE;
        private Aqm aqm = Aqm.NONE;
        private int overheadBytes;
        private int mtu = 1500;
        private boolean up = true;

        private Builder() {}

        private Builder(LinkSpec s) {
            rateBps = s.rateBps;
            delayNs = s.delayNs;
            jitterNs = s.jitterNs;
            queueBytes = s.queueBytes;
            queuePackets = s.queuePackets;
            loss = s.loss;
            bursts = s.bursts;
            reorder = s.reorder;
            reorderDelayNs = s.reorderDelayNs;
            duplicate = s.duplicate;
            corrupt = s.corrupt;
            flip = s.flip;
            retries = s.retries;
            aqm = s.aqm;
            overheadBytes = s.overheadBytes;
            mtu = s.mtu;
            up = s.up;
        }

        public Builder rateBps(long value) {
            rateBps = value;
            return this;
        }

        public Builder delayNs(long value) {
            delayNs = value;
            return this;
        }

        public Builder delayMs(long value) {
            return delayNs(value * 1_000_000);
        }

        public Builder jitterNs(long value) {
            jitterNs = value;
            return this;
        }

        public Builder queueBytes(long value) {
            queueBytes = value;
            return this;
        }

        public Builder queuePackets(int value) {
            queuePackets = value;
            return this;
        }

        public Builder loss(double value) {
            loss = value;
            return this;
        }

        public Builder bursts(Bursts value) {
            bursts = value;
            return this;
        }

        public Builder reorder(double probability, long extraDelayNs) {
            reorder = probability;
            reorderDelayNs = extraDelayNs;
            return this;
        }

        public Builder duplicate(double value) {
            duplicate = value;
            return this;
        }

        public Builder corrupt(double value) {
            corrupt = value;
            return this;
        }

        public Builder flip(double value) {
            flip = value;
            return this;
        }

        public Builder retries(Retries value) {
            retries = value;
            return this;
        }

        public Builder aqm(Aqm value) {
            aqm = value;
            return this;
        }

        public Builder overheadBytes(int value) {
            overheadBytes = value;
            return this;
        }

        public Builder mtu(int value) {
            mtu = value;
            return this;
        }

        public Builder up(boolean value) {
            up = value;
            return this;
        }

        public LinkSpec build() {
            return new LinkSpec(rateBps, delayNs, jitterNs, queueBytes, queuePackets, loss, bursts, reorder,
                    reorderDelayNs, duplicate, corrupt, flip, retries, aqm, overheadBytes, mtu, up);
        }
    }
}
