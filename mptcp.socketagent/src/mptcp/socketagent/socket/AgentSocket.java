package mptcp.socketagent.socket;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mptcp.socketagent.machine.FastOpenSettings;
import mptcp.socketagent.machine.Machine;
import mptcp.socketagent.machine.Settings;
import mptcp.socketagent.machine.Wakeup;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.QuickAcks;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.api.socket.WireProfile;

/**
 * A descriptor with the calls of a Linux stream socket, on a socket or listener of the stack. Each call answers when
 * the stack has done what it asked for, what is to be sent included. Any thread; one that blocks holds no lock.
 */
public final class AgentSocket {
    /** A look at what nobody tells about. */
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int PLAIN_TCP = -1;

    private final Machine machine;
    private final boolean ipv6;
    private final boolean mptcp;
    private final SocketSettings settings;
    private final DataCalls data;
    private volatile boolean nonBlocking;

    // guarded by this
    private Phase phase = Phase.IDLE;
    private boolean bound;
    private InetSocketAddress local;
    private InetSocketAddress deferredTo;
    private StreamListener listener;
    private StreamSocket stream;
    private final PendingError pending = new PendingError();
    private boolean readShut;
    private boolean writeShut;
    private boolean closed;
    private int backlog;

    /** Where the descriptor is, apart from the state of its connection. */
    private enum Phase {
        IDLE,
        LISTENING,
        /** A connect waits for the first bytes, which are to go on the SYN. */
        DEFERRED,
        /** A connect has begun and none has told its end. */
        CONNECTING,
        CONNECTED
    }

    AgentSocket(Machine machine, boolean ipv6, boolean mptcp, boolean nonBlocking) {
        this(machine, ipv6, mptcp, new SocketSettings());
        this.nonBlocking = nonBlocking;
    }

    private AgentSocket(Machine machine, boolean ipv6, boolean mptcp, SocketSettings settings) {
        this.machine = machine;
        this.ipv6 = ipv6;
        this.mptcp = mptcp;
        this.settings = settings;
        settings.usualLowat = machine.settings().number("net.ipv4.tcp_notsent_lowat", 0);
        this.data = new DataCalls(this, machine);
    }

    private AgentSocket(AgentSocket listening, StreamSocket accepted) {
        this(listening.machine, listening.ipv6, listening.mptcp, listening.settings.copy());
        phase = Phase.CONNECTED;
        stream = accepted;
        if (settings.corked) {
            accepted.cork(true);
        }
        accepted.listener((_, _) -> machine.wakeup().signal());
        data.stamps().accepted(listening.data.stamps());
    }

    // --- waiting

    /** Tries until there is a result, the time is over or, if it may not wait, once. */
    <T> T await(boolean waits, long timeoutNs, Errno whenOver, Attempt<T> attempt) throws CallException {
        Wakeup wakeup = machine.wakeup();
        long start = System.nanoTime();
        while (true) {
            long seen = wakeup.events();
            T result = attempt.make();
            if (result != null) {
                return result;
            }
            long left = timeoutNs > 0 ? timeoutNs - (System.nanoTime() - start) : LOOK_NS;
            if (!waits || left <= 0) {
                throw new CallException(whenOver);
            }
            wakeup.await(seen, Math.min(left, LOOK_NS));
        }
    }

    // --- opening

    public synchronized void bind(InetAddress address, int port, BoundPorts ports) throws CallException {
        checkFamily(address);
        if (bound || phase != Phase.IDLE) {
            throw new CallException(Errno.EINVAL);
        }
        boolean ours = address.isAnyLocalAddress()
                || machine.stack().addresses().stream().anyMatch(a -> a.address().equals(address));
        if (!ours) {
            throw new CallException(Errno.EADDRNOTAVAIL);
        }
        InetSocketAddress wanted = new InetSocketAddress(address, port);
        if (port != 0) {
            ports.check(this, wanted);
        }
        local = wanted;
        bound = true;
    }

    private void checkFamily(InetAddress address) throws CallException {
        if (address instanceof Inet6Address && !ipv6) {
            throw new CallException(Errno.EAFNOSUPPORT);
        }
    }

    public synchronized void listen(int backlog) throws CallException {
        if (phase == Phase.LISTENING) {
            return;
        }
        if (phase != Phase.IDLE) {
            throw new CallException(Errno.EINVAL);
        }
        int most = machine.settings().number(Settings.BACKLOG_MAX, Integer.MAX_VALUE);
        int queue = Math.min(backlog < 0 ? most : backlog, most) + 1; // Linux's accept queue holds one more
        this.backlog = queue - 1;
        int fastOpen = FastOpenSettings.mask(machine.settings().get(Settings.FAST_OPEN));
        int every = FastOpenSettings.SERVER | FastOpenSettings.EVERY_LISTENER;
        if (settings.fastOpenQueue == 0 && (fastOpen & every) == every) {
            settings.fastOpenQueue = queue - 1;
        }
        try {
            InetSocketAddress at = local != null ? local : new InetSocketAddress(InetAddress.ofLiteral(ipv6 ? "::" : "0.0.0.0"), 0);
            listener = machine.stack().listen(at, config(queue, true), _ -> machine.wakeup().signal());
            local = listener.local();
            phase = Phase.LISTENING;
            data.stamps().watch(0);
        } catch (IOException e) {
            throw CallException.of(e);
        }
    }

    private SocketConfig config(int backlog, boolean listens) {
        return settings.config(mptcp ? null : PLAIN_TCP, backlog, listens, SocketSettings.Host.of(machine.settings()));
    }

    public void connect(InetAddress address, int port) throws CallException {
        boolean waits = !nonBlocking;
        InetSocketAddress to = new InetSocketAddress(address, port);
        if (defers(to)) {
            return;
        }
        if (begin(to, settings.fastOpenConnect ? ByteBuffer.allocate(0) : null)) {
            machine.settle();
            if (!waits) {
                throw new CallException(Errno.EINPROGRESS); // however soon the answer came
            }
        } else if (isFreeBsd()) {
            throw new CallException(again(isUp() || machine.stack().call(this::isUp)));
        }
        await(waits, settings.sendTimeoutNs, waits ? Errno.EINPROGRESS : Errno.EALREADY, this::connected);
    }

    /** What FreeBSD answers to a second connect: nothing of the first one's outcome, and a socket connects once. */
    private synchronized Errno again(boolean up) {
        if (stream != null && stream.error() == null) {
            phase = up ? Phase.CONNECTED : phase;
            return up ? Errno.EISCONN : Errno.EALREADY;
        }
        takeError();
        return Errno.ECONNREFUSED;
    }

    /** TCP_FASTOPEN_CONNECT: the SYN waits for bytes that it may carry. */
    private synchronized boolean defers(InetSocketAddress to) throws CallException {
        checkFamily(to.getAddress());
        if (phase == Phase.DEFERRED) {
            throw new CallException(Errno.EISCONN);
        }
        if (phase != Phase.IDLE || !settings.fastOpenConnect || !machine.stack().opensFast(local, to, config(1, false))) {
            return false;
        }
        deferredTo = to;
        phase = Phase.DEFERRED;
        return true;
    }

    /** A connect waits for bytes to send. */
    synchronized boolean isDeferred() {
        return phase == Phase.DEFERRED;
    }

    /**
     * Connects with first bytes, whose position is advanced by those on the SYN.
     *
     * @param to null: where the deferred connect was to go
     */
    void connectFast(InetSocketAddress to, ByteBuffer first) throws CallException {
        synchronized (this) {
            InetSocketAddress remote = to == null ? deferredTo : to;
            if (phase == Phase.DEFERRED) {
                phase = Phase.IDLE;
            }
            if (!begin(remote, first)) {
                throw new CallException(isUp() ? Errno.EISCONN : Errno.EALREADY);
            }
        }
        machine.settle();
    }

    /** Until the connect has ended. */
    void awaitConnect() throws CallException {
        await(true, settings.sendTimeoutNs, Errno.EINPROGRESS, this::connected);
    }

    private synchronized boolean begin(InetSocketAddress to, ByteBuffer first) throws CallException {
        checkFamily(to.getAddress());
        if (phase == Phase.CONNECTING) {
            return false;
        }
        if (phase != Phase.IDLE) {
            boolean asks = phase == Phase.LISTENING && isFreeBsd();
            throw new CallException(!asks ? Errno.EISCONN : ipv6 ? Errno.EINVAL : Errno.EOPNOTSUPP);
        }
        try {
            stream = machine.stack().connect(local, to, config(1, false), (_, _) -> machine.wakeup().signal(), first);
            stream.cork(settings.corked);
            fresh();
            data.stamps().watch(0);
            phase = Phase.CONNECTING;
            return true;
        } catch (IOException e) {
            throw CallException.of(e);
        }
    }

    private void fresh() {
        settings.quickAcks = QuickAcks.BY_USE;
        pending.fresh();
        readShut = false;
        writeShut = false;
    }

    /** Whether the connect has ended well; its error ends the attempt, and another may follow. */
    private synchronized Boolean connected() throws CallException {
        if (stream == null) {
            throw new CallException(Errno.ECONNABORTED);
        }
        if (stream.error() != null) {
            Errno error = takeError();
            if (!isFreeBsd()) {
                stream = null;
                phase = Phase.IDLE;
            }
            throw new CallException(error != null ? error : Errno.ECONNABORTED);
        }
        if ((stream.ready() & StreamSocket.CONNECTED) == 0) {
            return null;
        }
        phase = Phase.CONNECTED;
        return true;
    }

    /** {@code connect} to AF_UNSPEC: ends the connection at once; the descriptor may connect again. */
    public void disconnect() {
        synchronized (this) {
            if (listener != null) {
                listener.close();
            }
            if (stream != null) {
                pending.gaveUp(mptcp ? null : stream); // of which Multipath TCP tells nothing
                stream.abort();
            }
            listener = null;
            stream = null;
            data.stamps().end();
            phase = Phase.IDLE;
        }
        machine.wakeup().signal();
        machine.settle();
    }

    public AgentSocket accept() throws CallException {
        StreamSocket accepted = await(!nonBlocking, settings.receiveTimeoutNs, Errno.EAGAIN, () -> {
            synchronized (this) {
                if (phase != Phase.LISTENING) {
                    throw new CallException(closed ? Errno.EBADF : Errno.EINVAL);
                }
                return listener.tryAccept();
            }
        });
        return new AgentSocket(this, accepted);
    }

    // --- closing

    public void shutdown(boolean reading, boolean writing) throws CallException {
        boolean givesUp;
        synchronized (this) {
            givesUp = !isFreeBsd() && (phase == Phase.LISTENING && reading || phase == Phase.CONNECTING && !isUp());
            if (phase == Phase.LISTENING && isFreeBsd() || !givesUp && phase != Phase.LISTENING && (stream == null || isOver())) {
                throw new CallException(Errno.ENOTCONN);
            }
            if (!givesUp && stream != null) {
                readShut |= reading;
                writeShut |= writing;
                if (writing) {
                    stream.shutdownOutput();
                }
                if (readShut && writeShut && stream.available() == 0 && !isFreeBsd()) {
                    stream.shutdownInput(); // what comes now finds nobody
                }
            }
        }
        if (givesUp) {
            disconnect();
        } else {
            machine.wakeup().signal();
            machine.settle();
        }
    }

    /** As close of the last descriptor; waits if the socket lingers. */
    public void close() {
        StreamSocket ended;
        synchronized (this) {
            closed = true;
            ended = stream;
            if (listener != null) {
                listener.close();
            }
            if (stream != null) {
                stream.close();
            }
            phase = Phase.IDLE;
            listener = null;
            data.stamps().end();
        }
        machine.wakeup().signal();
        machine.settle();
        if (ended != null && settings.lingers && settings.lingerSeconds > 0) {
            new Lingering(this, machine).await(ended, settings.lingerSeconds);
        }
    }

    /** The machine was reset: nothing is left of it. */
    synchronized void forget() {
        closed = true;
        phase = Phase.IDLE;
        listener = null;
        stream = null;
    }

    // --- state, for the other calls on this socket

    /** The connection, whatever its state; null if there is none. */
    synchronized StreamSocket stream() {
        return stream;
    }

    synchronized boolean isListening() {
        return phase == Phase.LISTENING;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized boolean isReadShut() {
        return readShut;
    }

    synchronized boolean isWriteShut() {
        return writeShut;
    }

    /** Whether errors are FreeBSD's where they are not Linux's. */
    boolean isFreeBsd() {
        return machine.stack().config().profile() == WireProfile.BSD;
    }

    /** A connection of plain TCP has failed, the peer's end of the stream did not come, and there is nothing to read. */
    boolean failedBeforeItsEnd() {
        return !mptcp && !isFreeBsd() && stream.error() != null && stream.available() == 0
                && (stream.ready() & StreamSocket.PEER_CLOSED) == 0;
    }

    /** The connection is or was established. */
    synchronized boolean isUp() {
        return stream != null && (stream.ready() & StreamSocket.CONNECTED) != 0;
    }

    /** Both directions have ended, or the connection has failed: the state CLOSE of Linux. */
    boolean isOver() {
        return (stream.ready() & (StreamSocket.FAILED | StreamSocket.CLOSED)) != 0;
    }

    /**
     * Whether Multipath TCP failed otherwise than by the peer's word: in Linux the socket is closed then, and neither direction was ended.
     */
    boolean gaveUp() {
        StreamException error = mptcp ? stream.error() : null;
        return error != null && error.reason() != StreamException.Reason.RESET;
    }

    /** Which is no error of a connection that was established, and is none of plain TCP. */
    private boolean endedQuietly() {
        return stream != null && gaveUp() && snapshot().or(this::atItsEnd).map(c -> !c.fallback() && c.remoteToken() != 0).orElse(false);
    }

    /** The pending error, told once; null if there is none (any more). */
    synchronized Errno takeError() {
        return pending.told(stream, error());
    }

    /** What SO_ERROR tells: that, or what ICMP said of a connection of plain TCP. */
    synchronized Errno takeAnyError() {
        Errno error = takeError();
        return error == null && !mptcp && !isFreeBsd() ? pending.told(stream, pending.path(stream)) : error;
    }

    /** The pending error, to be told still. */
    synchronized Errno error() {
        if (endedQuietly()) {
            return null;
        }
        boolean closing = stream != null && (stream.ready() & StreamSocket.PEER_CLOSED) != 0;
        Errno error = pending.of(stream, closing && !writeShut && !mptcp && !isFreeBsd()); // a reset in CLOSE-WAIT
        return error == null && !mptcp && settings.tellsPathErrors(ipv6) ? pending.path(stream) : error;
    }

    SocketSettings settings() {
        return settings;
    }

    boolean isMptcp() {
        return mptcp;
    }

    boolean isIpv6() {
        return ipv6;
    }

    synchronized InetSocketAddress local() {
        return local;
    }

    synchronized StreamListener listener() {
        return listener;
    }

    synchronized int backlog() {
        return backlog;
    }

    /** Brings settings that changed to the connection, or to those that a listener will accept. */
    synchronized void settingsChanged() {
        if (stream != null) {
            stream.reconfigure(config(1, false));
            settings.quickAcks = QuickAcks.BY_USE;
        } else if (listener != null) {
            listener.reconfigure(config(backlog + 1, true));
        }
    }

    public DataCalls data() {
        return data;
    }

    public boolean isNonBlocking() {
        return nonBlocking;
    }

    /** {@code F_GETFL}. */
    public int flags() {
        return Messages.READ_WRITE | (nonBlocking ? Messages.NON_BLOCKING : 0);
    }

    /** {@code F_SETFL}. */
    public void flags(int flags) {
        nonBlocking = (flags & Messages.NON_BLOCKING) != 0;
    }

    /** "address port" of the peer. */
    public String remoteName() {
        return Addresses.name(stream().remote(), ipv6);
    }

    /** The connection as it is now; nothing if there is none or the stack has forgotten it. */
    public synchronized Optional<ConnectionSnapshot> snapshot() {
        if (stream == null) {
            return Optional.empty();
        }
        return machine.stack().inspector().connection(stream.id());
    }

    /** The connection as it was when it ended. */
    public synchronized Optional<ConnectionSnapshot> atItsEnd() {
        return stream == null ? Optional.empty() : machine.ended(stream.id());
    }

    public synchronized TcpState state(Optional<ConnectionSnapshot> snapshot) {
        return phase == Phase.LISTENING ? TcpState.LISTEN
                : snapshot.map(s -> TcpState.of(s.state())).orElse(TcpState.CLOSE);
    }

    /** The events of {@code poll} that are true now. */
    public synchronized int events() {
        return switch (phase) {
            case LISTENING -> listener.pending() > 0 ? PollEvents.READABLE : 0;
            case DEFERRED -> PollEvents.WRITABLE;
            default -> stream == null ? PollEvents.WRITABLE | PollEvents.HUP | (error() == null ? 0 : PollEvents.ERR)
                    : Readiness.of(this, stream);
        };
    }

    /** How many bytes, or connections, there are to take. */
    public synchronized long takeable() {
        return phase == Phase.LISTENING ? listener.pending() : stream == null ? 0 : stream.available();
    }

    /** Swaps a policy of the connection, or says which the next one will have. */
    public void policy(PolicyKind kind, String name) throws CallException {
        PolicyChoice.make(this, machine, kind, name);
    }
}
