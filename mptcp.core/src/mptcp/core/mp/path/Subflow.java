package mptcp.core.mp.path;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.socket.SocketConfig;
import mptcp.api.rexmit.Verdict;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.DataReceiver;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.RxMaps;
import mptcp.core.mp.data.SocketSettings;
import mptcp.core.mp.policy.PolicySet;
import mptcp.core.tcp.CloseReason;
import mptcp.core.tcp.HeaderOptions;
import mptcp.core.tcp.LossView;
import mptcp.core.tcp.PayloadSource;
import mptcp.core.tcp.SampleView;
import mptcp.core.tcp.Tcb;
import mptcp.core.tcp.TcpState;
import mptcp.core.tcp.TcpUpper;
import mptcp.core.wire.Flow;
import mptcp.core.wire.TcpHeader;

/**
 * One path of a connection: an ordinary TCB, and above it the mappings between its positions and the byte stream. What it
 * adds to headers is in {@link SubflowOptions}, what it reads from them in {@link SubflowInput}. Loop thread only.
 */
public final class Subflow implements TcpUpper {
    /** Whoever saw the token can have an answer sent anywhere: it is not sent often. */
    private static final int MAX_UNPROVEN_RETRIES = 3;
    private final Connection connection;
    private final PathEnv env;
    private final MpSession session;
    private final SocketSettings settings;
    private final SubflowSet set;
    private final DataSender tx;
    private final DataReceiver receiver;
    private final PolicySet policies;
    private final Counters counters;
    private final SubflowUpper upper;
    public final Tcb tcb;
    /** Its place among the subflows of the connection; -1 before it has one: a join that is not proven has none. */
    private int slot = -1;
    public final boolean initial;
    private final JoinHandshake join;
    public final RxMaps rxMaps;
    public final SubflowOptions options;
    public final SubflowInput input;
    public final SubflowOutput output;

    private final SubflowName name;
    private final int localId;
    private int remoteId;
    private final BackupFlags backup = new BackupFlags();
    private boolean stale;
    /** It may carry data: established, and authenticated if it was joined; not once it is closed or in TIME-WAIT. */
    private boolean active;
    /** It is on its way out: no new data for it. Never taken back. */
    private boolean closing;
    private final SynData synData;
    private final SubflowReset reset = new SubflowReset();

    /** The first one of a connection. */
    public Subflow(ConnectionParts parts, Flow flow, boolean opener, long nowNs) {
        this(parts, flow, opener, null, 0, nowNs);
    }

    /** @param join null for the first one */
    Subflow(ConnectionParts parts, Flow flow, boolean opener, JoinHandshake join, int localId, long nowNs) {
        this.connection = parts.connection();
        this.env = parts.env();
        this.session = parts.session();
        this.settings = parts.settings();
        this.set = parts.subflows();
        this.tx = parts.tx();
        this.receiver = parts.receiver();
        this.policies = parts.policies();
        this.counters = parts.counters();
        this.upper = parts.upper();
        this.initial = join == null;
        this.join = join;
        this.name = new SubflowName(flow);
        this.localId = localId;
        this.remoteId = initial ? 0 : -1;
        this.rxMaps = new RxMaps(env.maps());
        this.options = new SubflowOptions(this, parts);
        this.input = new SubflowInput(this, parts);
        this.output = new SubflowOutput(this, parts);
        this.synData = new SynData(this, parts);
        this.tcb = new Tcb(flow, env, this, opener, env.initialSequence(flow), receiver.bufferMax(), nowNs);
        tcb.sizes().max(settings.config().maxSegment());
    }

    @Override
    public Connection owner() {
        return connection;
    }

    public Tcb tcb() {
        return tcb;
    }

    public int slot() {
        return slot;
    }

    void slot(int place) {
        slot = place;
    }

    public int bit() {
        return 1 << slot;
    }

    public boolean usable() {
        return active && !closing && tcb.mayStillSend();
    }

    public boolean active() {
        return active;
    }

    public int localId() {
        return localId;
    }

    /** The id of the peer's address, or -1 while it is not known. */
    public int remoteId() {
        return remoteId;
    }

    /** The peer's MP_JOIN told its address id and whether it is a backup. */
    void peerJoined(int addressId, boolean asBackup) {
        remoteId = addressId;
        backup.remote(asBackup);
    }

    public BackupFlags backup() {
        return backup;
    }

    /** Set aside: it did not deliver, and carries only what it has. */
    public boolean stale() {
        return stale;
    }

    public void stale(boolean on) {
        stale = on;
    }

    /** No new data for it. */
    public void retire() {
        closing = true;
    }

    /** What is said and heard of its end. */
    public SubflowReset reset() {
        return reset;
    }

    public InetSocketAddress local() {
        return name.local();
    }

    public InetSocketAddress remote() {
        return name.remote();
    }

    /** See {@link SubflowName}. */
    SubflowName name() {
        return name;
    }

    // --- TcpUpper

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public SocketConfig socket() {
        return settings.config();
    }

    @Override
    public SynData synPayload() {
        return synData;
    }

    /** Fast Open: data may pass now, in Multipath TCP when the peer's key is here. */
    void openEarly() {
        active = session.plain();
    }

    @Override
    public HeaderOptions options() {
        return options;
    }

    @Override
    public PayloadSource payload() {
        return output;
    }

    @Override
    public boolean deserted() {
        return session.plain() && upper.deserted();
    }

    @Override
    public boolean allRead() {
        return upper.allRead();
    }

    @Override
    public boolean pushes() {
        return tx.unmapped() == 0 || env.habits().pushesAtWindowEdge() && !session.plain() && tx.window() <= 0;
    }

    @Override
    public long unmapped() {
        return usable() ? tx.unmapped() : 0;
    }

    @Override
    public void windowSent(long window, long most) {
        boolean ofJoin = !initial && !tcb.state().synchronised(); // it says what a buffer of its own would have; the data level's counts
        if (!ofJoin) {
            receiver.windowSent(window, most);
        }
    }

    @Override
    public long acceptableWindow() {
        return receiver.acceptable(session.plain());
    }

    @Override
    public int onPayload(long position, MemorySegment memory, long at, int length, long nowNs) {
        return input.payload(position, memory, at, length, nowNs);
    }

    @Override
    public boolean onSynAck(TcpHeader h, long nowNs) {
        if (initial) {
            return upper.onSynAck(this, h, nowNs);
        }
        int refused = join.synAck(h);
        if (refused >= 0) {
            reset.resetWith(refused);
            return false;
        }
        peerJoined(h.mptcp().addressId(), h.mptcp().backup());
        return true;
    }

    @Override
    public boolean mayOpenFromBothEnds() {
        return initial;
    }

    @Override
    public void onSimultaneousOpen(TcpHeader h, long nowNs) {
        upper.onSimultaneousOpen(this, nowNs);
    }

    @Override
    public Verdict onHandshakeAck(TcpHeader h, long nowNs) {
        if (initial) {
            return upper.onHandshakeAck(h);
        }
        int refused = join.ack(h);
        if (refused < 0) {
            refused = admit(nowNs);
            counters.add(Mib.MPJ_ACK_RX, refused < 0 ? 1 : 0); // who is refused is counted as that
        } else if (env.habits().refusesWithoutState()) {
            refused = ResetReason.MPTCP_SPECIFIC;
        }
        if (refused >= 0) {
            reset.resetWith(refused);
            return Verdict.RESET;
        }
        return Verdict.ACCEPT;
    }

    /** Others may have been admitted since its SYN came: the path manager is asked again. */
    private int admit(long nowNs) {
        if (upper.mayJoin() && !policies.acceptJoin(local(), remote(), nowNs)) {
            env.halfOpenJoins().remove(this);
            counters.count(Mib.MPJ_REJECTED);
            counters.count(Mib.MPJ_REJECTED_POLICY);
            return ResetReason.PROHIBITED;
        }
        return set.admit(this, upper.mayAdmit());
    }

    @Override
    public int synRetries() {
        int set = settings.config().synRetries();
        int answers = tcb.active() || set > 0 ? 0 : env.habits().synAckRetries();
        int retries = set > 0 ? set : answers > 0 ? answers : env.config().synRetries();
        return slot >= 0 || initial ? retries
                : Math.min(retries, env.halfOpenJoins().crowded(connection) ? 1 : MAX_UNPROVEN_RETRIES);
    }

    @Override
    public void onSynTimeout(int consecutive) {
        if (initial && tcb.active()) {
            upper.onSynTimeout(this, consecutive);
        }
    }

    @Override
    public void onEstablished(long nowNs) {
        if (initial) {
            active = true;
            options.sizesKnown();
            upper.onEstablished(this, nowNs);
        } else if (!tcb.active()) {
            activate(nowNs);
            tcb.sendAck(nowNs); // the fourth packet (RFC 8684 section 3.2)
        } else {
            join.prove(tcb, nowNs);
        }
    }

    /** It is the first one, or authenticated on both sides. */
    public boolean joined() {
        return join == null || join.joined();
    }

    /** A joined subflow is authenticated on both sides. */
    void activate(long nowNs) {
        if (join.join()) {
            active = true;
            tcb.clearJoinTimer();
            upper.onJoined(this, nowNs);
        }
    }

    JoinHandshake join() {
        return join;
    }

    /** It leaves the host's tables as it is, without a packet or a word to anybody. */
    void forget() {
        env.unregister(this);
        tcb.abandon();
    }

    @Override
    public boolean onSegment(TcpHeader h, long position, long nowNs) {
        return input.segment(h, position, nowNs);
    }

    @Override
    public void onWindow(TcpHeader h, long ack, long windowBytes, long nowNs) {
        input.window(ack, windowBytes);
    }

    @Override
    public void onAcked(long una, long nowNs) {
        if (output.plainTx()) {
            options.acked(una);
            output.acknowledgedPlainly(nowNs);
        }
        if (session.plain() && tcb.finAcked()) {
            upper.onPlainFinAcked(nowNs);
        }
        boolean completed = output.maps().ackedUpTo(una);
        if (stale) {
            upper.onRecovered(this, nowNs);
        }
        if (completed) {
            upper.onMapsCompleted();
        }
        upper.onAcked(this);
    }

    @Override
    public void onNothingNew() {
        if (!tx.isQuiet()) {
            upper.wantOutput(); // schedulers that wait for a time are asked again with whatever comes
        }
    }

    @Override
    public void onAckSample(SampleView sample, long nowNs) {
        policies.onAck(slot, sample, nowNs);
    }

    @Override
    public void onCongestion(CongestionSignal signal, LossView loss, long nowNs) {
        policies.onSignal(slot, signal, loss, nowNs);
    }

    @Override
    public void onRecoveryExit(long nowNs) {
        policies.onRecoveryExit(slot, nowNs);
    }

    @Override
    public boolean controlOwnsRecovery() {
        return policies.controlOwnsRecovery();
    }

    @Override
    public void onSegmentSent(int bytes, boolean again, long nowNs) {
        policies.onSegmentSent(slot, bytes, again, nowNs);
    }

    @Override
    public void onIdleRestart(long idleNs, long nowNs) {
        policies.onIdleRestart(slot, idleNs, nowNs);
    }

    @Override
    public void onTimeout(int consecutive, long nowNs) {
        upper.onTimeout(this, consecutive, nowNs);
    }

    @Override
    public void onFin(long nowNs) {
        upper.onFin(this, nowNs);
    }

    @Override
    public void onReset(TcpHeader h, long nowNs) {
        input.reset(h, nowNs);
    }

    @Override
    public void onClosed(CloseReason reason, long nowNs) {
        env.unregister(this);
        if (slot < 0 && !initial) {
            env.halfOpenJoins().remove(this);
        }
        active = false;
        upper.onClosed(this, reason, nowNs);
        output.maps().clear();
        rxMaps.clear();
        input.close();
        upper.onMapsCompleted();
    }

    @Override
    public void onTimeWait(long nowNs) {
        active = false;
        upper.onTimeWait(this, nowNs);
    }

    @Override
    public boolean othersActive() {
        return set.othersActive(this);
    }

    @Override
    public void onUpperTimer(long nowNs) {
        input.heldTooLong(nowNs);
    }

    @Override
    public void onJoinTimer(long nowNs) {
        if (!join.proveAgain(tcb, nowNs)) {
            abort(ResetReason.MIDDLEBOX, nowNs);
        }
    }

    @Override
    public void wantOutput() {
        upper.wantOutput();
    }

    /** Its address is not to be used any more: it ends in order, without a word of Multipath TCP once both FINs have passed. */
    void withdraw(long nowNs) {
        tcb.sendAck(nowNs);
        close(nowNs);
        active = false; // its path may be gone: the connection counts on it no more
    }

    /** Ends it in order; nothing new is sent on it. */
    public void close(long nowNs) {
        closing = true;
        tcb.shutdown(nowNs);
    }

    /** Ends it by RST with a reason of RFC 8684 section 3.6. */
    public void abort(int reason, long nowNs) {
        reset.resetWith(reason);
        if (tcb.state() == TcpState.SYN_SENT) {
            counters.count(Mib.TCP_ATTEMPT_FAILS);
        }
        tcb.abort(CloseReason.ABORTED, nowNs);
    }
}
