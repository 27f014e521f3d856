package mptcp.io.sim;

/**
 * Something on a path that looks at packets and may change, drop, hold, split or add some. It stands between end A and
 * the first hop (see {@link PathBuilder#middlebox}); its own processing takes no time. One instance serves one path.
 * Called on the network's thread. Packets have complete checksums (right ones, unless a link corrupted them).
 */
@FunctionalInterface
public interface Middlebox {
    /** What becomes of a packet. */
    enum Verdict {
        /** It goes on, as it is now. */
        PASS,
        /** It ends here. */
        DROP,
        /** The middlebox keeps it and gives it back later, by {@link MiddleboxPort#send} or {@code discard}. */
        HOLD
    }

    /**
     * Looks at one packet.
     *
     * @param packet may be changed; unless held, it belongs to the network again after the call
     * @param port for what the middlebox sends itself; that goes before a packet which then passes
     */
    Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs);

    /** The time that {@link MiddleboxPort#wakeAt} asked for has come. */
    default void timer(MiddleboxPort port, long nowNs) {}
}
