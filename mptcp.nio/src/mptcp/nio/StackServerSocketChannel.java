package mptcp.nio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;

/**
 * A listening channel. At a wildcard address it listens on the stack and, unless that is forbidden, at the same port of
 * the kernel, whose loopback and other networks belong to a wildcard, too; elsewhere on the one that has the address.
 */
final class StackServerSocketChannel extends ServerSocketChannel implements Selectable {
    private static final InetAddress ANY_4 = InetAddress.ofLiteral("0.0.0.0");
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress ANY_6 = InetAddress.ofLiteral("::");
    private static final int DEFAULT_BACKLOG = 50;
    private static final int TRIES = 100;

    private final Network network;
    private final ProtocolFamily family;
    private final boolean interruptible;
    private final ChannelOptions options = ChannelOptions.ofServer();
    private final Registrations registrations = new Registrations();
    private final Signal signal = new Signal();
    private final ReentrantLock acceptLock = new ReentrantLock();

    /** Guards binding and closing against each other. */
    private final Object stateLock = new Object();
    private volatile StreamListener listener;
    /** Non-blocking throughout. */
    private volatile ServerSocketChannel kernel;
    private volatile KernelWait kernelWait;
    /** Whether the kernel's part is for this program itself only. */
    private volatile boolean within;
    private volatile InetSocketAddress local;
    /** Where the stack listens; null: it does not. */
    private BoundPorts.Use use;
    private ServerSocket socket;
    /** Whose turn it is to be asked first; with {@link #acceptLock}. */
    private boolean kernelFirst;

    /** @param interruptible whether an interrupt of a thread that accepts closes it, as it does channels */
    StackServerSocketChannel(SelectorProvider provider, Network network, ProtocolFamily family, boolean interruptible) {
        super(provider);
        this.network = network;
        this.family = family;
        this.interruptible = interruptible;
    }

    private void ensureOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    InetSocketAddress local() {
        return local;
    }

    // --- binding

    @Override
    public ServerSocketChannel bind(SocketAddress to, int backlog) throws IOException {
        ensureOpen();
        if (local != null) {
            throw new AlreadyBoundException();
        }
        InetSocketAddress address = to == null ? new InetSocketAddress(any(), 0) : Binding.checked(to);
        if (family == StandardProtocolFamily.INET && !(address.getAddress() instanceof Inet4Address)) {
            throw new UnsupportedAddressTypeException();
        }
        synchronized (stateLock) {
            ensureOpen();
            if (local != null) {
                throw new AlreadyBoundException();
            }
            int waiting = backlog < 1 ? DEFAULT_BACKLOG : backlog;
            if (network.isOwn(address.getAddress())) {
                listen(address, waiting);
                listenWithin(waiting);
            } else if (!address.getAddress().isAnyLocalAddress()) {
                network.aroundAt(address);
                listenInKernel(address, waiting);
            } else if (network.allowsKernel()) {
                listenInBoth(address.getPort(), waiting);
            } else {
                listen(new InetSocketAddress(any(), address.getPort()), waiting);
            }
            local = within || kernel == null ? listener.local() : (InetSocketAddress) kernel.getLocalAddress();
            if (kernel != null && listener != null) {
                network.within().listens(local, ((InetSocketAddress) kernel.getLocalAddress()).getPort());
            }
        }
        if (kernel != null) {
            registrations.carriedBy(kernel);
        }
        return this;
    }

    private InetAddress any() {
        return family == StandardProtocolFamily.INET ? ANY_4 : ANY_6;
    }

    private void listen(InetSocketAddress address, int backlog) throws IOException {
        for (int tries = 1; listener == null; tries++) {
            try {
                tryListen(address, backlog);
            } catch (BindException e) {
                if (address.getPort() != 0 || tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** The stack names a port that is asked for as 0; it does not know what is bound and has yet to connect. */
    private void tryListen(InetSocketAddress address, int backlog) throws IOException {
        SocketConfig config = options.applyTo(SocketConfig.DEFAULT).withBacklog(backlog);
        BoundPorts.Use taken = address.getPort() == 0 ? null : network.ports().take(address, options, true);
        StreamListener opened = null;
        try {
            opened = network.listen(address, config, _ -> acceptable());
            use = taken != null ? taken : network.ports().take(opened.local(), options, true);
            listener = opened;
        } finally {
            if (listener == null) {
                network.ports().give(taken);
                if (opened != null) {
                    opened.close();
                }
            }
        }
    }

    private void listenInKernel(InetSocketAddress address, int backlog) throws IOException {
        ServerSocketChannel k = Jdk.channels().openServerSocketChannel(family);
        try {
            options.applyTo(k);
            k.bind(address, backlog);
            k.configureBlocking(false);
        } catch (IOException | RuntimeException e) {
            k.close();
            throw e;
        }
        kernelWait = new KernelWait(k);
        kernel = k;
    }

    /** Connections of this program to itself come over loopback: a link does not lead to its own addresses. */
    private void listenWithin(int backlog) {
        if (network.allowsKernel()) {
            try {
                listenInKernel(new InetSocketAddress(LOOPBACK, 0), backlog);
                within = true;
            } catch (IOException _) {
                kernel = null; // no loopback here, and so nobody who comes over it
            }
        }
    }

    /** The kernel, which has more listeners to mind, names a port that is asked for as 0. */
    private void listenInBoth(int port, int backlog) throws IOException {
        for (int tries = 1;; tries++) {
            listenInKernel(new InetSocketAddress(any(), port), backlog);
            try {
                listen(new InetSocketAddress(any(), ((InetSocketAddress) kernel.getLocalAddress()).getPort()), backlog);
                return;
            } catch (IOException e) {
                kernel.close();
                kernel = null;
                if (port != 0 || tries == TRIES || !(e instanceof BindException)) {
                    throw e;
                }
            }
        }
    }

    /** The loop's side. */
    private void acceptable() {
        signal.change();
        KernelWait w = kernelWait;
        if (w != null) {
            w.wake();
        }
        registrations.signal();
    }

    // --- accepting

    @Override
    public SocketChannel accept() throws IOException {
        return accept(Long.MAX_VALUE, false);
    }

    /**
     * Accepts.
     *
     * @param deadlineNs by {@link System#nanoTime}; {@link Long#MAX_VALUE}: none
     * @param blocks whether the channel has to be in blocking mode
     * @return null if there is none, in non-blocking mode
     * @throws SocketTimeoutException when the time is over
     */
    StackSocketChannel accept(long deadlineNs, boolean blocks) throws IOException {
        if (interruptible) {
            acceptLock.lock();
        } else {
            Transfer.lock(acceptLock, deadlineNs, "Accept");
        }
        try {
            boolean blocking = isBlocking();
            if (!blocks) {
                ensureOpen();
            } else if (!blocking) {
                throw new IllegalBlockingModeException();
            }
            StackSocketChannel accepted = null;
            try {
                if (blocking && interruptible) {
                    begin();
                }
                ensureOpen();
                if (local == null) {
                    throw new NotYetBoundException();
                }
                accepted = lockedAccept(blocking, deadlineNs);
            } finally {
                if (blocking && interruptible) {
                    end(accepted != null);
                }
            }
            if (blocking && accepted == null) {
                throw new AsynchronousCloseException();
            }
            return accepted;
        } finally {
            acceptLock.unlock();
        }
    }

    private StackSocketChannel lockedAccept(boolean blocking, long deadlineNs) throws IOException {
        while (isOpen()) {
            int since = signal.count();
            StackSocketChannel accepted = tryAccept();
            if (accepted != null || !blocking) {
                return accepted;
            }
            boolean virtualSocket = !interruptible && Thread.currentThread().isVirtual();
            boolean onInterrupt = interruptible || virtualSocket;
            if (!(kernel == null ? signal.await(since, deadlineNs, onInterrupt)
                    : kernelWait.await(SelectionKey.OP_ACCEPT, deadlineNs, onInterrupt))) {
                throw new SocketTimeoutException("Accept timed out");
            }
            if (interruptible) {
                begin(); // a selector may have put its own hook in the place of the channel's
            } else if (virtualSocket && Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException(); // java.net.ServerSocket closes itself then
            }
        }
        return null;
    }

    private StackSocketChannel tryAccept() throws IOException {
        kernelFirst = !kernelFirst;
        StackSocketChannel first = kernelFirst ? fromKernel() : fromStack();
        return first != null ? first : kernelFirst ? fromStack() : fromKernel();
    }

    private StackSocketChannel fromStack() throws IOException {
        StreamSocket accepted = listener == null ? null : listener.tryAccept();
        if (accepted == null) {
            return null;
        }
        StackSocketChannel channel = new StackSocketChannel(provider(), network, accepted, interruptible);
        channel.options().inherit(options);
        return channel;
    }

    private StackSocketChannel fromKernel() throws IOException {
        SocketChannel accepted;
        try {
            accepted = kernel == null ? null : kernel.accept();
        } catch (ClosedChannelException _) {
            return null; // as this channel is, or is about to be
        }
        if (accepted == null) {
            return null;
        }
        InetSocketAddress from = (InetSocketAddress) accepted.getRemoteAddress();
        Within.Ends ends = network.within().accepted(from);
        if (ends == null && within) {
            accepted.close(); // of another program
            return null;
        }
        if (ends == null) {
            network.aroundFrom(from); // who connects within the program has been counted there
        }
        return new StackSocketChannel(provider(), network, new KernelStream(accepted, ends), interruptible);
    }

    // --- selectors

    @Override
    public Registrations registrations() {
        return registrations;
    }

    @Override
    public int readyOps() {
        StreamListener l = listener;
        return l != null && l.pending() > 0 ? SelectionKey.OP_ACCEPT : 0;
    }

    @Override
    public void awaited(int ops) {
        // each connection is told
    }

    @Override
    public SelectableChannel kernel() {
        return kernel;
    }

    // --- options and the rest

    @Override
    public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
        options.check(name, value);
        ensureOpen();
        options.set(name, value);
        if (kernel != null) {
            kernel.setOption(name, value);
        }
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        options.check(name);
        ensureOpen();
        return options.get(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return options.supported();
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        ensureOpen();
        return local;
    }

    @Override
    public ServerSocket socket() {
        synchronized (stateLock) {
            if (socket == null) {
                socket = ChannelServerSocket.of(this);
            }
            return socket;
        }
    }

    @Override
    protected void implConfigureBlocking(boolean block) throws IOException {
        registrations.forgetCancelled();
        acceptLock.lock(); // one that accepts ends in the mode in which it began
        try {
            ensureOpen();
        } finally {
            acceptLock.unlock();
        }
    }

    @Override
    protected void implCloseSelectableChannel() throws IOException {
        synchronized (stateLock) {
            if (kernel != null) {
                kernel.close();
                kernelWait.close();
            }
            if (local != null) {
                network.within().listensNoMore(local);
            }
            if (listener != null) {
                listener.close();
            }
            network.ports().give(use);
            use = null;
        }
        signal.change();
    }

    @Override
    public String toString() {
        return getClass().getName() + '[' + (!isOpen() ? "closed" : local == null ? "unbound" : local) + ']';
    }
}
