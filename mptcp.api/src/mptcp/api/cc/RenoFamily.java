package mptcp.api.cc;

/**
 * What NewReno and the coupled algorithms of its family share: slow start (RFC 5681, with the byte counting of RFC 3465
 * and L = 2), halving, and growth in whole bytes. A subclass says only how much congestion avoidance adds.
 */
public abstract class RenoFamily implements CongestionControl {
    private CongestionState state;

    @Override
    public void attach(CongestionState state, long nowNs) {
        this.state = state;
    }

    /** The windows; valid between attach and detach. */
    protected final CongestionState state() {
        return state;
    }

    /** How many bytes congestion avoidance adds to the subflow's window for these acknowledged bytes; may be 0. */
    protected abstract long increase(int sf, long ackedBytes);

    /** The window after a loss; half of what was in flight, unless a subclass knows better. */
    protected long decrease(int sf, LossSample loss) {
        return loss.flightBytes() / 2;
    }

    @Override
    public void onAck(int sf, AckSample ack, long nowNs) {
        if (ack.inRecovery() || !ack.cwndLimited()) {
            return;
        }
        long cwnd = state.cwnd(sf);
        long acked = ack.ackedBytes();
        long ssthresh = state.ssthresh(sf);
        if (cwnd < ssthresh) {
            long step = Math.min(acked, 2L * state.mss(sf));
            long grown = Math.min(step, ssthresh - cwnd);
            cwnd += grown;
            acked -= grown;
            state.cwnd(sf, cwnd);
            if (cwnd < ssthresh) {
                return;
            }
        }
        if (acked > 0) {
            state.cwnd(sf, cwnd + increase(sf, acked));
        }
    }

    @Override
    public void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs) {
        if (signal == CongestionSignal.TIMEOUT && loss.timeouts() > 1) {
            return; // RFC 5681 section 3.1: ssthresh is held while the same segment is sent again
        }
        if (signal != CongestionSignal.UNDO) {
            state.ssthresh(sf, decrease(sf, loss));
        }
    }
}
