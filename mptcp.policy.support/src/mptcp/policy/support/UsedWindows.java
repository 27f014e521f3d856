package mptcp.policy.support;

import java.util.Arrays;
import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionState;

/**
 * The windows of all subflows as far as they are in use, for controls that couple them. A window stands for a rate, cwnd
 * over round-trip time, only while it is what limits the subflow. That of a backup that stands by, or of a subflow that a
 * scheduler leaves aside, is a permission that nobody makes use of; counted as traffic it would hold the others back for
 * nothing. So a subflow counts with its window if that limited it during the last two round trips, else with the most
 * that was in flight in that time (as the pipeACK of RFC 7661 section 4.2), and with nothing once it is silent for longer.
 * Loop thread; allocates only for a slot higher than those before.
 */
public final class UsedWindows {
    /** Before there is a sample: the initial retransmission timeout (RFC 6298). */
    private static final long NO_SAMPLE_NS = 1_000_000_000;
    private static final int FIRST = 2;

    // By slot, as far as there were subflows; all of one length.
    private long[] roundEndNs = new long[FIRST];
    /** The most in use in this round trip and in the one before; UNLIMITED where the window was the limit. */
    private long[] most = new long[FIRST];
    private long[] mostBefore = new long[FIRST];
    private long nowNs;

    /** To be called for each acknowledgement, before the windows are looked at. */
    public void onAck(int sf, AckSample ack, CongestionState state, long nowNs) {
        this.nowNs = nowNs;
        makeRoom(sf);
        long late = nowNs - roundEndNs[sf];
        if (late >= 0) {
            long round = round(sf, state);
            mostBefore[sf] = late < round ? most[sf] : 0;
            most[sf] = 0;
            roundEndNs[sf] = nowNs + round;
        }
        long used = ack.cwndLimited() || ack.inRecovery() ? CongestionState.UNLIMITED : ack.priorInFlightBytes();
        most[sf] = Math.max(most[sf], used);
    }

    /** The subflow's window as far as it is in use, in bytes, at the time of the last acknowledgement. */
    public long bytes(int sf, CongestionState state) {
        makeRoom(sf);
        long late = nowNs - roundEndNs[sf];
        long seen = late >= round(sf, state) ? 0 : late >= 0 ? most[sf] : Math.max(most[sf], mostBefore[sf]);
        return Math.min(state.cwnd(sf), Math.max(seen, state.inFlightBytes(sf)));
    }

    /** Forgets the subflow, for the next one in this slot. */
    public void clear(int sf) {
        makeRoom(sf);
        roundEndNs[sf] = nowNs;
        most[sf] = 0;
        mostBefore[sf] = 0;
    }

    private void makeRoom(int sf) {
        if (sf >= most.length) {
            int length = Math.max(sf + 1, 2 * most.length);
            roundEndNs = Arrays.copyOf(roundEndNs, length);
            most = Arrays.copyOf(most, length);
            mostBefore = Arrays.copyOf(mostBefore, length);
        }
    }

    private static long round(int sf, CongestionState state) {
        long srtt = state.srttNs(sf);
        return srtt == 0 ? NO_SAMPLE_NS : srtt;
    }
}
