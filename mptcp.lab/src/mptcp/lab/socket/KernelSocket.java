package mptcp.lab.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;
import mptcp.lab.Host;

/**
 * A connection of the kernel, TCP or MPTCP. It belongs to the namespace it was opened in and is used from any thread:
 * one may send while another receives and a third closes. Calls wait for at most the socket's timeout, 30 s at first.
 */
public final class KernelSocket implements AutoCloseable {
    static final long DEFAULT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int OPTION_TEXT = 16;
    private static final long NOTICE_MS = 200;

    private final Descriptor descriptor;
    private volatile long timeoutNs = DEFAULT_TIMEOUT_NS;

    KernelSocket(int fd) throws SocketException {
        descriptor = new Descriptor(fd);
    }

    /** Opens a socket on a host without connecting it, so that options can be set before. */
    public static KernelSocket open(Host host, Protocol protocol, InetSocketAddress likeThis) throws IOException {
        return new KernelSocket(openDescriptor(host, protocol, likeThis));
    }

    /** @param local null, or what to bind to; port 0 for an ephemeral one */
    public static KernelSocket connect(Host host, Protocol protocol, InetSocketAddress local, InetSocketAddress remote)
            throws IOException {
        KernelSocket socket = open(host, protocol, remote);
        try {
            if (local != null) {
                bind(socket.descriptor, local);
            }
            socket.connect(remote);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Connects on a thread that is inside a host already ({@link Host#inside}): for many connections in a row. */
    public static KernelSocket connectHere(Protocol protocol, InetSocketAddress remote) throws IOException {
        KernelSocket socket = new KernelSocket(checked(openHere(protocol, remote), protocol));
        try {
            socket.connect(remote);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    static int openDescriptor(Host host, Protocol protocol, InetSocketAddress likeThis) throws IOException {
        return checked(host.<Integer, SocketException>inside(() -> openHere(protocol, likeThis)), protocol);
    }

    private static int openHere(Protocol protocol, InetSocketAddress likeThis) {
        return SocketCalls.libc().socket(SocketAddresses.family(likeThis.getAddress()),
                LibC.SOCK_STREAM | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, protocol.number);
    }

    private static int checked(int fd, Protocol protocol) throws SocketException {
        if (fd < 0) {
            throw new SocketException("cannot open a socket of " + protocol + ": " + Errno.text(-fd));
        }
        return fd;
    }

    static void bind(Descriptor descriptor, InetSocketAddress local) throws SocketException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = SocketAddresses.write(arena, local);
            check(descriptor.use(fd -> SocketCalls.bind(fd, address)), "bind to " + local);
        }
    }

    public void connect(InetSocketAddress remote) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = SocketAddresses.write(arena, remote);
            long result = descriptor.use(fd -> SocketCalls.connect(fd, address));
            if (result == -Errno.EINPROGRESS) {
                result = descriptor.useWaiting(
                        fd -> outcome(fd, address), LibC.POLLOUT, timeoutNs, "connect to " + remote);
            }
            if (result < 0) {
                throw new ConnectException("connect to " + remote + ": " + Errno.text((int) -result));
            }
        }
    }

    /** A second connect tells how the first is doing: EALREADY, EISCONN or its error. */
    private static long outcome(int fd, MemorySegment address) {
        long result = SocketCalls.connect(fd, address);
        return switch ((int) -result) {
            case Errno.EALREADY -> -Errno.EAGAIN;
            case Errno.EISCONN -> 0;
            default -> result;
        };
    }

    /** How long a call may wait before it ends with a {@link java.net.SocketTimeoutException}. */
    public void timeoutNs(long ns) {
        timeoutNs = ns;
    }

    /**
     * From now on {@link #send} and {@link #receive} wait inside the kernel's call, as most programs do, and not in a poll beside
     * it; that the socket was closed is noticed within {@value #NOTICE_MS} ms.
     */
    public void blocking() throws SocketException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment notice = arena.allocateFrom(JAVA_LONG, 0, NOTICE_MS * 1000); // struct timeval
            check(descriptor.use(fd -> SocketCalls.setOption(fd, SocketCalls.SOL_SOCKET, SocketCalls.SO_RCVTIMEO, notice)),
                    "SO_RCVTIMEO");
            check(descriptor.use(fd -> SocketCalls.setOption(fd, SocketCalls.SOL_SOCKET, SocketCalls.SO_SNDTIMEO, notice)),
                    "SO_SNDTIMEO");
            MemorySegment no = arena.allocateFrom(JAVA_INT, 0);
            check(descriptor.use(fd -> SocketCalls.ioctl(fd, SocketCalls.FIONBIO, no.address())), "FIONBIO");
        }
    }

    /** Sends all of it. */
    public void send(MemorySegment data) throws IOException {
        long done = 0;
        while (done < data.byteSize()) {
            MemorySegment rest = data.asSlice(done);
            done += check(descriptor.useWaiting(fd -> SocketCalls.send(fd, rest), LibC.POLLOUT, timeoutNs, "send"),
                    "send");
        }
    }

    /** Sends all of it. */
    public void send(byte[] data) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            send(arena.allocateFrom(JAVA_BYTE, data));
        }
    }

    /** Sends all of what remains in a direct buffer. */
    public void write(ByteBuffer source) throws IOException {
        send(MemorySegment.ofBuffer(source));
        source.position(source.limit());
    }

    /** Receives into a direct buffer. @return how many bytes, at least one; -1 at the end */
    public int read(ByteBuffer target) throws IOException {
        int n = receive(MemorySegment.ofBuffer(target));
        target.position(target.position() + Math.max(0, n));
        return n;
    }

    /** @return how many bytes, at least one; -1 at the end */
    public int receive(MemorySegment buffer) throws IOException {
        long n = check(descriptor.useWaiting(
                fd -> SocketCalls.receive(fd, buffer, MemorySegment.NULL, MemorySegment.NULL),
                LibC.POLLIN, timeoutNs, "receive"), "receive");
        return n == 0 ? -1 : (int) n;
    }

    /** @return the bytes that came, at most so many; none at the end */
    public byte[] receive(int atMost) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(atMost);
            int n = receive(buffer);
            return n < 0 ? new byte[0] : buffer.asSlice(0, n).toArray(JAVA_BYTE);
        }
    }

    /** Says that nothing more will be sent. */
    public void shutdownOutput() throws SocketException {
        check(descriptor.use(fd -> SocketCalls.shutdown(fd, SocketCalls.SHUT_WR)), "shutdown");
    }

    public InetSocketAddress localAddress() throws SocketException {
        return name(descriptor, false);
    }

    public InetSocketAddress remoteAddress() throws SocketException {
        return name(descriptor, true);
    }

    static InetSocketAddress name(Descriptor descriptor, boolean peer) throws SocketException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SocketAddresses.LARGEST, Integer.BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_INT, SocketAddresses.LARGEST);
            check(descriptor.use(fd -> SocketCalls.name(fd, peer, address, length)), "name");
            return SocketAddresses.read(address);
        }
    }

    /** Reads an option that is a number. */
    public int option(int level, int option) throws SocketException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            readOption(level, option, value);
            return value.get(JAVA_INT, 0);
        }
    }

    /** Sets an option that is a number. */
    public void option(int level, int option, int value) throws SocketException {
        option(descriptor, level, option, value);
    }

    static void option(Descriptor descriptor, int level, int option, int value) throws SocketException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocateFrom(JAVA_INT, value);
            check(descriptor.use(fd -> SocketCalls.setOption(fd, level, option, memory)), "setsockopt");
        }
    }

    private int readOption(int level, int option, MemorySegment value) throws SocketException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
            check(descriptor.use(fd -> SocketCalls.getOption(fd, level, option, value, length)), "getsockopt");
            return length.get(JAVA_INT, 0);
        }
    }

    /** Chooses a congestion control of the kernel's, such as {@code cubic}; on MPTCP for all subflows. */
    public void congestionControl(String name) throws SocketException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocateFrom(JAVA_BYTE, name.getBytes(US_ASCII));
            check(descriptor.use(fd -> SocketCalls.setOption(fd, SocketCalls.IPPROTO_TCP, SocketCalls.TCP_CONGESTION,
                    value)), "congestion control " + name);
        }
    }

    public String congestionControl() throws SocketException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(OPTION_TEXT + 1);
            readOption(SocketCalls.IPPROTO_TCP, SocketCalls.TCP_CONGESTION, value.asSlice(0, OPTION_TEXT));
            return value.getString(0, US_ASCII);
        }
    }

    public void noDelay(boolean on) throws SocketException {
        option(SocketCalls.IPPROTO_TCP, SocketCalls.TCP_NODELAY, on ? 1 : 0);
    }

    /** Whether the connection is one of MPTCP and has not fallen back (TCP_IS_MPTCP). */
    public boolean isMptcp() throws SocketException {
        return option(SocketCalls.IPPROTO_TCP, SocketCalls.TCP_IS_MPTCP) != 0;
    }

    /** @throws SocketException also if the connection has fallen back to TCP or never was one of MPTCP */
    public MptcpInfo mptcpInfo() throws SocketException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(MptcpInfo.SIZE, Long.BYTES);
            return MptcpInfo.read(value, readOption(SocketCalls.SOL_MPTCP, SocketCalls.MPTCP_INFO, value));
        }
    }

    /** Ends the connection by a reset (MP_FASTCLOSE), whatever is on its way. */
    public void abort() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment linger = arena.allocateFrom(JAVA_INT, 1, 0); // on, for no time
            descriptor.use(fd -> SocketCalls.setOption(fd, SocketCalls.SOL_SOCKET, SocketCalls.SO_LINGER, linger));
        } catch (SocketException alreadyClosed) {
            return;
        }
        close();
    }

    static long check(long result, String what) throws SocketException {
        if (result < 0) {
            throw new SocketException(what + ": " + Errno.text((int) -result));
        }
        return result;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
