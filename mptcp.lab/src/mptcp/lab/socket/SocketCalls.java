package mptcp.lab.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import mptcp.io.raw.libc.LibC;
import mptcp.io.raw.libc.NativeCalls;

/** The socket calls of Linux. Results below zero are negated error numbers. Any thread. */
public final class SocketCalls {
    public static final int SOL_SOCKET = 1;
    public static final int SO_REUSEADDR = 2;
    static final int SO_LINGER = 13;
    static final int SO_RCVTIMEO = 20;
    static final int SO_SNDTIMEO = 21;
    static final long FIONBIO = 0x5421;
    static final int IPPROTO_TCP = 6;
    static final int TCP_NODELAY = 1;
    static final int TCP_CONGESTION = 13;
    static final int TCP_IS_MPTCP = 43;
    static final int SOL_MPTCP = 284;
    static final int MPTCP_INFO = 1;
    static final int SHUT_WR = 1;
    static final int SHUT_RDWR = 2;
    static final int MSG_NOSIGNAL = 0x4000;

    private static final MethodHandle BIND =
            NativeCalls.withErrno("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle LISTEN = NativeCalls.withErrno("listen", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle ACCEPT4 =
            NativeCalls.withErrno("accept4", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle CONNECT =
            NativeCalls.withErrno("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SEND =
            NativeCalls.withErrno("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECVFROM =
            NativeCalls.withErrno("recvfrom", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SHUTDOWN = NativeCalls.withErrno("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            NativeCalls.withErrno("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            NativeCalls.withErrno("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle GETSOCKNAME =
            NativeCalls.withErrno("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle GETPEERNAME =
            NativeCalls.withErrno("getpeername", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);

    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(NativeCalls.ERRNO_LAYOUT));
    private static final ThreadLocal<LibC> LIBC = ThreadLocal.withInitial(() -> new LibC(Arena.ofAuto()));

    private SocketCalls() {}

    /** The general calls, for the present thread. */
    static LibC libc() {
        return LIBC.get();
    }

    /** @return a descriptor, or minus an errno */
    public static int socket(int family, int type, int protocol) {
        return libc().socket(family, type, protocol);
    }

    /**
     * @param argument a number or an address, as the request wants it
     * @return what the request gives, or minus an errno
     */
    public static int ioctl(int fd, long request, long argument) {
        return libc().ioctl(fd, request, argument);
    }

    public static int bind(int fd, MemorySegment address) {
        MemorySegment state = STATE.get();
        try {
            return result(state, (int) BIND.invokeExact(state, fd, address, (int) address.byteSize()));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    static int listen(int fd, int backlog) {
        MemorySegment state = STATE.get();
        try {
            return result(state, (int) LISTEN.invokeExact(state, fd, backlog));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    static int accept(int fd) {
        MemorySegment state = STATE.get();
        try {
            return result(state, (int) ACCEPT4.invokeExact(state, fd, MemorySegment.NULL, MemorySegment.NULL,
                    LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    static int connect(int fd, MemorySegment address) {
        MemorySegment state = STATE.get();
        try {
            return result(state, (int) CONNECT.invokeExact(state, fd, address, (int) address.byteSize()));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    static long send(int fd, MemorySegment data) {
        MemorySegment state = STATE.get();
        try {
            return result(state, (long) SEND.invokeExact(state, fd, data, data.byteSize(), MSG_NOSIGNAL));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    /**
     * @param address where to write the sender's address, or {@link MemorySegment#NULL}
     * @param addressLength its size, as an int in memory, or {@link MemorySegment#NULL}
     */
    public static long receive(int fd, MemorySegment buffer, MemorySegment address, MemorySegment addressLength) {
        MemorySegment state = STATE.get();
        try {
            return result(state, (long) RECVFROM.invokeExact(
                    state, fd, buffer, buffer.byteSize(), 0, address, addressLength));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    static int shutdown(int fd, int how) {
        MemorySegment state = STATE.get();
        try {
            return result(state, (int) SHUTDOWN.invokeExact(state, fd, how));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    public static int setOption(int fd, int level, int option, MemorySegment value) {
        MemorySegment state = STATE.get();
        try {
            return result(state,
                    (int) SETSOCKOPT.invokeExact(state, fd, level, option, value, (int) value.byteSize()));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    /** @param length the size of {@code value}, as an int in memory; afterwards how much of it was written */
    public static int getOption(int fd, int level, int option, MemorySegment value, MemorySegment length) {
        MemorySegment state = STATE.get();
        try {
            return result(state, (int) GETSOCKOPT.invokeExact(state, fd, level, option, value, length));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    /** @param peer whether the other end's name is wanted */
    static int name(int fd, boolean peer, MemorySegment address, MemorySegment length) {
        MemorySegment state = STATE.get();
        try {
            return peer
                    ? result(state, (int) GETPEERNAME.invokeExact(state, fd, address, length))
                    : result(state, (int) GETSOCKNAME.invokeExact(state, fd, address, length));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    private static int result(MemorySegment state, int value) {
        return value < 0 ? -NativeCalls.errno(state) : value;
    }

    private static long result(MemorySegment state, long value) {
        return value < 0 ? -NativeCalls.errno(state) : value;
    }
}
