package mptcp.core.tcp;

import mptcp.api.socket.UserTimeoutOption;
import mptcp.core.wire.OutSegment;

/**
 * How long data may stay unacknowledged, and what both ends tell each other about it (RFC 5482). The option goes on the
 * SYN or SYN/ACK, on the first segment after it, and on the next one after a change. Loop thread only.
 */
final class UserTimeout {
    /** L_LIMIT: what RFC 9293 wants as the least R2 (section 3.8.3). */
    private static final long LEAST_NS = 100_000_000_000L;
    /** U_LIMIT: no peer makes this end keep its buffers for longer. */
    private static final long MOST_NS = 3_600_000_000_000L;

    private final TcpUpper upper;
    private long remoteNs;
    private boolean due = true;
    /** The segment that is being put together says it, or there is nothing to say. */
    private boolean written;

    UserTimeout(TcpUpper upper) {
        this.upper = upper;
    }

    /** In nanoseconds; 0: there is none but the limit of retransmissions. */
    long ns() {
        long own = upper.socket().userTimeoutNs();
        if (remoteNs == 0 || upper.socket().userTimeoutOption() != UserTimeoutOption.ADAPT) {
            return own;
        }
        return Math.min(MOST_NS, Math.max(LEAST_NS, Math.max(own, remoteNs)));
    }

    /** An acceptable segment said so. */
    void received(long ns) {
        remoteNs = ns;
    }

    /** The own timeout, or what is made of the option, is another now. */
    void changed() {
        due = true;
    }

    boolean due() {
        return due;
    }

    void addToSyn(OutSegment s) {
        if (advertises()) {
            s.userTimeout(upper.socket().userTimeoutNs());
        }
    }

    /** @param room beside the payload and the options so far; without enough of it, the next segment has it */
    void addTo(OutSegment s, int room) {
        written = !advertises() || room >= OutSegment.USER_TIMEOUT_SIZE && s.userTimeout(upper.socket().userTimeoutNs());
    }

    /** The link took the segment. */
    void sent() {
        due &= !written;
        written = false;
    }

    private boolean advertises() {
        return upper.socket().userTimeoutOption() != UserTimeoutOption.OFF && upper.socket().userTimeoutNs() > 0;
    }
}
