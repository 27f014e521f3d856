package mptcp.core.tcp;

/** Whether a subflow has heard nothing for so long that no delayed acknowledgement explains it. Stateless. */
final class Silence {
    private Silence() {}

    /**
     * Two full segments have been out for more than a round trip, so that no delayed acknowledgement explains why nothing
     * arrives (RFC 5681 section 4.2). In recovery no probe would say so, and the timer takes 200 ms at least.
     */
    static boolean of(Tcb t, long nowNs) {
        long since = nowNs - Math.max(t.rcv.heardNs(), t.snd.unackedSinceNs());
        return t.inFlight() >= 2L * t.segmentPayload() && t.rtt.srttNs() > 0 && since > t.rtt.srttNs() + 4 * t.rtt.rttvarNs();
    }
}
