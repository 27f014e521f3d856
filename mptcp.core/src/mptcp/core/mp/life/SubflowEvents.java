package mptcp.core.mp.life;

import mptcp.api.policy.SubflowEvent;
import mptcp.api.socket.StreamException.Reason;
import mptcp.core.mib.Counters;
import mptcp.core.mib.EventSink;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.output.Output;
import mptcp.core.mp.output.Resend;
import mptcp.core.mp.path.Attempts;
import mptcp.core.mp.path.FallbackReason;
import mptcp.core.mp.path.LocalAddresses;
import mptcp.core.mp.path.MpSession;
import mptcp.core.mp.path.PathEnv;
import mptcp.core.mp.path.ResetReason;
import mptcp.core.mp.path.Subflow;
import mptcp.core.mp.path.SubflowSet;
import mptcp.core.mp.path.SubflowUpper;
import mptcp.core.mp.policy.PolicySet;
import mptcp.core.tcp.CloseReason;
import mptcp.core.tcp.TcpState;
import mptcp.core.tcp.TcpUpper.Verdict;
import mptcp.core.wire.TcpHeader;

/** What the events of single subflows mean for their connection. Loop thread only. */
public final class SubflowEvents implements SubflowUpper {
    private final PathEnv env;
    private final MpSession session;
    private final SubflowSet set;
    private final LocalAddresses locals;
    private final DataSender tx;
    private final PolicySet policies;
    private final Output output;
    private final Resend resend;
    private final Handshake handshake;
    private final DataClose close;
    private final Fallback fallback;
    private final Ending ending;
    private final Counters counters;
    private final EventSink events;
    private final ConnectionOwner owner;
    private Attempts attempts;

    public SubflowEvents(PathEnv env, MpSession session, SubflowSet set, LocalAddresses locals, DataSender tx,
            PolicySet policies, Output output, Resend resend, Handshake handshake, DataClose close, Fallback fallback,
            Ending ending, Counters counters, EventSink events, ConnectionOwner owner) {
        this.env = env;
        this.session = session;
        this.set = set;
        this.locals = locals;
        this.tx = tx;
        this.policies = policies;
        this.output = output;
        this.resend = resend;
        this.handshake = handshake;
        this.close = close;
        this.fallback = fallback;
        this.ending = ending;
        this.counters = counters;
        this.events = events;
        this.owner = owner;
    }

    /** What the connection is opened by, which is made after this. */
    public void opening(Attempts by) {
        attempts = by;
    }

    // --- the handshake of the first subflow

    @Override
    public boolean onSynAck(Subflow s, TcpHeader h, long nowNs) {
        attempts.answered(s, nowNs);
        return handshake.synAck(h);
    }

    @Override
    public Verdict onHandshakeAck(TcpHeader h) {
        return handshake.handshakeAck(h);
    }

    @Override
    public void onSimultaneousOpen(Subflow s, long nowNs) {
        attempts.answered(s, nowNs);
        fallback.inHandshake(FallbackReason.SIMULTANEOUS_OPEN);
    }

    @Override
    public void onSynTimeout(Subflow s, int consecutive) {
        boolean given = consecutive > env.config().mptcpSynRetries() && !session.plain();
        if (given && attempts.isLastChance(s, env.nowNs())) {
            fallback.inHandshake(FallbackReason.SYN_RETRIES);
        }
    }

    @Override
    public boolean prove(Subflow s, TcpHeader h, long nowNs) {
        return handshake.prove(s, h, nowNs);
    }

    // --- the life of a subflow

    @Override
    public boolean onFastOpen() {
        session.fastOpen();
        if (!owner.accepted()) {
            return false;
        }
        owner.connected();
        owner.readable();
        owner.wantOutput();
        return true;
    }

    @Override
    public void onEstablished(Subflow s, long nowNs) {
        session.establish();
        close.become(TcpState.ESTABLISHED);
        s.input.applyWindow();
        if (session.fastOpened()) {
            owner.handshakeCompleted();
        } else if (!session.initiator() && !owner.accepted()) {
            s.tcb.abort(CloseReason.ABORTED, nowNs);
            return;
        }
        policies.onSubflow(s.slot(), SubflowEvent.ESTABLISHED, nowNs);
        events.event(s.slot(), "CREATED", session.initialFlow().toString());
        owner.connected();
        owner.wantOutput();
    }

    @Override
    public void onJoined(Subflow s, long nowNs) {
        ending.onSubflowEstablished();
        events.event(s.slot(), "SF_ESTABLISHED", s.tcb.flow().toString());
        if (!set.holds(s)) {
            return; // a monitor has ended it
        }
        locals.onSubflowEstablished(s, nowNs);
        policies.onSubflow(s.slot(), SubflowEvent.ESTABLISHED, nowNs);
        owner.wantOutput();
    }

    @Override
    public void onFin(Subflow s, long nowNs) {
        if (session.plain()) {
            close.takePeerFin(nowNs);
            return;
        }
        if (!set.othersActive(s) && !close.peerFinSeen() && !env.habits().finAnswersFin()) {
            s.abort(ResetReason.MIDDLEBOX, nowNs); // a FIN in answer could pass for the end of a stream that goes on
            return;
        }
        if (!set.othersActive(s) && close.peerFinSeen() && !close.finSent()) {
            return; // for the same reason: only the peer's stream has ended
        }
        s.close(nowNs); // only this path ends: DATA_FIN ends the stream
        resend.giveToOthers(s);
        owner.wantOutput();
    }

    @Override
    public void onTimeWait(Subflow s, long nowNs) {
        ending.check(nowNs);
    }

    @Override
    public void onClosed(Subflow s, CloseReason reason, long nowNs) {
        if (!ending.isAborting() && attempts.outlive(s, nowNs) || !set.holds(s)) {
            return;
        }
        if (!session.plain()) {
            resend.giveToOthers(s);
        } else if (reason == CloseReason.NORMAL) {
            close.plainFinAcked(nowNs);
        }
        set.remove(s, reason, session.established(), nowNs);
        if (session.fullyEstablished() && !ending.isOver()) {
            locals.onSubflowClosed(s, nowNs);
        }
        ending.onSubflowClosed(reason, nowNs);
    }

    @Override
    public void onTimeout(Subflow s, int consecutive, long nowNs) {
        resend.onSubflowTimeout(s, consecutive, nowNs);
    }

    @Override
    public void onRecovered(Subflow s, long nowNs) {
        resend.onRecovered(s, nowNs);
    }

    @Override
    public void onAcked(Subflow s) {
        output.asks(s);
        env.counters().count(Mib.TASK_DATA);
        owner.wantOutput();
    }

    @Override
    public boolean mayJoin() {
        TcpState state = close.state();
        boolean open = state == TcpState.ESTABLISHED || state == TcpState.CLOSE_WAIT || state == TcpState.FIN_WAIT_1
                || state == TcpState.FIN_WAIT_2;
        return session.fullyEstablished() && !ending.isOver() && open;
    }

    @Override
    public boolean mayAdmit() {
        return mayJoin() && (close.state() == TcpState.ESTABLISHED || !env.habits().admitsWhileOpen());
    }

    // --- the data level

    @Override
    public void onDataAck(long offset, long nowNs) {
        if (tx.acknowledge(Math.min(offset, tx.next()))) {
            resend.onDataAckAdvanced();
            policies.onDataAck(offset, nowNs);
            onMapsCompleted();
            owner.writable();
            owner.wantOutput();
        }
        if (!session.plain()) {
            close.onDataAck(offset, nowNs);
        }
    }

    @Override
    public void onWindow(long acknowledged, long bytes) {
        tx.window(acknowledged, bytes);
        resend.onWindow(bytes);
    }

    @Override
    public void onPlainWindow(long acknowledged, long bytes) {
        tx.plainWindow(acknowledged, bytes);
        resend.onWindow(bytes);
    }

    /** Deferred drop (report, figure 8): bytes leave once acknowledged and no live map refers to them. */
    @Override
    public void onMapsCompleted() {
        long low = Math.min(tx.una(), set.lowestMapped());
        if (low > tx.buffer.tail()) {
            tx.buffer.freed(low);
        }
    }

    @Override
    public boolean finRidesBehind(long end, long nowNs) {
        return close.ridesBehind(end, nowNs);
    }

    @Override
    public boolean finSent() {
        return close.finSent();
    }

    @Override
    public boolean finWaits() {
        return close.finSent() && !close.finAcked();
    }

    @Override
    public long finOffset() {
        return close.finOffset();
    }

    @Override
    public void onPeerFin(Subflow s, long offset, long nowNs) {
        close.peerFin(s, offset, nowNs);
    }

    @Override
    public void onPlainFinAcked(long nowNs) {
        close.plainFinAcked(nowNs);
    }

    // --- signals and breaches

    @Override
    public void onFastClose(long nowNs) {
        counters.count(Mib.FASTCLOSE_RX);
        ending.fastClosed(nowNs);
    }

    @Override
    public void onFastCloseReset() {
        counters.count(Mib.FASTCLOSE_RX);
        owner.defer(() -> ending.fastClosed(env.nowNs()));
    }

    @Override
    public boolean onInfiniteMapping(Subflow s, long offset, long position, long nowNs) {
        return fallback.onInfiniteMapping(s, offset, position, nowNs);
    }

    @Override
    public void onFail(Subflow s, long lastMapped, long nowNs) {
        fallback.onFail(s, lastMapped, nowNs);
    }

    @Override
    public boolean checksumFailed(Subflow s, long ssn, long offset, long nowNs) {
        return fallback.checksumFailed(s, ssn, offset, nowNs);
    }

    @Override
    public boolean badMapping(Subflow s, long nowNs) {
        return fallback.badMapping(s, nowNs);
    }

    @Override
    public boolean takesCorrupted(Subflow s, long offset, boolean checkedBefore) {
        return fallback.takesCorrupted(s, offset, checkedBefore);
    }

    @Override
    public boolean stripped(Subflow s, FallbackReason why, long position, long nowNs) {
        return fallback.stripped(s, why, position, nowNs);
    }

    @Override
    public void unmapped(Subflow s, long nowNs) {
        fallback.unmapped(s, nowNs);
    }

    @Override
    public void notInOrder(long nowNs) {
        ending.abortAll(Reason.RESET, nowNs);
    }

    @Override
    public boolean deserted() {
        return owner.orphan();
    }

    @Override
    public boolean allRead() {
        return owner.allRead();
    }

    @Override
    public void wantOutput() {
        owner.wantOutput();
    }
}
