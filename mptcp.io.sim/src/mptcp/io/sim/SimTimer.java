package mptcp.io.sim;

/** An action that a {@link Network} does at a time, or again and again. */
public final class SimTimer {
    private final Network network;
    private final Runnable action;
    private final long periodNs;
    private final EventQueue.Handler handler = this::fire;
    private boolean cancelled;

    SimTimer(Network network, Runnable action, long periodNs) {
        this.network = network;
        this.action = action;
        this.periodNs = periodNs;
    }

    /** Nothing more happens. The network's thread. */
    public void cancel() {
        cancelled = true;
    }

    void schedule(long timeNs) {
        network.schedule(timeNs, handler, null);
    }

    private void fire(Packet unused, long nowNs) {
        if (cancelled) {
            return;
        }
        if (periodNs > 0) {
            schedule(nowNs + periodNs);
        }
        action.run();
        network.poke();
    }
}
