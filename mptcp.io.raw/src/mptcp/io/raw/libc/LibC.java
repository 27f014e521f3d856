package mptcp.io.raw.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * System calls of Linux that links need. Results below zero are negated error numbers. An instance owns the memory that
 * errno is captured in and is used by one thread at a time; calls with addresses as {@code long} allocate nothing.
 */
public final class LibC {
    public static final int O_RDONLY = 0;
    public static final int O_RDWR = 2;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;
    public static final int CLONE_NEWNET = 0x40000000;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_NONBLOCK = O_NONBLOCK;
    public static final int SOCK_CLOEXEC = O_CLOEXEC;
    public static final int EFD_NONBLOCK = O_NONBLOCK;
    public static final int EFD_CLOEXEC = O_CLOEXEC;
    public static final short POLLIN = 1;
    public static final short POLLOUT = 4;
    public static final short POLLERR = 8;
    public static final short POLLHUP = 0x10;
    public static final short POLLNVAL = 0x20;

    public static final int MSG_DONTWAIT = 0x40;
    public static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;

    private static final MethodHandle OPEN =
            NativeCalls.variadicWithErrno("open", 2, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle IOCTL =
            NativeCalls.variadicWithErrno("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CLOSE = NativeCalls.withErrno("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle READ =
            NativeCalls.withErrno("read", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle WRITE =
            NativeCalls.withErrno("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PPOLL =
            NativeCalls.withErrno("ppoll", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle EVENTFD = NativeCalls.withErrno("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SOCKET =
            NativeCalls.withErrno("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND =
            NativeCalls.withErrno("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            NativeCalls.withErrno("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            NativeCalls.withErrno("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SENDMMSG =
            NativeCalls.withErrno("sendmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle MMAP = NativeCalls.withErrno("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT,
            JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MUNMAP = NativeCalls.withErrno("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SETNS = NativeCalls.withErrno("setns", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle STRERROR = NativeCalls.plain("strerror", ADDRESS, JAVA_INT);
    private static final int LONGEST_TEXT = 256;

    private final MemorySegment state;
    /** For an option of a socket that is a number, and its size. */
    private final MemorySegment option;

    /** @param arena must live as long as this object is used */
    public LibC(Arena arena) {
        state = arena.allocate(NativeCalls.ERRNO_LAYOUT);
        option = arena.allocate(2 * Integer.BYTES, Integer.BYTES);
    }

    public int open(MemorySegment path, int flags) {
        try {
            return result((int) OPEN.invokeExact(state, path, flags));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    public int close(int fd) {
        try {
            return result((int) CLOSE.invokeExact(state, fd));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    /** @param argument a number or an address, as the request wants it */
    public int ioctl(int fd, long request, long argument) {
        try {
            return result((int) IOCTL.invokeExact(state, fd, request, argument));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    public long read(int fd, long address, long count) {
        try {
            return result((long) READ.invokeExact(state, fd, address, count));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    public long write(int fd, long address, long count) {
        try {
            return result((long) WRITE.invokeExact(state, fd, address, count));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    /**
     * @param pollFds address of {@code struct pollfd[]}
     * @param timespec address of the timeout, or 0 to wait for ever
     */
    public int ppoll(long pollFds, int count, long timespec) {
        try {
            return result((int) PPOLL.invokeExact(state, pollFds, (long) count, timespec, 0L));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    public int eventfd(int flags) {
        try {
            return result((int) EVENTFD.invokeExact(state, 0, flags));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    public int socket(int family, int type, int protocol) {
        try {
            return result((int) SOCKET.invokeExact(state, family, type, protocol));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    public int bind(int fd, MemorySegment address) {
        try {
            return result((int) BIND.invokeExact(state, fd, address.address(), (int) address.byteSize()));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    public int setsockopt(int fd, int level, int name, long value, int size) {
        try {
            return result((int) SETSOCKOPT.invokeExact(state, fd, level, name, value, size));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    /** Sets an option that is a number. */
    public int setsockopt(int fd, int level, int name, int value) {
        option.set(JAVA_INT, 0, value);
        return setsockopt(fd, level, name, option.address(), Integer.BYTES);
    }

    /** @param size address of an {@code int}: the room at the value, then what was written there */
    public int getsockopt(int fd, int level, int name, long value, long size) {
        try {
            return result((int) GETSOCKOPT.invokeExact(state, fd, level, name, value, size));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    /**
     * Takes the error off a socket, which then works on: that of a packet socket whose device went down, for instance.
     *
     * @return false if there was none to take, or the descriptor is no socket
     */
    public boolean takeSocketError(int fd) {
        option.set(JAVA_INT, 0, 0);
        option.set(JAVA_INT, Integer.BYTES, Integer.BYTES);
        return getsockopt(fd, SOL_SOCKET, SO_ERROR, option.address(), option.address() + Integer.BYTES) >= 0
                && option.get(JAVA_INT, 0) != 0;
    }

    /**
     * @param messages address of {@code struct mmsghdr[]}
     * @return how many were sent; an error is that of the first
     */
    public int sendmmsg(int fd, long messages, int count, int flags) {
        try {
            return result((int) SENDMMSG.invokeExact(state, fd, messages, count, flags));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    /** Maps what a descriptor stands for, to be read and written and seen by the kernel. */
    public long mmap(int fd, long size) {
        try {
            return result((long) MMAP.invokeExact(state, 0L, size, PROT_READ_WRITE, MAP_SHARED, fd, 0L));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    public int munmap(long address, long size) {
        try {
            return result((int) MUNMAP.invokeExact(state, address, size));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    /** Moves the calling thread into a namespace. */
    public int setns(int fd, int kind) {
        try {
            return result((int) SETNS.invokeExact(state, fd, kind));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    static String strerror(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(LONGEST_TEXT).getString(0);
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    private int result(int value) {
        return value < 0 ? -NativeCalls.errno(state) : value;
    }

    private long result(long value) {
        return value < 0 ? -NativeCalls.errno(state) : value;
    }
}
