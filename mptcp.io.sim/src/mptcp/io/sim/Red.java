package mptcp.io.sim;

/** See {@link Aqm.Red}. */
final class Red extends Fifo {
    private final Aqm.Red settings;
    private final NamedStream random;
    private final long packetNs;
    private double average;
    private long draws;
    /** Packets since the last one that was dropped or marked; -1: the average is under the least. */
    private int since = -1;
    /** When the queue became empty; of meaning while it is. */
    private long emptySinceNs;

    /** @param packetNs while the queue is empty, the average falls as if a packet had come in each such time */
    Red(Aqm.Red settings, NamedStream random, long packetNs) {
        this.packetNs = Math.max(1, packetNs);
        this.settings = settings;
        this.random = random;
    }

    @Override
    boolean enqueue(Packet packet, long nowNs) {
        average(nowNs);
        if (average < settings.min()) {
            since = -1;
            return super.enqueue(packet, nowNs);
        }
        since++;
        double p = probability();
        boolean chosen = p >= 1 || random.unit(draws++) * (1 - Math.min(1, since * p)) < p;
        if (!chosen) {
            return super.enqueue(packet, nowNs);
        }
        since = 0;
        // Over the greatest average, marks would let in what no signal holds back: RFC 3168 section 7.
        return average < settings.max() && mark(packet, settings.ecn()) && super.enqueue(packet, nowNs);
    }

    private void average(long nowNs) {
        if (packets() == 0) {
            average *= Math.pow(1 - settings.weight(), (double) (nowNs - emptySinceNs) / packetNs);
            emptySinceNs = nowNs;
        } else {
            average += settings.weight() * (packets() - average);
        }
    }

    private double probability() {
        if (average < settings.max()) {
            return settings.probability() * (average - settings.min()) / (settings.max() - settings.min());
        }
        double over = (average - settings.max()) / settings.max();
        return Math.min(1, settings.probability() + over * (1 - settings.probability()));
    }

    @Override
    Packet dequeue(long nowNs) {
        Packet packet = super.dequeue(nowNs);
        if (packets() == 0 && packet != null) {
            emptySinceNs = nowNs;
        }
        return packet;
    }

    double average() {
        return average;
    }
}
