package mptcp.core.mp.life;

import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.DataReceiver;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.ReceiveBuffer;
import mptcp.core.mp.path.FallbackReason;
import mptcp.core.mp.path.MpSession;
import mptcp.core.mp.path.MpTimers;
import mptcp.core.mp.path.Subflow;
import mptcp.core.mp.path.SubflowSet;
import mptcp.core.tcp.TcpState;
import mptcp.core.wire.WireHabits;

/**
 * The end of a connection at the data level (RFC 8684 section 3.3.3): the states of TCP over DATA_FIN and DATA_ACK. In
 * fallback the only subflow's FIN takes their place and these states follow it.
 */
public final class DataClose {
    private static final int MAX_FIN_RETRIES = 10;
    private static final int MAX_SHIFT = 8;
    /** More than a mapping has segments, each of which says that the stream ends with it, and those are sent again. */
    private static final int MAX_ANSWERED_EVERYWHERE = 128;

    /** Hears that one of the two directions has ended, or that its end was acknowledged. */
    public interface Listener {
        void onDataLevel(long nowNs);
    }

    private final WireHabits habits;
    private final MpSession session;
    private final SubflowSet set;
    private final DataSender tx;
    private final ReceiveBuffer rx;
    private final DataReceiver receiver;
    private final MpTimers timers;
    private final Counters counters;
    private final Counters ofHost;
    private final Listener listener;
    private TcpState state = TcpState.SYN_SENT;
    private boolean sent;
    private boolean acked;
    private long finOffset = -1;
    private long peerFin = -1;
    private boolean peerFinTaken;
    /** All before it has come, in this turn: what brought it is acknowledged first. */
    private boolean peerFinDue;
    /** Until then repetitions of it are passed over. */
    private long peerFinQuietNs;
    private int peerFinRepeated;
    private int retries;
    private boolean counted;

    public DataClose(WireHabits habits, MpSession session, SubflowSet set, DataSender tx, ReceiveBuffer rx,
            DataReceiver receiver, MpTimers timers, Counters counters, Counters ofHost, Listener listener) {
        this.habits = habits;
        this.session = session;
        this.set = set;
        this.tx = tx;
        this.rx = rx;
        this.receiver = receiver;
        this.timers = timers;
        this.counters = counters;
        this.ofHost = ofHost;
        this.listener = listener;
    }

    public TcpState state() {
        return state;
    }

    public void become(TcpState next) {
        if (state != next) {
            if (!state.canBecome(next)) {
                throw new IllegalStateException("data level: " + state + " cannot become " + next);
            }
            countEstablished(next);
            state = next;
        }
    }

    /**
     * MPCurrEstab as Linux counts it: connections that were asked for as Multipath TCP, and those accepted that began as it, until this end
     * has ended its direction.
     */
    private void countEstablished(TcpState next) {
        boolean wanted = session.initiator() ? session.reason() != FallbackReason.NOT_REQUESTED : !session.plain();
        if (next == TcpState.ESTABLISHED && wanted) {
            counted = true;
            ofHost.count(Mib.CURR_ESTAB);
        } else if (counted && next != TcpState.CLOSE_WAIT) {
            counted = false;
            ofHost.add(Mib.CURR_ESTAB, -1);
        }
    }

    /** The application ends its direction. */
    public void shutdown() {
        tx.end();
        leaveSending();
    }

    /** Offset of the DATA_FIN: behind the last byte. */
    public long finOffset() {
        return finOffset;
    }

    public boolean finSent() {
        return sent;
    }

    public boolean finAcked() {
        return acked;
    }

    /** A DATA_FIN came, though perhaps not yet all before it. */
    public boolean peerFinSeen() {
        return peerFin >= 0;
    }

    public boolean peerFinTaken() {
        return peerFinTaken;
    }

    /** Both directions have ended. */
    public boolean done() {
        return state == TcpState.TIME_WAIT || state == TcpState.CLOSED;
    }

    /** Sends the DATA_FIN once every byte is mapped, if it did not go with the last of them. */
    public void run(long nowNs) {
        if (peerFinDue) {
            takeDue(nowNs);
        }
        if (!tx.ended() || sent || !session.established() || state == TcpState.CLOSED) {
            return;
        }
        leaveSending();
        Subflow plain = session.plain() ? set.plain() : null;
        if (plain != null) {
            plain.tcb.endSending(); // the state of the only subflow is that of the stream
        }
        if (tx.unmapped() > 0) {
            return;
        }
        if (session.plain()) {
            sent = true;
            finOffset = tx.next();
            if (plain != null) {
                plain.tcb.shutdown(nowNs);
            }
            return;
        }
        Subflow s = set.forSignals();
        boolean keysFirst = habits.keysBeforeDataFin() && session.capableDue() && tx.unacked() > 0; // the answer to the first data comes soon
        if (s == null || !session.remoteKnown() || keysFirst) {
            return; // none that could carry it; asked again when one comes
        }
        sent = true;
        finOffset = tx.next();
        send(s, nowNs);
        arm(nowNs);
    }

    /**
     * Whether the DATA_FIN goes with the data that is being mapped up to this offset, since the application has ended with
     * it (RFC 8684 section 3.3.3). Not while the keys are due: MP_CAPABLE with data has no place for it.
     */
    public boolean ridesBehind(long end, long nowNs) {
        if (!tx.ended() || end != tx.buffer.written() || session.capableDue()) {
            return false;
        }
        if (!sent && session.established()) {
            sent = true;
            finOffset = end;
            leaveSending();
            counters.count(Mib.DATA_FIN_TX);
            arm(nowNs);
        }
        return sent;
    }

    private void send(Subflow s, long nowNs) {
        if (session.capableDue() && (habits.keysBeforeDataFin() || retries > 0 || !s.options.keysSaid())) {
            s.tcb.sendAck(nowNs); // no data carried the keys, or what did was lost, perhaps; and both options do not fit in one header
        }
        if (habits.dataFinEverywhere()) {
            sendEverywhere(nowNs);
        } else {
            s.options.sendDataFin(nowNs);
        }
    }

    private void sendEverywhere(long nowNs) {
        for (int left = set.mask(); left != 0; left &= left - 1) {
            Subflow s = set.get(Integer.numberOfTrailingZeros(left));
            if (s != null && s.active() && s.tcb.state().synchronised()) {
                s.options.sendDataFin(nowNs);
            }
        }
    }

    /** Each subflow sends the FIN that is due, and acknowledges in a segment of its own. */
    private void acknowledgeApart(long nowNs) {
        for (int left = set.mask(); left != 0; left &= left - 1) {
            Subflow s = set.get(Integer.numberOfTrailingZeros(left));
            if (s != null && s.joined() && s.tcb.state().synchronised()) {
                if (s.tcb.state() != TcpState.CLOSE_WAIT) {
                    s.tcb.output().run(nowNs);
                }
                s.tcb.ackNow();
            }
        }
    }

    private void arm(long nowNs) {
        long own = habits.dataFinTimeoutNs();
        long wait = own > 0 ? own << Math.clamp(retries - 1, 0, MAX_SHIFT)
                : set.signalTimeoutNs(retries);
        timers.set(MpTimers.DATA_FIN, nowNs + wait);
    }

    /** The application has ended its direction: the state says so, though data may still wait before the DATA_FIN. */
    private void leaveSending() {
        if (state == TcpState.ESTABLISHED) {
            become(TcpState.FIN_WAIT_1);
        } else if (state == TcpState.CLOSE_WAIT) {
            become(TcpState.LAST_ACK);
        }
    }

    /** The DATA_FIN was not acknowledged in time. @return false if it is given up */
    public boolean resend(long nowNs) {
        if (!sent || acked || session.plain()) {
            return true;
        }
        if (tx.una() < finOffset) {
            arm(nowNs); // the data before it is what is waited for, and has retransmissions of its own
            return true;
        }
        if (++retries > MAX_FIN_RETRIES) {
            return false;
        }
        Subflow s = set.forSignals();
        if (s != null) {
            send(s, nowNs);
        }
        arm(nowNs);
        return true;
    }

    /** The peer acknowledged all of the stream and, if {@code offset} is beyond it, the DATA_FIN. */
    public void onDataAck(long offset, long nowNs) {
        if (sent && !acked && offset > finOffset) {
            finAcknowledged(nowNs);
        }
    }

    /** In fallback the subflow's FIN stands for the DATA_FIN. */
    public void plainFinAcked(long nowNs) {
        if (sent && !acked) {
            finAcknowledged(nowNs);
        }
    }

    public void finAcknowledged(long nowNs) {
        acked = true;
        switch (state) {
            case FIN_WAIT_1 -> become(TcpState.FIN_WAIT_2);
            case CLOSING -> become(TcpState.TIME_WAIT);
            case LAST_ACK -> become(TcpState.CLOSED);
            default -> { }
        }
        listener.onDataLevel(nowNs);
    }

    /**
     * A DATA_FIN stands behind this offset. One that is within what came already contradicts it; the stream ends where it
     * is then, so that nobody waits for more. Who repeats it is answered on all paths as often as an honest peer repeats it at the most;
     * then on its own, lest one packet be answered by as many as there are subflows, again and again.
     */
    public void peerFin(Subflow s, long offset, long nowNs) {
        if (peerFin < 0 && offset >= Math.max(0, rx.next() - rx.limit())) {
            peerFin = Math.max(offset, rx.next());
            receiver.endsAt(peerFin);
            counters.count(Mib.DATA_FIN_RX);
        }
        if (peerFinTaken && nowNs < peerFinQuietNs) {
            return; // it went by every subflow, or says what is acknowledged already
        }
        if (peerFinTaken) {
            if (peerFinRepeated++ < MAX_ANSWERED_EVERYWHERE) {
                set.ackEverywhere(); // ours was lost
            } else {
                s.tcb.ackNow();
            }
        } else {
            check(nowNs);
        }
    }

    /** The stream is what the subflow carries now, up to its FIN: a path that changes payload changes its length too. */
    void onPlain(Subflow s, long nowNs) {
        receiver.endsAt(Long.MAX_VALUE);
        if (sent && s != null) {
            s.tcb.shutdown(nowNs); // the DATA_FIN that was sent is the subflow's FIN now
        }
    }

    /** Bytes came. @return whether an end may have come with them, which the next pass looks at: one has to follow */
    public boolean onReadable(long nowNs) {
        if (!habits.dataFinAckedApart()) {
            check(nowNs);
        } else {
            peerFinDue = peerFin >= 0 && !peerFinTaken;
        }
        return peerFinDue;
    }

    private void takeDue(long nowNs) {
        peerFinDue = false;
        for (int left = set.mask(); left != 0; left &= left - 1) {
            Subflow s = set.get(Integer.numberOfTrailingZeros(left));
            if (s != null && s.tcb.state().receivesData()) { // a FIN has one acknowledgement with all that it brings
                s.tcb.output().run(nowNs);
            }
        }
        check(nowNs);
    }

    /** Takes the peer's DATA_FIN once all before it has come. */
    private void check(long nowNs) {
        boolean reached = session.plain() ? rx.next() == peerFin : rx.next() >= peerFin;
        if (!peerFinTaken && peerFin >= 0 && reached) {
            takePeerFin(nowNs);
            if (habits.dataFinAckedApart()) {
                acknowledgeApart(nowNs);
            } else {
                set.ackEverywhere();
            }
        }
    }

    public void takePeerFin(long nowNs) {
        peerFinTaken = true;
        peerFinQuietNs = nowNs + habits.quietDataFinNs();
        receiver.end();
        switch (state) {
            case ESTABLISHED -> become(TcpState.CLOSE_WAIT);
            case FIN_WAIT_1 -> become(TcpState.CLOSING);
            case FIN_WAIT_2 -> become(TcpState.TIME_WAIT);
            default -> { }
        }
        listener.onDataLevel(nowNs);
    }
}
