package mptcp.core.mp;

import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.DataReceiver;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.LimitClock;
import mptcp.core.mp.data.ReceiveBuffer;
import mptcp.core.mp.data.SendBuffer;
import mptcp.core.mp.life.DataClose;
import mptcp.core.mp.life.Ending;
import mptcp.core.mp.life.Fallback;
import mptcp.core.mp.life.Handshake;
import mptcp.core.mp.life.MpTimers;
import mptcp.core.mp.life.Opening;
import mptcp.core.mp.output.Output;
import mptcp.core.mp.output.Resend;
import mptcp.core.mp.path.AddressBook;
import mptcp.core.mp.path.MpKeys;
import mptcp.core.mp.path.PathAgent;
import mptcp.core.mp.path.ResetReason;
import mptcp.core.mp.path.Subflow;
import mptcp.core.mp.path.SubflowSet;
import mptcp.core.mp.policy.PolicySet;
import mptcp.core.tcp.CloseReason;
import mptcp.core.tcp.TcpState;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.TcpHeader;

/**
 * The multipath control block (report, section III-A): one for every connection, between the socket and its subflows, plain
 * TCP being a connection with one subflow in fallback. It opens the connection and ties its parts together; each part's own
 * logic is in the class named for it: {@link Opening}, {@link Handshake}, {@link SubflowSet}, {@link DataSender}, {@link DataReceiver},
 * {@link Output}, {@link Resend}, {@link DataClose}, {@link Fallback}, {@link Ending}, {@link AddressBook}, {@link
 * PolicySet}. Loop thread only.
 */
public final class Mpcb extends LoopListed {
    private static final int MAX_SHIFT = 8;

    private final MpEnv env;
    private final long id;
    private final boolean initiator;
    private final long createdNs;
    private final Counters counters;
    private final SubflowSet subflows;
    private final Opening opening;
    private final Handshake handshake;
    private final DataSender tx;
    private final ReceiveBuffer rx;
    private final DataReceiver receiver;
    private final Output output;
    private final Resend resend;
    private final DataClose close;
    private final Fallback fallback;
    private final Ending ending;
    private final PolicySet policies;
    private final AddressBook addresses;
    private final PathAgent paths;
    private final Views view;
    private final MpTimers timers;
    private final LimitClock limits;
    private final MpStreamSocket socket;
    private ConnectionView info;
    private SocketConfig config;
    private Flow initialFlow;
    private boolean checksums;
    private boolean established;
    private boolean fullyEstablished;
    private boolean corked;

    public Mpcb(MpEnv env, long id, boolean initiator, SocketConfig config, long nowNs) {
        this.env = env;
        this.id = id;
        this.initiator = initiator;
        this.config = config;
        this.createdNs = nowNs;
        this.counters = new Counters(env.counters());
        int receive = config.receiveBuffer() > 0 ? config.receiveBuffer() : env.config().initialReceiveBuffer();
        int receiveMax = config.receiveBuffer() > 0 ? receive : env.config().maxReceiveBuffer();
        int send = config.sendBuffer() > 0 ? config.sendBuffer() : env.config().initialSendBuffer();
        this.checksums = config.checksums() != null ? config.checksums() : env.config().checksums();
        this.subflows = new SubflowSet(this, env);
        this.tx = new DataSender(env.slabs(), send);
        this.rx = new ReceiveBuffer(env.slabs(), receive);
        this.receiver = new DataReceiver(this, rx, receiveMax);
        this.opening = new Opening(this);
        this.handshake = new Handshake(this, initiator);
        this.close = new DataClose(this);
        this.output = new Output(this);
        this.policies = new PolicySet(this);
        this.addresses = new AddressBook(this);
        this.paths = new PathAgent(this);
        this.view = new Views(this);
        this.timers = new MpTimers(this, env.timers());
        this.resend = new Resend(this, timers);
        this.fallback = new Fallback(this);
        this.ending = new Ending(this, timers);
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
        opening.connect(version, nowNs);
    }

    /**
     * Passive open: takes a SYN that a listener admits.
     *
     * @param key what a cookie told the peer of this SYN as our key; 0: none
     */
    public void accept(TcpHeader syn, int highestVersion, long key, long nowNs) {
        opening.accept(syn, highestVersion, key, nowNs);
    }

    /** The first subflow's handshake is over. */
    public void established(Subflow s, long nowNs) {
        established = true;
        close.become(TcpState.ESTABLISHED);
        env.counters().count(Mib.CURR_ESTAB);
        s.input.applyWindow();
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
    public void fullyEstablished() {
        if (fullyEstablished || fallback()) {
            return;
        }
        fullyEstablished = true;
        event(-1, "ESTABLISHED", "version " + keys().version() + (checksums ? ", checksums" : ""));
        env.defer(() -> policies.toPath(p -> p.onEstablished(env.nowNs())));
    }

    // --- joins

    /** Whether subflows may be added now. */
    public boolean mayJoin() {
        boolean open = close.state() == TcpState.ESTABLISHED || close.state() == TcpState.CLOSE_WAIT
                || close.state() == TcpState.FIN_WAIT_1 || close.state() == TcpState.FIN_WAIT_2;
        return isFullyEstablished() && !over() && open;
    }

    /** Whether a join may come to this port of ours (RFC 8684 section 3.2). */
    public boolean joinablePort(int port) {
        return port == initialFlow.localPort() || addresses.announcedPort(port);
    }

    /** A SYN with MP_JOIN and our token arrived. @return a reason to refuse it, or -1 */
    public int acceptJoin(Flow flow, TcpHeader syn, long nowNs) {
        return subflows.accept(flow, syn, nowNs);
    }

    public void subflowEstablished(Subflow s, long nowNs) {
        ending.onSubflowEstablished();
        event(s.slot, "SF_ESTABLISHED", s.tcb.flow().toString());
        addresses.onSubflowEstablished(s, nowNs);
        policies.onSubflow(s.slot, SubflowEvent.ESTABLISHED, nowNs);
        wantOutput();
    }

    // --- the end of subflows

    public void subflowFin(Subflow s, long nowNs) {
        if (fallback()) {
            close.takePeerFin(nowNs);
            return;
        }
        if (!subflows.othersActive(s) && !close.peerFinSeen()) {
            s.abort(ResetReason.MIDDLEBOX, nowNs); // a FIN in answer could pass for the end of a stream that goes on
            return;
        }
        if (!subflows.othersActive(s) && !close.finSent()) {
            return; // for the same reason: only the peer's stream has ended
        }
        s.close(nowNs); // only this path ends: DATA_FIN ends the stream
        resend.giveToOthers(s);
        wantOutput();
    }

    public void subflowTimeWait(Subflow s, long nowNs) {
        s.active = false;
        ending.check(nowNs);
    }

    public void subflowClosed(Subflow s, CloseReason reason, long nowNs) {
        if (!subflows.holds(s)) {
            return;
        }
        if (!fallback()) {
            resend.giveToOthers(s);
        } else if (reason == CloseReason.NORMAL) {
            close.plainFinAcked(nowNs);
        }
        subflows.remove(s, reason, established, nowNs);
        ending.onSubflowClosed(reason, nowNs);
    }

    /** The subflows on this local address end as if their path had failed. */
    public void localAddressGone(IpAddress address, long nowNs) {
        subflows.localAddressGone(address, nowNs);
        if (isFullyEstablished() && !over()) {
            addresses.gone(address, nowNs);
        }
    }

    // --- the data level

    /** The peer has everything below this offset; one more means its DATA_FIN was acknowledged. */
    public void dataAcked(long offset, long nowNs) {
        if (tx.acknowledge(Math.min(offset, tx.next()))) {
            resend.onDataAckAdvanced();
            policies.onDataAck(offset, nowNs);
            freeAcknowledged();
            socket.wake(MpStreamSocket.WRITE_EDGE);
            wantOutput();
        }
        if (!fallback()) {
            close.onDataAck(offset, nowNs);
        }
    }

    /** Deferred drop (report, figure 8): bytes leave once acknowledged and no live map refers to them. */
    public void freeAcknowledged() {
        long low = Math.min(tx.una(), subflows.lowestMapped());
        if (low > tx.buffer.tail()) {
            tx.buffer.freed(low);
        }
    }

    /** The peer's window counts from what it has acknowledged: at the data level, or in fallback on its subflow. */
    public void window(long acknowledged, long bytes) {
        tx.window(acknowledged, bytes);
        resend.onWindow(bytes);
    }

    /** In plain TCP the newest window counts, also a smaller one (RFC 9293 section 3.8.6). */
    public void plainWindow(long acknowledged, long bytes) {
        tx.plainWindow(acknowledged, bytes);
        resend.onWindow(bytes);
    }

    public void asks(Subflow s) {
        output.asks(s);
        env.counters().count(Mib.TASK_DATA);
        wantOutput();
    }

    /** The application wrote, ended its direction, or wants room: the buffer is to hold twice what can be in flight. */
    public void applicationWrote() {
        SendBuffer buffer = tx.buffer;
        if (!buffer.wantsRoom()) {
            return;
        }
        if (config.sendBuffer() == 0 && buffer.limit() < env.config().maxSendBuffer()) {
            long wanted = Math.min(env.config().maxSendBuffer(), 4 * subflows.windows());
            if (wanted > buffer.limit()) {
                buffer.limit((int) wanted);
            }
        }
        if (buffer.room() > 0) {
            buffer.grow(buffer.room());
            socket.wake(MpStreamSocket.WRITE_EDGE);
        }
    }

    // --- output and timers

    public void run(long nowNs) {
        if (over() || ending.fastClosing()) {
            for (int left = subflows.mask(); left != 0; left &= left - 1) {
                subflows.get(Integer.numberOfTrailingZeros(left)).tcb.run(nowNs); // TIME-WAIT still acknowledges
            }
            return;
        }
        output.run(nowNs);
    }

    public void wantOutput() {
        env.dirty(this);
    }

    public void armDataFin(long nowNs, int retries) {
        timers.set(MpTimers.DATA_FIN, nowNs + (signalTimeoutNs() << Math.min(retries, MAX_SHIFT)));
    }

    public void armAddAddress(long atNs) {
        timers.set(MpTimers.ADD_ADDR, atNs);
    }

    public void disarmPathTimer() {
        timers.clear(MpTimers.PATH);
    }

    public void armPathTimer(long atNs) {
        timers.set(MpTimers.PATH, atNs);
    }

    /** How long to wait before a signal is sent again. */
    public long signalTimeoutNs() {
        Subflow s = subflows.forSignals();
        return s == null ? env.config().initialRtoNs() : s.tcb.rtt().rtoNs();
    }

    // --- closing

    public void shutdownInitial(long nowNs) {
        Subflow s = subflows.initial();
        if (s != null) {
            s.tcb.shutdown(nowNs);
        }
    }

    /** Ends everything at once: MP_FASTCLOSE and RST (RFC 8684 section 3.5). */
    public void abortAll(Reason reason, long nowNs) {
        ending.abortAll(reason, nowNs);
    }

    // --- settings

    public SocketConfig socketConfig() {
        return config;
    }

    public void socketConfig(SocketConfig c) {
        config = c;
        subflows.timeoutsChanged(env.nowNs());
        if (c.sendBuffer() > 0) {
            tx.buffer.limit(c.sendBuffer());
        }
        if (c.receiveBuffer() > 0) {
            rx.limit(c.receiveBuffer());
        }
        wantOutput();
    }

    public boolean corked() {
        return corked;
    }

    public void cork(boolean on) {
        corked = on;
        wantOutput();
    }

    public boolean checksums() {
        return checksums;
    }

    public void requireChecksums() {
        checksums = true;
    }

    // --- parts and facts

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

    /** The name of the policy in use. */
    public String policyName(PolicyKind kind) {
        return policies.name(kind);
    }

    public ConnectionInfo info() {
        return info;
    }

    public boolean over() {
        return ending.isOver();
    }

    public boolean fallback() {
        return fallback.isPlain();
    }

    public boolean isFullyEstablished() {
        return fullyEstablished && !fallback();
    }

    public boolean hasSubflows() {
        return subflows.mask() != 0;
    }

    /** Whether the first handshake was completed. */
    public boolean everEstablished() {
        return established;
    }

    /** Whether data may be mapped, though the peer has not shown yet that it has our key. */
    public boolean earlyData() {
        return established && keys() != null && keys().remoteKnown();
    }

    public Fallback fallbackTo() {
        return fallback;
    }

    public MpKeys keys() {
        return opening.keys();
    }

    public Flow initialFlow() {
        return initialFlow;
    }

    public SubflowSet subflows() {
        return subflows;
    }

    public Handshake handshake() {
        return handshake;
    }

    public DataClose close() {
        return close;
    }

    public DataSender tx() {
        return tx;
    }

    public ReceiveBuffer rx() {
        return rx;
    }

    public DataReceiver receiver() {
        return receiver;
    }

    public Output output() {
        return output;
    }

    public Resend resend() {
        return resend;
    }

    public Ending ending() {
        return ending;
    }

    public AddressBook addresses() {
        return addresses;
    }

    public PathAgent paths() {
        return paths;
    }

    public Views view() {
        return view;
    }

    public LimitClock limits() {
        return limits;
    }

    public long createdNs() {
        return createdNs;
    }

    public void event(int subflow, String event, String detail) {
        if (env.monitored()) {
            env.event(this, subflow, event, detail);
        }
    }
}
