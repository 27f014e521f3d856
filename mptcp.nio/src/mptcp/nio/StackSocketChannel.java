package mptcp.nio;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import mptcp.api.socket.StreamSocket;

/**
 * A socket channel. Whether the stack or the kernel carries it is known when it connects; until then it is bound at most.
 * Reads, writes and waiting are in {@link Transfer}.
 */
final class StackSocketChannel extends SocketChannel implements Selectable {
    private enum State { UNCONNECTED, PENDING, CONNECTED }

    private final Network network;
    private final ProtocolFamily family;
    private final ChannelOptions options = ChannelOptions.ofSocket();
    private final Registrations registrations = new Registrations();
    private final ReentrantLock readLock = new ReentrantLock();
    private final ReentrantLock writeLock = new ReentrantLock();
    private final Transfer transfer;

    /** Guards the writing of what follows. Nobody waits, or calls the stack, while he holds it: the loop reads the fields. */
    private final Object stateLock = new Object();
    private volatile State state = State.UNCONNECTED;
    private volatile Stream stream;
    private volatile Binding binding;
    /** Where the stack connects from, if it was not bound before. */
    private BoundPorts.Use use;
    private volatile InetSocketAddress local;
    private volatile InetSocketAddress remote;
    private volatile boolean inputShut;
    private volatile boolean outputShut;
    private Socket socket;

    /** Not connected. @param interruptible whether an interrupt of a thread that waits closes it, as it does channels */
    StackSocketChannel(SelectorProvider provider, Network network, ProtocolFamily family, boolean interruptible) {
        super(provider);
        this.network = network;
        this.family = family;
        transfer = new Transfer(this, interruptible);
    }

    /** Accepted from the stack. */
    StackSocketChannel(SelectorProvider provider, Network network, StreamSocket accepted, boolean interruptible)
            throws IOException {
        this(provider, network, StandardProtocolFamily.INET6, interruptible);
        become(StackStream.accepted(network, registrations, accepted));
    }

    /** Accepted from the kernel. */
    StackSocketChannel(SelectorProvider provider, Network network, KernelStream accepted, boolean interruptible)
            throws IOException {
        this(provider, network, StandardProtocolFamily.INET6, interruptible);
        become(accepted);
    }

    private void become(Stream connected) throws IOException {
        stream = connected;
        local = connected.local();
        remote = connected.remote();
        state = State.CONNECTED;
    }

    // --- for what is made of it

    Transfer transfer() {
        return transfer;
    }

    Stream stream() {
        return stream;
    }

    ReentrantLock readLock() {
        return readLock;
    }

    ReentrantLock writeLock() {
        return writeLock;
    }

    boolean isInputOpen() {
        return !inputShut;
    }

    boolean isOutputOpen() {
        return !outputShut;
    }

    InetSocketAddress local() {
        return local;
    }

    InetSocketAddress remoteAddress() {
        return remote;
    }

    ChannelOptions options() {
        return options;
    }

    void ensureOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    void ensureConnected() throws ClosedChannelException {
        ensureOpen();
        if (state != State.CONNECTED) {
            throw new NotYetConnectedException();
        }
    }

    /** {@link #begin}, for {@link Transfer}. */
    void beginWaiting() {
        begin();
    }

    /** {@link #end}, likewise. */
    void endWaiting(boolean completed) throws AsynchronousCloseException {
        end(completed);
    }

    // --- selectors

    @Override
    public Registrations registrations() {
        return registrations;
    }

    @Override
    public int readyOps() {
        if (state == State.UNCONNECTED) {
            return validOps(); // the kernel says of such a socket that its peer hung up
        }
        return stream instanceof StackStream s ? s.readyOps(state == State.PENDING, outputShut) : 0;
    }

    @Override
    public void awaited(int ops) {
        if ((ops & SelectionKey.OP_WRITE) != 0 && state == State.CONNECTED && stream instanceof StackStream s && isOpen()) {
            s.tellOfRoom();
        }
    }

    @Override
    public SelectableChannel kernel() {
        return stream instanceof KernelStream k ? k.channel() : null;
    }

    // --- addresses and connecting

    @Override
    public SocketChannel bind(SocketAddress to) throws IOException {
        readLock.lock();
        writeLock.lock();
        try {
            ensureOpen();
            if (state == State.PENDING) {
                throw new ConnectionPendingException();
            }
            if (local != null) {
                throw new AlreadyBoundException();
            }
            Binding bound = Binding.of(network, family, to == null ? null : checked(to), options);
            synchronized (stateLock) {
                binding = bound;
                local = bound.address();
            }
            if (!isOpen()) {
                bound.close();
                throw new AsynchronousCloseException();
            }
            return this;
        } finally {
            writeLock.unlock();
            readLock.unlock();
        }
    }

    /** @throws UnresolvedAddressException and the like, as the JDK's channels do */
    private InetSocketAddress checked(SocketAddress address) {
        InetSocketAddress checked = Binding.checked(address);
        if (family == StandardProtocolFamily.INET && !(checked.getAddress() instanceof Inet4Address)) {
            throw new UnsupportedAddressTypeException();
        }
        return checked;
    }

    @Override
    public boolean connect(SocketAddress to) throws IOException {
        return connect(to, Long.MAX_VALUE, false);
    }

    /**
     * Connects.
     *
     * @param deadlineNs by {@link System#nanoTime}; {@link Long#MAX_VALUE}: none
     * @param blocks whether the channel has to be in blocking mode
     */
    boolean connect(SocketAddress to, long deadlineNs, boolean blocks) throws IOException {
        InetSocketAddress address = Binding.destination(checked(to));
        try {
            readLock.lock();
            writeLock.lock();
            try {
                boolean blocking = isBlocking();
                if (!blocks) {
                    ensureOpen();
                } else if (!blocking) {
                    throw new IllegalBlockingModeException();
                }
                return lockedConnect(address, blocking, deadlineNs);
            } finally {
                writeLock.unlock();
                readLock.unlock();
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private boolean lockedConnect(InetSocketAddress to, boolean blocking, long deadlineNs) throws IOException {
        boolean done = false;
        try {
            transfer.begin(blocking);
            synchronized (stateLock) {
                ensureOpen();
                switch (state) {
                    case CONNECTED -> throw new AlreadyConnectedException();
                    case PENDING -> throw new ConnectionPendingException();
                    case UNCONNECTED -> state = State.PENDING;
                }
                remote = to;
            }
            Stream opened = open(to);
            if (!isOpen()) {
                opened.close(true); // nobody else has seen it
            }
            done = blocking ? transfer.awaitConnected(opened, true, deadlineNs) : opened.connectedAtOnce();
        } finally {
            transfer.end(blocking, done);
        }
        return connectedIf(done);
    }

    /** Sees who carries it, and starts. */
    private Stream open(InetSocketAddress to) throws IOException {
        Binding bound = binding;
        if (network.carries(to.getAddress()) && (bound == null || !bound.isKernels())) {
            StackStream s = StackStream.connect(network, registrations, bound == null ? null : bound.forStack(), to, options);
            stream = s;
            registrations.signal();
            if (bound != null) {
                bound.release();
            }
            return s;
        }
        network.aroundTo(to, bound != null && bound.isKernels());
        KernelStream k = KernelStream.towards(to, network, bound, family);
        stream = k;
        options.applyTo(k.channel());
        k.connect(to);
        registrations.carriedBy(k.channel());
        return k;
    }

    private boolean connectedIf(boolean done) throws IOException {
        if (done) {
            synchronized (stateLock) {
                ensureOpen();
                local = stream.local();
                remote = stream.reached(remote);
                use = binding == null && stream instanceof StackStream ? network.ports().connected(local) : null;
                state = State.CONNECTED;
            }
            registrations.signal();
        }
        return done;
    }

    @Override
    public boolean finishConnect() throws IOException {
        try {
            readLock.lock();
            writeLock.lock();
            try {
                if (state == State.CONNECTED && isOpen()) {
                    return true;
                }
                ensureOpen();
                if (state != State.PENDING) {
                    throw new NoConnectionPendingException();
                }
                boolean blocking = isBlocking();
                boolean done = false;
                try {
                    transfer.begin(blocking);
                    done = transfer.awaitConnected(stream, blocking, Long.MAX_VALUE);
                } finally {
                    transfer.end(blocking, done);
                }
                return connectedIf(done);
            } finally {
                writeLock.unlock();
                readLock.unlock();
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public boolean isConnected() {
        return state == State.CONNECTED && isOpen();
    }

    @Override
    public boolean isConnectionPending() {
        return state == State.PENDING && isOpen();
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        ensureOpen();
        return local;
    }

    @Override
    public SocketAddress getRemoteAddress() throws IOException {
        ensureOpen();
        return remote;
    }

    // --- options

    @Override
    public <T> SocketChannel setOption(SocketOption<T> name, T value) throws IOException {
        options.check(name, value);
        ensureOpen();
        options.set(name, value);
        Stream s = stream;
        if (s != null) {
            s.configure(options);
        }
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        options.check(name);
        ensureOpen();
        return stream instanceof KernelStream k ? k.channel().getOption(name) : options.get(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return options.supported();
    }

    // --- data

    @Override
    public int read(ByteBuffer target) throws IOException {
        return transfer.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, targets.length);
        return transfer.read(targets, offset, length);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return transfer.write(source);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, sources.length);
        return transfer.write(sources, offset, length);
    }

    @Override
    public SocketChannel shutdownInput() throws IOException {
        ensureConnected();
        if (!inputShut) {
            inputShut = true;
            stream.shutdownInput();
            registrations.signal();
        }
        return this;
    }

    @Override
    public SocketChannel shutdownOutput() throws IOException {
        ensureConnected();
        if (!outputShut) {
            outputShut = true;
            stream.shutdownOutput();
            registrations.signal();
        }
        return this;
    }

    // --- the rest

    @Override
    public Socket socket() {
        synchronized (stateLock) {
            if (socket == null) {
                socket = ChannelSocket.of(this);
            }
            return socket;
        }
    }

    @Override
    protected void implConfigureBlocking(boolean block) throws IOException {
        registrations.forgetCancelled();
        readLock.lock(); // operations under way end in the mode in which they began
        writeLock.lock();
        try {
            ensureOpen();
        } finally {
            writeLock.unlock();
            readLock.unlock();
        }
    }

    @Override
    protected void implCloseSelectableChannel() throws IOException {
        Stream s;
        Binding bound;
        synchronized (stateLock) {
            s = stream;
            bound = binding;
            network.ports().give(use);
            use = null;
        }
        if (bound != null) {
            bound.close();
        }
        if (s != null) {
            int linger = options.lingerSeconds();
            s.close(linger == 0);
            if (linger > 0 && isBlocking() && s instanceof StackStream stack) {
                Transfer.linger(stack, linger);
            }
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(SocketChannel.class.getName()).append('[');
        if (!isOpen()) {
            return text.append("closed]").toString();
        }
        text.append(switch (state) {
            case UNCONNECTED -> "unconnected";
            case PENDING -> "connection-pending";
            case CONNECTED -> "connected" + (inputShut ? " ishut" : "") + (outputShut ? " oshut" : "");
        });
        if (local != null) {
            text.append(" local=").append(local);
        }
        if (remote != null) {
            text.append(" remote=").append(remote);
        }
        return text.append(']').toString();
    }
}
