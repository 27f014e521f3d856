package mptcp.core.mp;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Map;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.core.mib.Counters;
import mptcp.core.mib.EventSink;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.DataReceiver;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.LimitClock;
import mptcp.core.mp.data.ReceiveBuffer;
import mptcp.core.mp.data.SocketSettings;
import mptcp.core.mp.life.ConnectionOwner;
import mptcp.core.mp.life.DataClose;
import mptcp.core.mp.life.Ending;
import mptcp.core.mp.life.Fallback;
import mptcp.core.mp.life.Handshake;
import mptcp.core.mp.life.Opening;
import mptcp.core.mp.life.SubflowEvents;
import mptcp.core.mp.output.Output;
import mptcp.core.mp.output.Resend;
import mptcp.core.mp.output.SendRoom;
import mptcp.core.mp.output.WindowUpdate;
import mptcp.core.mp.path.Attempts;
import mptcp.core.mp.path.Connection;
import mptcp.core.mp.path.ConnectionParts;
import mptcp.core.mp.path.JoinRecord;
import mptcp.core.mp.path.LocalAddresses;
import mptcp.core.mp.path.MpSession;
import mptcp.core.mp.path.MpTimers;
import mptcp.core.mp.path.OpeningPlan;
import mptcp.core.mp.path.PathAgent;
import mptcp.core.mp.path.RemoteAddresses;
import mptcp.core.mp.path.SubflowOpener;
import mptcp.core.mp.path.SubflowSet;
import mptcp.core.mp.path.Views;
import mptcp.core.mp.path.Windows;
import mptcp.core.mp.policy.PolicySet;
import mptcp.core.tcp.FastOpenAnswer;
import mptcp.core.tcp.TcpState;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.TcpHeader;

/**
 * The multipath control block (report, section III-A): one for every connection, between the socket and its subflows, plain
 * TCP being a connection with one subflow in fallback. It makes the parts of a connection, gives each what it needs, and is
 * what the host and the socket see of them; each part's own logic is in the class named for it, in the packages of the data
 * level, of policies, of paths, of output and of the connection's life. Loop thread only.
 */
public final class Mpcb extends LoopListed implements Connection {
    private final MpEnv env;
    private final long id;
    private final long createdNs;
    private final Counters counters;
    private final MpSession session;
    private final SocketSettings settings;
    private final SubflowSet subflows;
    private final DataSender tx;
    private final ReceiveBuffer rx;
    private final DataReceiver receiver;
    private final WindowUpdate windowUpdate;
    private final SendRoom sendRoom;
    private final UnsentLimit unsent;
    private final ConnectionMemory memory;
    private final Views view;
    private final PolicySet policies;
    private final LocalAddresses locals;
    private final PathAgent paths;
    private final MpTimers timers;
    private final Resend resend;
    private final Output output;
    private final DataClose close;
    private final Ending ending;
    private final SubflowOpener opener;
    private final Opening opening;
    private final Attempts attempts;
    private final LimitClock limits;
    private final MpStreamSocket socket;
    private ConnectionView info;
    /** It is among the orphans that the host counts. */
    private boolean admittedOrphan;

    public Mpcb(MpEnv env, long id, boolean initiator, SocketConfig config, long nowNs) {
        this.env = env;
        this.id = id;
        this.createdNs = nowNs;
        this.counters = new Counters(env.counters());
        StackConfig host = env.config();
        int receive = config.receiveBuffer() > 0 ? config.receiveBuffer() : host.initialReceiveBuffer();
        int receiveMax = config.receiveBuffer() > 0 ? receive : host.maxReceiveBuffer();
        int send = config.sendBuffer() > 0 ? config.sendBuffer() : host.initialSendBuffer();
        this.session = new MpSession(initiator, config.checksums() != null ? config.checksums() : host.checksums());
        this.settings = new SocketSettings(config);
        this.limits = new LimitClock(nowNs);
        this.timers = new MpTimers(env.timers(), this::fired, this);
        this.tx = new DataSender(env.slabs(), send);
        tx.hints.ofConnection(config.hint());
        this.rx = new ReceiveBuffer(env.slabs(), receive);
        this.receiver = new DataReceiver(rx, receiveMax, env.habits().exactWindow(), counters, new Reading());
        EventSink sink = this::event; // one object for all
        Runnable wantOutput = () -> env.dirty(this);
        this.subflows = new SubflowSet(env, this, session, counters, sink, wantOutput);
        this.memory = new ConnectionMemory(env.memory(), rx, tx, subflows);
        this.view = new Views(env, subflows, tx, rx);
        PolicySide side = new PolicySide(this, timers);
        this.policies = new PolicySet(side, env.policyHost(), view, new Windows(view), counters, sink);
        subflows.tell(policies);
        this.locals = new LocalAddresses(env, this, session, subflows, timers, counters);
        RemoteAddresses remotes = new RemoteAddresses(env, session, subflows, locals, policies, counters, sink);
        this.socket = new MpStreamSocket(this);
        ConnectionOwner owner = new SocketOwner(this);
        this.resend = new Resend(env, session, subflows, tx, policies, timers, counters, sink, wantOutput);
        side.resend(resend);
        this.output = new Output(env, session, settings, timers, subflows, tx, policies, resend, limits, counters);
        this.unsent = new UnsentLimit(env.habits(), settings, tx, subflows);
        this.sendRoom = new SendRoom(env, settings, subflows, tx, () -> socket.wake(MpStreamSocket.WRITE_EDGE));
        this.windowUpdate = new WindowUpdate(env, session, settings, subflows, rx, receiver);
        this.close = new DataClose(env.habits(), session, subflows, tx, rx, receiver, timers, counters, env.counters(), this::dataLevelChanged);
        this.ending = new Ending(env, session, subflows, tx, resend, close, timers, counters, owner);
        Fallback fallback = new Fallback(env, session, subflows, tx, rx, resend, close, ending, counters, sink,
                wantOutput);
        Handshake handshake = new Handshake(env, session, fallback, counters, this::fullyEstablished);
        SubflowEvents events = new SubflowEvents(env, session, subflows, locals, tx, policies, output, resend, handshake, close,
                fallback, ending, counters, sink, owner);
        ConnectionParts parts = new ConnectionParts(this, env, session, settings, subflows, locals, remotes, tx, rx, receiver, policies,
                counters, sink, events);
        this.opener = new SubflowOpener(parts);
        this.paths = new PathAgent(parts, opener, timers, task -> env.defer(this, task), () -> info.settings());
        this.attempts = new Attempts(parts, timers, s -> fallback.plain(s, 1));
        events.opening(attempts);
        this.opening = new Opening(parts, handshake, fallback, close, opener, attempts, token -> env.registerToken(token, this));
    }

    /** What the receiving half of the data level tells. */
    private final class Reading implements DataReceiver.Upper {
        @Override
        public boolean refusesData() {
            return ending.refusesData(env.nowNs());
        }

        @Override
        public void onReadable() {
            if (socket.inputShut()) {
                memory.discardUnread();
            }
            boolean endIsDue = close.onReadable(env.nowNs());
            socket.wake(MpStreamSocket.READ_EDGE);
            if (endIsDue || !tx.isQuiet()) {
                env.dirty(Mpcb.this);
            }
        }
    }

    // --- opening

    /** Says between which addresses it will be; then it can be given its policies. */
    public void prepare(Flow flow) {
        session.between(flow);
        info = new ConnectionView(this);
    }

    /**
     * Active open: makes the first subflow and sends the SYN.
     *
     * @param plan where there are several ways; else null
     * @param first what may go on the SYN, its position advanced by what does; null: no Fast Open
     */
    public void connect(int version, OpeningPlan plan, ByteBuffer first, long nowNs) {
        opening.connect(version, plan, first, settings.config().fastOpenCookies(), nowNs);
    }

    /**
     * Passive open: takes a SYN that a listener admits.
     *
     * @param key what a cookie told the peer of this SYN as our key; 0: none
     * @param fastOpen what is made of its Fast Open option
     * @param m where its data is
     */
    public void accept(TcpHeader syn, int highestVersion, long key, FastOpenAnswer fastOpen, MemorySegment m, long nowNs) {
        opening.accept(syn, highestVersion, key, fastOpen, m, nowNs);
    }

    private void fullyEstablished() {
        event(-1, "ESTABLISHED", "version " + session.version() + (session.checksums() ? ", checksums" : ""));
        env.defer(this, () -> policies.toPath(p -> p.onEstablished(env.nowNs())));
    }

    void acceptedPathless() {
        ending.acceptedPathless(env.nowNs());
    }

    /** Whether a join may come to this address and port of ours (RFC 8684 section 3.2). */
    public boolean joinable(IpAddress address, int port) {
        return locals.joinable(address, port);
    }

    /** See {@link SubflowOpener#accept}. */
    public int acceptJoin(Flow flow, TcpHeader syn, JoinRecord known, long nowNs) {
        return opener.accept(flow, syn, known, nowNs);
    }

    /** The subflows on this local address end as if their path had failed. */
    public void localAddressGone(IpAddress address, long nowNs) {
        subflows.localAddressGone(address, nowNs);
        attempts.localAddressGone(address, nowNs);
        if (session.fullyEstablished() && !over()) {
            locals.gone(address, nowNs);
        }
    }

    // --- output and timers

    public void run(long nowNs) {
        attempts.run(nowNs);
        if (over() || ending.fastClosing()) {
            output.finish(nowNs); // TIME-WAIT still acknowledges
            return;
        }
        output.fill(nowNs);
        endNow(nowNs); // a DATA_FIN leaves behind the data
        if (!over()) {
            resend.arm(nowNs);
        }
        if (unsent.afterPass()) {
            socket.wake(MpStreamSocket.WRITE_EDGE);
        }
    }

    private void fired(int kind, long nowNs) {
        switch (kind) {
            case MpTimers.DATA_RTX -> ending.onDataTimeout(nowNs);
            case MpTimers.DATA_FIN -> ending.onDataFinTimeout(nowNs);
            case MpTimers.PERSIST -> output.onPersist(nowNs);
            case MpTimers.CORK -> {
                output.push();
                env.dirty(this);
            }
            case MpTimers.ADD_ADDR -> locals.onTimer(nowNs);
            case MpTimers.CLOSE -> ending.onCloseTimeout(nowNs);
            case MpTimers.ATTEMPT -> attempts.onTimer(nowNs);
            default -> policies.onTimer(MpTimers.policy(kind), nowNs);
        }
    }

    // --- what the application does

    /** The application read, wrote, or ended its direction. */
    public void applicationDid(long nowNs) {
        if (over()) {
            env.closed(this); // it may have read the last of what came
            return;
        }
        windowUpdate.onRead(nowNs);
        sendRoom.onWrite();
        if (!tx.isQuiet() || unsent.isAwaited()) { // else it read, and whoever is to acknowledge that has asked for a pass
            env.dirty(this);
        }
    }

    /** The application ends its direction. */
    void shutdown() {
        close.shutdown();
        env.dirty(this);
    }

    /** The end of its direction goes out before the turn ends, if nothing has to go before it. */
    void endNow(long nowNs) {
        close.run(nowNs);
        output.finish(nowNs);
    }

    /** The application closed its socket: the rest happens in the background, but not for ever. */
    void applicationClosed(long nowNs) {
        admittedOrphan = env.memory().admitOrphan();
        if (admittedOrphan) {
            ending.applicationClosed(nowNs);
        } else {
            ending.abortAll(Reason.CLOSED, nowNs);
        }
    }

    public ConnectionMemory memory() {
        return memory;
    }

    /** The application is gone. */
    public boolean orphan() {
        return socket.orphan();
    }

    /** Memory may be there again: whoever was denied room to write in is given it. */
    public void retryDenied() {
        if (!over()) {
            sendRoom.onWrite();
        }
    }

    private void dataLevelChanged(long nowNs) {
        ending.onDataLevel(nowNs);
    }

    /** Ends everything at once: MP_FASTCLOSE and RST (RFC 8684 section 3.5). */
    public void abortAll(Reason reason, long nowNs) {
        ending.abortAll(reason, nowNs);
    }

    /** Some work for it failed. */
    public void failed(Reason reason, long nowNs) {
        ending.failed(reason, nowNs);
    }

    /** Nothing more will happen, but for TIME-WAIT of subflows and the reading of what is here. */
    void onOver() {
        attempts.giveUp(env.nowNs());
        policies.detachAll();
        if (session.keys() != null) {
            env.unregisterToken(session.keys().localToken());
        }
        event(-1, "CLOSED", "");
        socket.ended();
        orphanGone();
        env.closed(this);
    }

    private void orphanGone() {
        if (admittedOrphan) {
            admittedOrphan = false;
            env.memory().orphanGone();
        }
    }

    /** The host ends: what was not read is lost with it (see {@code Stack.close}). */
    public void release() {
        socket.stackClosed();
        memory.releaseReceiving();
        memory.releaseSending();
    }

    /**
     * Gives back what nobody can ask for any more, now that the connection is over.
     *
     * @return whether something stays for its application to read
     */
    public boolean releaseUnasked() {
        return memory.releaseUnasked(orphan());
    }

    /** Its own code failed while it was to be ended: it leaves the host's tables, and its application hears of it. */
    public void abandon() {
        orphanGone();
        ending.abandon();
        timers.clearAll();
        attempts.abandon();
        subflows.abandon();
        if (session.keys() != null) {
            env.unregisterToken(session.keys().localToken());
        }
        socket.failed(Reason.ABORTED);
        socket.ended();
        env.closed(this);
    }

    public SocketConfig socketConfig() {
        return settings.config();
    }

    void socketConfig(SocketConfig c) {
        if (c.noDelay() && !socketConfig().noDelay()) {
            output.push(); // what is corked leaves as well, once
        }
        settings.replace(c);
        tx.hints.ofConnection(c.hint());
        subflows.timeoutsChanged(env.nowNs());
        if (c.sendBuffer() > 0) {
            tx.buffer.limit(c.sendBuffer());
        }
        if (c.receiveBuffer() > 0) {
            rx.limit(c.receiveBuffer());
        }
        env.dirty(this);
    }

    /** Settings of policies of its own, in place of those before. */
    public void policySettings(Map<String, String> own) {
        settings.replace(settings.config().withPolicySettings(own));
    }

    void cork(boolean on) {
        settings.cork(on);
        timers.clear(MpTimers.CORK);
        env.dirty(this);
    }

    // --- parts and facts

    public MpEnv env() {
        return env;
    }

    public long id() {
        return id;
    }

    @Override
    public void pathError(boolean ipv6, int type, int code) {
        socket.pathError(ipv6, type, code);
    }

    public boolean initiator() {
        return session.initiator();
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

    public ConnectionInfo info() {
        return info;
    }

    public boolean over() {
        return ending.isOver();
    }

    public boolean plain() {
        return session.plain();
    }

    public boolean hasSubflows() {
        return subflows.mask() != 0;
    }

    MpSession session() {
        return session;
    }

    /** The data level's state, in the terms of TCP. */
    TcpState state() {
        return close.state();
    }

    /** The peer's end of the stream was reached. */
    boolean endOfStream() {
        return close.peerFinTaken();
    }

    SubflowSet subflows() {
        return subflows;
    }

    UnsentLimit unsent() {
        return unsent;
    }

    DataSender tx() {
        return tx;
    }

    ReceiveBuffer rx() {
        return rx;
    }

    Views view() {
        return view;
    }

    LimitClock limits() {
        return limits;
    }

    long createdNs() {
        return createdNs;
    }

    public PathAgent paths() {
        return paths;
    }

    public void event(int subflow, String event, String detail) {
        if (env.monitored()) {
            env.event(this, subflow, event, detail);
        }
    }
}
