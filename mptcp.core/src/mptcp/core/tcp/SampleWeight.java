package mptcp.core.tcp;

/**
 * How many round-trip samples a round trip is expected to bring (RFC 7323 appendix G): one for every second segment of what
 * was in flight at the most in it. With the habit of even samples one, as if each was the only one.
 */
final class SampleWeight {
    private long roundEnd;
    private long mostInFlight;

    /** @param flight bytes that were in flight before the acknowledgement that brings a sample */
    long expected(Tcb t, long flight) {
        if (t.env.habits().evenSamples()) {
            return 1;
        }
        if (t.snd.una() >= roundEnd) {
            roundEnd = t.snd.nxt();
            mostInFlight = 0;
        }
        mostInFlight = Math.max(mostInFlight, flight);
        long two = 2L * t.segmentPayload();
        return Math.max(1, (mostInFlight + two - 1) / two);
    }
}
