package mptcp.core.mp;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.api.rexmit.Verdict;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.tcp.CloseReason;
import mptcp.core.tcp.TcpState;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.TcpHeader;

/**
 * The multipath control block (report, section III-A): one for every connection, between the socket and its subflows, plain
 * TCP being a connection with one subflow in fallback. It holds the data level and ties the parts together; each part's
 * own logic is in the class named for it. Loop thread only.
 */
public final class Mpcb {
    private static final int MAX_WINDOW_TIMEOUT_SHIFT = 8;

    private final MpEnv env;
    private final long id;
    private final boolean initiator;
    private final long createdNs;
    private final Counters counters;
    private final Handshake handshake;
    private final DataClose close;
    private final DataSender tx;
    private final ReceiveBuffer rx;
    private final Output output;
    private final PolicySet policies;
    private final AddressBook addresses;
    private final PathAgent paths;
    private final Views view;
    private final MpTimers timers;
    private final LimitClock limits;
    private final Subflow[] slots = new Subflow[Subflows.MAX];
    private final MpStreamSocket socket;
    private final int receiveBufferMax;
    private ConnectionView info;
    private SocketConfig config;
    private MpKeys keys;
    private FallbackReason fallback;
    private boolean checksums;
    private boolean ack64;
    private boolean fullyEstablished;
    private boolean everEstablished;
    private boolean over;
    private boolean corked;
    private Flow initialFlow;
    private int usedSlots;
    private int dataTimeouts;
    private int persistTimeouts;
    private long dataAckSent;
    private long edgeAdvertised;
    private boolean dataAckDue;

    // places in the host's lists
    private volatile Mpcb nextNoted;
    private boolean queuedDirty;
    private boolean queuedReady;

    public Mpcb(MpEnv env, long id, boolean initiator, SocketConfig config, long nowNs) {
        this.env = env;
        this.id = id;
        this.initiator = initiator;
        this.config = config;
        this.createdNs = nowNs;
        this.counters = new Counters(env.counters());
        int receive = config.receiveBuffer() > 0 ? config.receiveBuffer() : env.config().initialReceiveBuffer();
        int send = config.sendBuffer() > 0 ? config.sendBuffer() : env.config().initialSendBuffer();
        this.receiveBufferMax = config.receiveBuffer() > 0 ? receive : env.config().maxReceiveBuffer();
        this.checksums = config.checksums() != null ? config.checksums() : env.config().checksums();
        this.tx = new DataSender(env.slabs(), send);
        this.rx = new ReceiveBuffer(env.slabs(), receive);
        this.handshake = new Handshake(this, initiator);
        this.close = new DataClose(this);
        this.output = new Output(this);
        this.policies = new PolicySet(this);
        this.addresses = new AddressBook(this);
        this.paths = new PathAgent(this);
        this.view = new Views(this);
        this.timers = new MpTimers(this, env.timers());
        this.limits = new LimitClock(nowNs);
        this.socket = new MpStreamSocket(this);
    }

    // --- opening

    /** Says between which addresses it will be; then it can be given its policies. */
    public void prepare(Flow flow) {
        initialFlow = flow;
        info = new ConnectionView(this, flow);
    }

    /** Active open: makes the first subflow and sends the SYN. */
    public void connect(int version, long nowNs) {
        if (version < 0) {
            fallback = FallbackReason.NOT_REQUESTED;
        } else {
            keys = makeKeys(version);
        }
        Subflow s = first(true, nowNs);
        if (fallback != null) {
            plain(s, 1, 0);
        }
        s.tcb.connect(nowNs);
    }

    /** Passive open: takes a SYN that a listener admits. */
    public void accept(TcpHeader syn, int highestVersion, long nowNs) {
        close.become(TcpState.SYN_RECEIVED);
        int version = Handshake.answer(syn.mptcp(), highestVersion);
        if (syn.mptcp().has(MptcpOption.MP_CAPABLE)) {
            counters.count(Mib.MPC_SYN_RX);
        }
        if (version >= 0) {
            keys = makeKeys(version);
        } else {
            fallback = FallbackReason.PEER_SENT_NONE;
        }
        Subflow s = first(false, nowNs);
        if (keys != null) {
            handshake.takeSyn(syn);
        } else {
            plain(s, 1, 0);
        }
        s.tcb.accept(syn, nowNs);
    }

    /** A key whose token nobody uses (RFC 8684 section 3.1). */
    private MpKeys makeKeys(int version) {
        for (int tries = 0; tries < 4; tries++) {
            MpKeys made = new MpKeys(env.crypto(version), env.config().entropy().nextKey());
            if (made.localToken() != 0 && env.registerToken(made.localToken(), this)) {
                return made;
            }
        }
        fallback = FallbackReason.TOKEN;
        counters.count(Mib.MPC_ENDPOINT_FULL);
        return null;
    }

    private Subflow first(boolean opener, long nowNs) {
        Subflow s = new Subflow(this, 0, initialFlow, opener, true, null, 0, nowNs);
        s.remoteId = 0;
        put(s);
        return s;
    }

    private void put(Subflow s) {
        slots[s.slot] = s;
        usedSlots |= s.bit();
        env.register(s);
    }

    /** The first subflow's handshake is over. */
    void established(long nowNs) {
        everEstablished = true;
        close.become(TcpState.ESTABLISHED);
        env.counters().count(Mib.CURR_ESTAB);
        Subflow s = initial();
        if (fallback != null) {
            s.input.plainWindow();
        }
        if (!initiator && !env.established(this)) {
            s.tcb.abort(CloseReason.ABORTED, nowNs);
            return;
        }
        policies.onSubflow(0, SubflowEvent.ESTABLISHED, nowNs);
        event(0, "CREATED", initialFlow.toString());
        socket.wake(MpStreamSocket.CONNECT_EDGE);
        wantOutput();
    }

    /** Both ends have shown that they have the other's key: joins are possible now. */
    void fullyEstablished(long nowNs) {
        if (fullyEstablished || fallback != null) {
            return;
        }
        fullyEstablished = true;
        event(-1, "ESTABLISHED", "version " + keys.version() + (checksums ? ", checksums" : ""));
        env.defer(() -> policies.toPath(p -> p.onEstablished(env.nowNs())));
    }

    // --- fallback (RFC 8684 section 3.7)

    /** Before any data: the handshake ended in plain TCP. */
    void fallBack(FallbackReason reason) {
        if (fallback != null) {
            return;
        }
        noteFallback(reason);
        Subflow s = initial();
        if (s != null) {
            plain(s, Math.max(1, s.tcb.received()), rx.next());
        }
    }

    private void noteFallback(FallbackReason reason) {
        fallback = reason;
        if (reason.counter() != null) {
            counters.count(reason.counter());
        }
        event(-1, "FALLBACK", reason.text());
        tx.forgetReinject();
        timers.clear(MpTimers.DATA_RTX);
        if (close.finSent()) {
            shutdownInitial(env.nowNs()); // the DATA_FIN that was sent is the subflow's FIN now
        }
    }

    private void plain(Subflow s, long rxPosition, long rxOffset) {
        s.plainFrom(tx.next());
        s.input.plainFrom(rxPosition, rxOffset);
    }

    /** On the only subflow: what comes from this position on, and what is sent next, needs no mapping. */
    void fallBackBoth(Subflow s, FallbackReason reason, long rxPosition) {
        if (fallback == null) {
            noteFallback(reason);
            plain(s, rxPosition, rx.next());
            s.input.plainWindow();
            wantOutput();
        }
    }

    void fallBackReceiving(Subflow s, FallbackReason reason, long rxPosition) {
        fallBackBoth(s, reason, rxPosition);
        s.options.infiniteMapping();
    }

    boolean onInfiniteMapping(Subflow s, long offset, long position, int length) {
        if (!onlySubflow(s)) {
            counters.count(Mib.DSS_NOT_MATCHING);
            s.abort(ResetReason.MPTCP_SPECIFIC, env.nowNs());
            return false;
        }
        if (fallback == null) {
            noteFallback(FallbackReason.INFINITE_MAPPING);
            s.plainFrom(tx.next());
            s.input.plainFrom(position, offset);
            s.input.plainWindow();
        }
        return true;
    }

    /** RFC 8684 section 3.7: the peer found our mapping broken from this DSN on. */
    void onFail(Subflow s, long dsn, long nowNs) {
        if (!onlySubflow(s)) {
            counters.count(Mib.FAIL_RX);
            s.abort(ResetReason.MIDDLEBOX, nowNs);
            return;
        }
        if (fallback == null) {
            noteFallback(FallbackReason.MP_FAIL);
            s.plainFrom(tx.next());
            s.options.infiniteMapping();
            s.input.plainFrom(s.tcb.received(), rx.next());
        }
    }

    boolean checksumFailed(Subflow s, long offset, long nowNs) {
        counters.count(Mib.DATA_CSUM_ERR);
        long dsn = keys.remoteFirst() + offset;
        if (!onlySubflow(s)) {
            counters.count(Mib.DSS_CORRUPTION_RESET);
            s.options.sendFail(dsn, nowNs);
            s.abort(ResetReason.MIDDLEBOX, nowNs);
            return false;
        }
        s.options.sendFail(dsn, nowNs);
        fallBackBoth(s, FallbackReason.CHECKSUM, s.tcb.received());
        s.options.infiniteMapping();
        return true;
    }

    /** A mapping is complete: its bytes become readable if the checksum is right. @return false to take them back */
    boolean verify(Subflow s, DsMap map, long nowNs) {
        long end = map.end();
        if (end > rx.next() && !rx.consumed(map.offset)) {
            int sum = rx.sum(map.offset, map.length);
            if (!DssChecksum.good(keys.remoteFirst() + map.offset, (int) map.ssn, map.wireLength(), sum,
                    map.checksum)) {
                checksumFailed(s, map.offset, nowNs);
                return fallback != null && takeUnverified(map.offset, end);
            }
        }
        return commit(map.offset, end);
    }

    /** After the fallback the stream goes on with what there is, as it would have without MPTCP. */
    private boolean takeUnverified(long offset, long end) {
        return commit(offset, end);
    }

    boolean badMapping(Subflow s, long nowNs) {
        if (onlySubflow(s) && fallback == null && !handshake.proven()) {
            fallBackBoth(s, FallbackReason.UNMAPPED_DATA, s.tcb.received());
            return true;
        }
        s.abort(ResetReason.MPTCP_SPECIFIC, nowNs);
        return false;
    }

    /** A window's worth of data came without a mapping. */
    void unmapped(Subflow s, long nowNs) {
        if (onlySubflow(s)) {
            fallBackReceiving(s, FallbackReason.UNMAPPED_DATA, s.tcb.received());
        } else {
            s.abort(ResetReason.MIDDLEBOX, nowNs);
        }
    }

    // --- subflows

    boolean mayJoin() {
        return fallback == null && fullyEstablished && !over && !close.done()
                && (close.state() == TcpState.ESTABLISHED || close.state() == TcpState.CLOSE_WAIT
                        || close.state() == TcpState.FIN_WAIT_1 || close.state() == TcpState.FIN_WAIT_2);
    }

    private int freeSlot() {
        int free = Integer.numberOfTrailingZeros(~usedSlots);
        return Integer.bitCount(usedSlots) < env.config().maxSubflows() && free < Subflows.MAX ? free : -1;
    }

    void openSubflow(IpAddress local, InetSocketAddress remote, boolean backup) {
        int slot = freeSlot();
        if (slot < 0 || !mayJoin()) {
            counters.count(slot < 0 ? Mib.MPJ_REJECTED_LIMIT : Mib.MPJ_REJECTED_STATE);
            return;
        }
        IpAddress to = IpAddress.of(remote.getAddress());
        int remotePort = remote.getPort() != 0 ? remote.getPort() : initialFlow.remotePort();
        int port = env.ephemeralPort(local, to, remotePort);
        if (port < 0) {
            counters.count(Mib.MPJ_REJECTED_LIMIT);
            return;
        }
        MpJoin join = new MpJoin(keys, env.crypto(keys.version()), true, env.config().entropy().nextNonce());
        Subflow s = new Subflow(this, slot, new Flow(local, port, to, remotePort), true, false, join,
                addresses.idOf(local), env.nowNs());
        s.backupLocal = backup;
        put(s);
        s.tcb.connect(env.nowNs());
    }

    /** A SYN with MP_JOIN and our token arrived. @return a reason to refuse it, or -1 */
    public int acceptJoin(Flow flow, TcpHeader syn, long nowNs) {
        MptcpOption o = syn.mptcp();
        counters.count(o.backup() ? Mib.MPJ_SYN_RX_BACKUP : Mib.MPJ_SYN_RX);
        if (fallback != null) {
            counters.count(Mib.MPJ_REJECTED_FALLBACK);
            return ResetReason.MPTCP_SPECIFIC;
        }
        if (!mayJoin()) {
            counters.count(Mib.MPJ_REJECTED_STATE);
            return ResetReason.PROHIBITED;
        }
        int slot = freeSlot();
        if (slot < 0) {
            counters.count(Mib.MPJ_REJECTED_LIMIT);
            return ResetReason.LACK_OF_RESOURCES;
        }
        InetSocketAddress local = new InetSocketAddress(flow.local().inet(), flow.localPort());
        InetSocketAddress remote = new InetSocketAddress(flow.remote().inet(), flow.remotePort());
        if (!policies.acceptJoin(local, remote)) {
            counters.count(Mib.MPJ_REJECTED_POLICY);
            return ResetReason.PROHIBITED;
        }
        MpJoin join = new MpJoin(keys, env.crypto(keys.version()), false, env.config().entropy().nextNonce());
        join.peerNonce(o.nonce());
        Subflow s = new Subflow(this, slot, flow, false, false, join, addresses.idOf(flow.local()), nowNs);
        s.remoteId = o.addressId();
        s.backupRemote = o.backup();
        put(s);
        s.tcb.accept(syn, nowNs);
        return -1;
    }

    void subflowEstablished(Subflow s, long nowNs) {
        timers.clear(MpTimers.CLOSE);
        event(s.slot, "SF_ESTABLISHED", s.tcb.flow().toString());
        policies.onSubflow(s.slot, SubflowEvent.ESTABLISHED, nowNs);
        wantOutput();
    }

    void subflowFin(Subflow s, long nowNs) {
        if (fallback != null) {
            close.takePeerFin(nowNs);
            return;
        }
        s.close(nowNs); // only this path ends: DATA_FIN ends the stream
        giveToOthers(s);
        wantOutput();
    }

    void subflowTimeWait(Subflow s, long nowNs) {
        s.active = false;
        checkOver(nowNs);
    }

    void subflowClosed(Subflow s, CloseReason reason, long nowNs) {
        boolean was = slots[s.slot] == s;
        if (!was) {
            return;
        }
        if (fallback == null) {
            giveToOthers(s);
        } else if (reason == CloseReason.NORMAL && close.finSent() && !close.finAcked()) {
            close.finAcknowledged(nowNs);
        }
        event(s.slot, "SF_CLOSED", reason.name());
        counters.count(Mib.RM_SUBFLOW);
        if (everEstablished) {
            policies.onSubflow(s.slot, SubflowEvent.CLOSED, nowNs); // while its addresses can be looked at
        }
        slots[s.slot] = null;
        usedSlots &= ~s.bit();
        if (over) {
            env.closed(this);
            return;
        }
        if (usedSlots == 0 && !close.done()) {
            lastSubflowLost(reason, nowNs);
        }
        checkOver(nowNs);
        wantOutput();
    }

    private void lastSubflowLost(CloseReason reason, long nowNs) {
        boolean mayComeBack = everEstablished && fallback == null && fullyEstablished && reason != CloseReason.ABORTED
                && !socket.orphan();
        if (mayComeBack) {
            timers.set(MpTimers.CLOSE, nowNs + env.config().closeTimeoutNs());
            return;
        }
        fail(switch (reason) {
            case REFUSED -> Reason.REFUSED;
            case TIMED_OUT -> Reason.TIMED_OUT;
            case UNREACHABLE -> Reason.UNREACHABLE;
            case ABORTED -> Reason.ABORTED;
            default -> Reason.RESET;
        }, nowNs);
    }

    /** Its bytes that the peer does not have at the data level go to the others. */
    private void giveToOthers(Subflow s) {
        for (DsMap map = s.txMaps.head(); map != null; map = map.next) {
            tx.reinject(map.offset, map.end());
        }
    }

    boolean closeRemoteId(int remoteId, long nowNs) {
        boolean any = false;
        for (int left = usedSlots; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null && s.remoteId == remoteId) {
                any = true;
                removeSubflow(s);
            }
        }
        return any;
    }

    void closeLocalId(int localId) {
        for (int left = usedSlots; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null && s.localId == localId) {
                removeSubflow(s);
            }
        }
    }

    /** Explicit removal of one subflow: its data goes to the others, the peer gets a RST. */
    void removeSubflow(Subflow s) {
        if (slots[s.slot] == s) {
            s.abort(ResetReason.UNSPECIFIED, env.nowNs());
        }
    }

    void setBackup(Subflow s, boolean backup) {
        if (slots[s.slot] == s && s.backupLocal != backup) {
            s.backupLocal = backup;
            s.options.sendPrio(env.nowNs());
            policies.onSubflow(s.slot, SubflowEvent.PRIORITY, env.nowNs());
            wantOutput();
        }
    }

    void onPrio(Subflow s, MptcpOption o, long nowNs) {
        if (keys.version() == 1 && o.prioId() >= 0) {
            return; // the form with an address id is version 0's
        }
        counters.count(Mib.PRIO_RX);
        for (int left = usedSlots; left != 0; left &= left - 1) {
            Subflow each = slots[Integer.numberOfTrailingZeros(left)];
            boolean meant = o.prioId() < 0 ? each == s : each.remoteId == o.prioId();
            if (meant && each.backupRemote != o.prioBackup()) {
                each.backupRemote = o.prioBackup();
                event(each.slot, "SF_PRIO", each.backupRemote ? "backup" : "regular");
                policies.onSubflow(each.slot, SubflowEvent.PRIORITY, nowNs);
            }
        }
        wantOutput();
    }

    void subflowTimeout(Subflow s, int consecutive, long nowNs) {
        if (fallback != null || !s.active) {
            return;
        }
        act(s, policies.onSubflowTimeout(s.slot, consecutive, nowNs), nowNs);
    }

    private void act(Subflow s, Verdict verdict, long nowNs) {
        if (verdict == Verdict.KEEP || slots[s.slot] != s) {
            return;
        }
        if ((usable() & ~s.bit()) != 0) {
            giveToOthers(s);
            event(s.slot, "REINJECT", tx.reinjectBytes() + " bytes");
        }
        switch (verdict) {
            case REINJECT_AND_STALE -> {
                if (!s.stale) {
                    s.stale = true;
                    counters.count(Mib.SUBFLOW_STALE);
                    event(s.slot, "STALE", "");
                    policies.onSubflow(s.slot, SubflowEvent.STALE, nowNs);
                }
            }
            case CLOSE -> s.abort(ResetReason.UNACCEPTABLE_PERFORMANCE, nowNs);
            default -> { }
        }
        wantOutput();
    }

    void recovered(Subflow s, long nowNs) {
        s.stale = false;
        counters.count(Mib.SUBFLOW_RECOVER);
        event(s.slot, "RECOVERED", "");
        policies.onSubflow(s.slot, SubflowEvent.RECOVERED, nowNs);
    }

    // --- the data level: sending

    /** The peer has everything below this offset; one more means its DATA_FIN was acknowledged. */
    void dataAcked(long offset, long nowNs) {
        boolean advanced = tx.acknowledge(Math.min(offset, tx.next()));
        if (advanced) {
            dataTimeouts = 0;
            timers.clear(MpTimers.DATA_RTX);
            policies.onDataAck(offset, nowNs);
            freeAcknowledged();
            socket.wake(MpStreamSocket.WRITE_EDGE);
            wantOutput();
        }
        if (fallback == null) {
            close.onDataAck(offset, nowNs);
        }
    }

    /** Deferred drop (report, figure 8): bytes leave once acknowledged and no live map refers to them. */
    void freeAcknowledged() {
        long low = tx.una();
        for (int left = usedSlots; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null) {
                low = Math.min(low, s.txMaps.lowest());
            }
        }
        if (low > tx.buffer.tail()) {
            tx.buffer.freed(low);
        }
    }

    void window(long bytes) {
        if (bytes >= 0) {
            tx.window(tx.una(), bytes);
            persistTimeouts = bytes > 0 ? 0 : persistTimeouts;
        }
    }

    void plainWindow(long acknowledged, long bytes) {
        tx.window(acknowledged, bytes);
        persistTimeouts = bytes > 0 ? 0 : persistTimeouts;
    }

    void asks(Subflow s) {
        output.asks(s);
        env.counters().count(Mib.TASK_DATA);
        wantOutput();
    }

    /** Mask of the subflows whose maps hold this byte. */
    int carriers(long offset) {
        int mask = 0;
        for (int left = usedSlots; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null && s.carries(offset)) {
                mask |= s.bit();
            }
        }
        return mask;
    }

    /** Up to where the same subflows carry what follows this byte, at least. */
    long carriedUntil(long offset) {
        long until = Long.MAX_VALUE;
        for (int left = usedSlots; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null) {
                until = Math.min(until, s.txMaps.boundaryAfter(offset));
            }
        }
        return until;
    }

    int smallestSegment() {
        int smallest = Integer.MAX_VALUE;
        for (int left = usable(); left != 0; left &= left - 1) {
            smallest = Math.min(smallest, slots[Integer.numberOfTrailingZeros(left)].tcb.segmentPayload());
        }
        return smallest == Integer.MAX_VALUE ? 1 : smallest;
    }

    void reinjectHead() {
        tx.reinject(tx.una(), tx.una() + 0xffff);
    }

    void armSenderTimers(long nowNs) {
        if (over) {
            return;
        }
        if (fallback == null && tx.unacked() > 0 && !timers.isSet(MpTimers.DATA_RTX)) {
            timers.set(MpTimers.DATA_RTX, nowNs + policies.dataTimeoutNs(dataTimeouts));
        }
        boolean blocked = tx.unmapped() > 0 && tx.sendable() == 0 && tx.unacked() == 0 && everEstablished;
        if (!blocked) {
            timers.clear(MpTimers.PERSIST);
        } else if (!timers.isSet(MpTimers.PERSIST)) {
            Subflow s = signalSubflow();
            long rto = s == null ? env.config().initialRtoNs() : s.tcb.rtt().rtoNs();
            long wait = rto << Math.min(persistTimeouts, MAX_WINDOW_TIMEOUT_SHIFT);
            timers.set(MpTimers.PERSIST, nowNs + Math.min(wait, env.config().maxRtoNs()));
        }
    }

    void persist(long nowNs) {
        persistTimeouts++;
        Subflow s = signalSubflow();
        if (s != null) {
            s.tcb.probe(nowNs);
        }
        wantOutput();
    }

    void dataTimeout(long nowNs) {
        if (tx.unacked() == 0 || fallback != null) {
            return;
        }
        dataTimeouts++;
        int holders = carriers(tx.una());
        boolean othersCan = (usable() & ~holders) != 0;
        if ((holders == 0 || othersCan) && policies.onDataTimeout(dataTimeouts, nowNs) != Verdict.KEEP) {
            reinjectHead();
            event(-1, "REINJECT", "data timeout " + dataTimeouts);
        }
        wantOutput();
    }

    void armDataFin(long nowNs, int retries) {
        timers.set(MpTimers.DATA_FIN, nowNs + (signalTimeoutNs() << Math.min(retries, MAX_WINDOW_TIMEOUT_SHIFT)));
    }

    void dataFinTimeout(long nowNs) {
        if (!close.resend(nowNs)) {
            abortAll(Reason.TIMED_OUT, nowNs);
        }
    }

    long signalTimeoutNs() {
        Subflow s = signalSubflow();
        return s == null ? env.config().initialRtoNs() : s.tcb.rtt().rtoNs();
    }

    // --- the data level: receiving

    /** The application is gone: what comes now meets a reset (RFC 9293 section 3.6.1, RFC 2525 section 2.17). */
    boolean refusesData(long nowNs) {
        if (!socket.orphan() || close.peerFinTaken()) {
            return false;
        }
        counters.count(Mib.TCP_ABORT_ON_DATA);
        abortAll(Reason.RESET, nowNs);
        return true;
    }

    /**
     * Puts payload in its place in the stream.
     *
     * @param good whether it may be read at once; otherwise {@link #verify} makes it readable
     * @return how many bytes from the start were taken
     */
    int deliver(long offset, MemorySegment memory, long at, int length, boolean good) {
        long end = offset + length;
        if (end <= rx.next()) {
            counters.count(Mib.DUP_DATA);
            rx.countDuplicates(length);
            return length;
        }
        int fits = (int) Math.min(length, rx.edge() - offset);
        if (fits <= 0) {
            counters.count(Mib.NO_DSS_IN_WINDOW);
            return 0;
        }
        long p = Math.max(offset, rx.next());
        long stop = offset + fits;
        if (p > offset) {
            rx.countDuplicates(p - offset);
        }
        while (p < stop) {
            long from = rx.ahead().firstGap(p, stop);
            rx.countDuplicates(from - p);
            if (from >= stop) {
                break;
            }
            long to = gapEnd(from, stop);
            if (!rx.place(from, memory, at + from - offset, (int) (to - from))) {
                counters.count(Mib.TCP_RCV_QUEUE_DROP);
                return (int) (from - offset);
            }
            if (good && !commit(from, to)) {
                return (int) (from - offset);
            }
            p = to;
        }
        return fits;
    }

    private long gapEnd(long from, long stop) {
        for (int i = 0; i < rx.ahead().size(); i++) {
            if (rx.ahead().start(i) > from) {
                return Math.min(stop, rx.ahead().start(i));
            }
        }
        return stop;
    }

    private boolean commit(long from, long to) {
        int moved = rx.commit(from, to);
        if (moved < 0) {
            counters.count(Mib.RCV_PRUNED);
            return false;
        }
        if (moved == 0) {
            counters.count(Mib.OFO_QUEUE);
            return true;
        }
        dataAckDue = true;
        if (socket.inputShut()) {
            rx.discard();
        }
        close.check(env.nowNs());
        socket.wake(MpStreamSocket.READ_EDGE);
        wantOutput();
        return true;
    }

    /** What DATA_ACK says: the next byte expected, the DATA_FIN counted. */
    long dataAck() {
        dataAckSent = rx.next() + (close.peerFinTaken() ? 1 : 0);
        dataAckDue = false;
        return keys.remoteFirst() + dataAckSent;
    }

    long receiveWindow() {
        long window = rx.window();
        edgeAdvertised = rx.next() + window;
        return window;
    }

    long acceptableWindow() {
        return fallback != null ? rx.window() : Math.max(1 << 22, 2 * rx.window());
    }

    /** The application read: the window may have opened enough to tell (RFC 9293 section 3.8.6.2.2). */
    void applicationRead(long nowNs) {
        Subflow s = signalSubflow();
        rx.tune(s == null ? 0 : s.tcb.rtt().srttNs() > 0 ? s.tcb.rtt().srttNs() : 100_000_000L,
                config.receiveBuffer() > 0 ? rx.limit() : receiveBufferMax, nowNs);
        long left = edgeAdvertised - rx.next();
        long gain = rx.edgeGain(edgeAdvertised);
        long worth = Math.min(rx.limit() / 2, Math.max(2L * smallestSegment(), left));
        if (gain >= worth && everEstablished && s != null && s.tcb.state().synchronised()) {
            s.tcb.ackNow();
        }
    }

    /** The application wrote, ended its direction, or wants room. */
    void applicationWrote(long nowNs) {
        if (tx.buffer.wantsRoom()) {
            tuneSendBuffer();
            if (tx.buffer.room() > 0) {
                socket.wake(MpStreamSocket.WRITE_EDGE);
            }
        }
    }

    /** The send buffer is to hold twice what the windows can have in flight. */
    private void tuneSendBuffer() {
        if (config.sendBuffer() > 0) {
            return;
        }
        long cwnds = 0;
        for (int left = usable(); left != 0; left &= left - 1) {
            cwnds += slots[Integer.numberOfTrailingZeros(left)].tcb.cwnd();
        }
        long wanted = Math.min(env.config().maxSendBuffer(), 4 * cwnds);
        if (wanted > tx.buffer.limit()) {
            tx.buffer.limit((int) wanted);
        }
    }

    void peerUses64() {
        ack64 = true;
    }

    void ackEverywhere() {
        for (int left = usable(); left != 0; left &= left - 1) {
            slots[Integer.numberOfTrailingZeros(left)].tcb.ackNow();
        }
        Subflow any = signalSubflow();
        if (any != null) {
            any.tcb.ackNow();
        }
    }

    // --- output

    public void run(long nowNs) {
        if (over) {
            return;
        }
        output.run(nowNs);
        if (dataAckDue && fallback == null) {
            dataAckDue = false; // the subflow that brought the data acknowledges it with its own acknowledgement
        }
    }

    public void wantOutput() {
        env.dirty(this);
    }

    // --- closing

    void dataLevelMoved(long nowNs) {
        socket.wake(MpStreamSocket.READ_EDGE);
        if (close.finAcked()) {
            timers.clear(MpTimers.DATA_FIN);
        }
        if (close.done() && fallback == null) {
            for (int left = usedSlots; left != 0; left &= left - 1) {
                Subflow s = slots[Integer.numberOfTrailingZeros(left)];
                if (s != null) {
                    s.close(nowNs);
                }
            }
            timers.set(MpTimers.CLOSE, nowNs + env.config().closeTimeoutNs());
        }
        checkOver(nowNs);
        wantOutput();
    }

    void shutdownInitial(long nowNs) {
        Subflow s = initial();
        if (s != null) {
            s.tcb.shutdown(nowNs);
        }
    }

    /** After close: how long to wait for the peer's side to end. */
    void applicationClosed(long nowNs) {
        close.shutdown();
        if (usedSlots == 0) {
            abortAll(Reason.CLOSED, nowNs);
        } else if (close.state() == TcpState.SYN_SENT || close.state() == TcpState.SYN_RECEIVED) {
            abortAll(Reason.CLOSED, nowNs);
        } else {
            timers.set(MpTimers.CLOSE, nowNs + env.config().closeTimeoutNs());
        }
        wantOutput();
    }

    void closeTimeout(long nowNs) {
        if (usedSlots == 0) {
            fail(Reason.TIMED_OUT, nowNs);
        } else if (socket.orphan() && !close.done() && tx.unacked() == 0 && close.finAcked()) {
            abortAll(Reason.TIMED_OUT, nowNs);
        }
    }

    /** Ends everything at once: MP_FASTCLOSE and RST (RFC 8684 section 3.5). */
    public void abortAll(Reason reason, long nowNs) {
        if (over) {
            return;
        }
        boolean told = false;
        for (int left = usedSlots; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null) {
                s.fastClosing = !told && fallback == null;
                told |= s.fastClosing && s.tcb.state().synchronised();
                s.abort(-1, nowNs);
            }
        }
        fail(reason, nowNs);
    }

    /** The peer sent MP_FASTCLOSE with our key on an ACK: all subflows get a RST (RFC 8684 section 3.5). */
    void fastClosed(long nowNs) {
        for (int left = usedSlots; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null) {
                s.abort(-1, nowNs);
            }
        }
        fail(Reason.RESET, nowNs);
    }

    void fastClosedByReset() {
        env.defer(() -> fastClosed(env.nowNs()));
    }

    private void fail(Reason reason, long nowNs) {
        if (over) {
            return;
        }
        socket.failed(reason);
        finish(nowNs);
    }

    private void checkOver(long nowNs) {
        if (over || usable() != 0) {
            return;
        }
        for (int left = usedSlots; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null && s.tcb.state() != TcpState.TIME_WAIT) {
                return;
            }
        }
        if (!close.done()) {
            return;
        }
        finish(nowNs);
    }

    /** Nothing more will happen, but for TIME-WAIT of subflows and the reading of what is here. */
    private void finish(long nowNs) {
        if (!over) {
            over = true;
            close.become(TcpState.CLOSED);
            timers.clearAll();
            policies.detachAll();
            if (keys != null) {
                env.unregisterToken(keys.localToken());
            }
            if (everEstablished) {
                env.counters().add(Mib.CURR_ESTAB, -1);
            }
            event(-1, "CLOSED", "");
            tx.buffer.release();
            socket.wake(MpStreamSocket.READ_EDGE | MpStreamSocket.WRITE_EDGE | MpStreamSocket.CONNECT_EDGE);
            socket.ended();
            env.closed(this);
        }
    }

    // --- parts and facts, for the rest of the stack

    public MpEnv env() {
        return env;
    }

    public long id() {
        return id;
    }

    public boolean initiator() {
        return initiator;
    }

    public Counters counters() {
        return counters;
    }

    public MpStreamSocket socket() {
        return socket;
    }

    public PolicySet policies() {
        return policies;
    }

    public boolean over() {
        return over;
    }

    public boolean fallback() {
        return fallback != null;
    }

    public FallbackReason fallbackReason() {
        return fallback;
    }

    public boolean isFullyEstablished() {
        return fullyEstablished && fallback == null;
    }

    boolean earlyData() {
        return everEstablished && keys != null && keys.remoteKnown();
    }

    boolean everEstablished() {
        return everEstablished;
    }

    MpKeys keys() {
        return keys;
    }

    boolean checksums() {
        return checksums;
    }

    void requireChecksums() {
        checksums = true;
    }

    boolean ack64() {
        return ack64;
    }

    Handshake handshake() {
        return handshake;
    }

    DataClose close() {
        return close;
    }

    DataSender tx() {
        return tx;
    }

    ReceiveBuffer rx() {
        return rx;
    }

    AddressBook addresses() {
        return addresses;
    }

    PathAgent paths() {
        return paths;
    }

    Views view() {
        return view;
    }

    Views congestion() {
        return view;
    }

    LimitClock limits() {
        return limits;
    }

    public ConnectionInfo info() {
        return info;
    }

    public SocketConfig socketConfig() {
        return config;
    }

    void socketConfig(SocketConfig c) {
        config = c;
        for (int left = usedSlots; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            s.tcb.timeoutsChanged(env.nowNs());
        }
        if (c.sendBuffer() > 0) {
            tx.buffer.limit(c.sendBuffer());
        }
        if (c.receiveBuffer() > 0) {
            rx.limit(c.receiveBuffer());
        }
        wantOutput();
    }

    int receiveBufferMax() {
        return receiveBufferMax;
    }

    long createdNs() {
        return createdNs;
    }

    boolean corked() {
        return corked;
    }

    void cork(boolean on) {
        corked = on;
        wantOutput();
    }

    IpAddress initialLocal() {
        return initialFlow.local();
    }

    public Flow initialFlow() {
        return initialFlow;
    }

    int slots() {
        return usedSlots;
    }

    Subflow subflow(int slot) {
        return slots[slot];
    }

    Subflow initial() {
        Subflow s = slots[0];
        return s != null && s.initial ? s : null;
    }

    int usable() {
        int mask = 0;
        for (int left = usedSlots; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null && s.usable()) {
                mask |= s.bit();
            }
        }
        return mask;
    }

    boolean onlySubflow(Subflow s) {
        return usedSlots == s.bit();
    }

    /** The subflow to send a signal on: one that works, preferably. */
    Subflow signalSubflow() {
        Subflow best = null;
        for (int left = usedSlots; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s == null || !s.active || !s.tcb.state().synchronised()) {
                continue;
            }
            if (best == null || s.tcb.timeouts() < best.tcb.timeouts()) {
                best = s;
            }
        }
        return best;
    }

    public Mpcb nextNoted() {
        return nextNoted;
    }

    public void nextNoted(Mpcb next) {
        nextNoted = next;
    }

    /** Sets the mark "in the list of connections with output to run". @return whether it changed */
    public boolean markDirty(boolean on) {
        boolean changed = queuedDirty != on;
        queuedDirty = on;
        return changed;
    }

    /** Sets the mark "in the list of sockets to be told". @return whether it changed */
    public boolean markReady(boolean on) {
        boolean changed = queuedReady != on;
        queuedReady = on;
        return changed;
    }

    /** Whether a join may come to this port of ours (RFC 8684 section 3.2). */
    public boolean joinablePort(int port) {
        return port == initialFlow.localPort() || addresses.announcedPort(port);
    }

    public boolean hasSubflows() {
        return usedSlots != 0;
    }

    /** The subflows on this local address end as if their path had failed. */
    public void localAddressGone(IpAddress address, long nowNs) {
        for (int left = usedSlots; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null && s.tcb.flow().local().equals(address)) {
                s.tcb.abort(CloseReason.TIMED_OUT, nowNs);
            }
        }
    }

    void armAddAddress(long atNs) {
        timers.set(MpTimers.ADD_ADDR, atNs);
    }

    void armPathTimer(long atNs) {
        timers.set(MpTimers.PATH, atNs);
    }

    void event(int subflow, String event, String detail) {
        if (env.monitored()) {
            env.event(this, subflow, event, detail);
        }
    }

    /** Names of the policies in use. */
    public String policyName(PolicyKind kind) {
        return policies.name(kind);
    }
}
