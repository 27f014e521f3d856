package mptcp.io.sim;

/** The channel of {@link Bursts}: it may change its state before each packet. */
final class BurstState {
    private final NamedStream transitions;
    private final NamedStream losses;
    private boolean bad;

    BurstState(NamedStream transitions, NamedStream losses) {
        this.transitions = transitions;
        this.losses = losses;
    }

    /** Whether the packet of that number is lost; called once for each, in order. */
    boolean lost(Bursts bursts, long number) {
        if (bursts.isNone()) {
            bad = false;
            return false;
        }
        if (transitions.happens(number, bad ? bursts.toGood() : bursts.toBad())) {
            bad = !bad;
        }
        return losses.happens(number, bad ? bursts.lossBad() : bursts.lossGood());
    }
}
