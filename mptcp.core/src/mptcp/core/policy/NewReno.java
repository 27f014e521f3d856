package mptcp.core.policy;

import java.util.Arrays;
import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.api.cc.LossSample;

/**
 * NewReno on each subflow by itself (RFC 5681, with the byte counting of RFC 3465): what serves where no bundle does. The core needs
 * nothing but the API for it, least of all what authors of bundles share. On a connection's loop.
 */
final class NewReno implements CongestionControl {
    private static final long[] NONE = {};

    private CongestionState state;
    /** Bytes acknowledged since the window last grew in congestion avoidance; by slot, up to the highest that came so far. */
    private long[] counted = NONE;
    /** Subflows whose threshold was last set by a timeout. */
    private int timedOut;

    @Override
    public void attach(CongestionState state, long nowNs) {
        this.state = state;
    }

    @Override
    public void onAck(int sf, AckSample ack, long nowNs) {
        if (ack.inRecovery() || !ack.cwndLimited()) {
            return;
        }
        long cwnd = state.cwnd(sf);
        long room = Math.max(0, state.ssthresh(sf) - cwnd);
        long grown = Math.min(room, Math.min(ack.ackedBytes(), mostInSlowStart(sf)));
        if (grown > 0) {
            state.cwnd(sf, cwnd + grown);
        }
        if (grown == room && ack.ackedBytes() > grown) {
            avoid(sf, ack.ackedBytes() - grown);
        }
    }

    /** One segment for each window of acknowledged bytes (RFC 5681 section 3.1). */
    private void avoid(int sf, long ackedBytes) {
        if (sf >= counted.length) {
            counted = Arrays.copyOf(counted, sf + 1);
        }
        long cwnd = state.cwnd(sf);
        counted[sf] += ackedBytes;
        if (counted[sf] >= cwnd) {
            counted[sf] -= cwnd;
            state.cwnd(sf, cwnd + state.mss(sf));
        }
    }

    /** L of RFC 3465, which is one segment after a timeout (section 2.3). */
    private long mostInSlowStart(int sf) {
        int segments = state.slowStartSegments();
        if (segments == 0) {
            return Long.MAX_VALUE;
        }
        boolean after = (timedOut & 1 << sf) != 0 && state.ssthresh(sf) != CongestionState.UNLIMITED;
        return (after ? 1L : segments) * state.mss(sf);
    }

    @Override
    public void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs) {
        boolean timeout = signal == CongestionSignal.TIMEOUT;
        if (timeout && loss.timeouts() > 1) {
            return; // section 3.1: the threshold is held while the same segment is sent again
        }
        timedOut = timeout ? timedOut | 1 << sf : timedOut & ~(1 << sf);
        if (signal != CongestionSignal.UNDO) {
            state.ssthresh(sf, Math.max(loss.flightBytes() / 2, 2L * state.mss(sf)));
        }
    }
}
