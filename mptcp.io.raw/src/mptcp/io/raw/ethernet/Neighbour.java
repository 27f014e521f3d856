package mptcp.io.raw.ethernet;

/**
 * What is known of a neighbour. Its owner is the {@link NeighbourCache}, which alone writes the fields, but for
 * {@link #held}.
 */
final class Neighbour {
    /** RFC 4861 section 7.3.2; of IPv4 neighbours too. */
    enum State {
        /** Known by its address only, and not asked for yet. */
        NEW,
        /** Asked for; no answer yet. */
        INCOMPLETE,
        /** It answered a short time ago. */
        REACHABLE,
        /** Its link-layer address is known, from some time ago or from hearsay. */
        STALE,
        /** As stale; something was sent to it. */
        DELAY,
        /** As stale; it is asked whether it still is there. */
        PROBE,
        /** It did not answer. It is asked for again when there is something to send to it. */
        FAILED
    }

    final long high;
    final long low;
    State state = State.NEW;
    long hardware;
    /** When the state ends by itself. */
    long deadlineNs = Long.MAX_VALUE;
    /** Requests sent in this state. */
    int asked;
    /** Something was sent to it, or is to be, since the cache last looked. */
    boolean wanted;
    /** Larger than that of those which were used before. */
    long lastUse;
    /** Packets that wait for its link-layer address; written by {@link HeldPackets}. */
    int held;
    /** The next one with the same hash. */
    Neighbour next;

    Neighbour(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /** Whether its link-layer address is there to be sent to. */
    boolean isUsable() {
        return switch (state) {
            case REACHABLE, STALE, DELAY, PROBE -> true;
            case NEW, INCOMPLETE, FAILED -> false;
        };
    }

    @Override
    public String toString() {
        return IpAddress.text(high, low) + " " + state + (isUsable() ? " " + EthernetHeader.text(hardware) : "");
    }
}
