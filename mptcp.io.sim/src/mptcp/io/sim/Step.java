package mptcp.io.sim;

/** See {@link Aqm.Step}. */
final class Step extends Fifo {
    private final Aqm.Step settings;

    Step(Aqm.Step settings) {
        this.settings = settings;
    }

    @Override
    boolean enqueue(Packet packet, long nowNs) {
        return (packets() < settings.at() || mark(packet, settings.ecn())) && super.enqueue(packet, nowNs);
    }
}
