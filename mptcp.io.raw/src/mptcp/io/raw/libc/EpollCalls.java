package mptcp.io.raw.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** epoll(7). Results below zero are negated error numbers. An object is used by one thread at a time. */
public final class EpollCalls {
    public static final int EPOLLIN = 1;
    public static final int EPOLLERR = 8;
    public static final int EPOLLHUP = 0x10;
    /** Of several epoll descriptors that wait for the same one, only the first that is being waited at is told. */
    public static final int EPOLLEXCLUSIVE = 1 << 28;

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int CTL_ADD = 1;
    private static final int CTL_DEL = 2;
    /** {@code struct epoll_event} is packed on x86-64 only. */
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
    private static final int EVENT_SIZE = PACKED ? 12 : 16;
    private static final int EVENT_DATA = PACKED ? 4 : 8;

    private static final MethodHandle CREATE = NativeCalls.withErrno("epoll_create1", JAVA_INT, JAVA_INT);
    private static final MethodHandle CTL = NativeCalls.withErrno("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle WAIT =
            NativeCalls.withErrno("epoll_wait", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    /** With a time in nanoseconds; null where the C library is older than 2.35. */
    private static final MethodHandle PWAIT2 = Linker.nativeLinker().defaultLookup().find("epoll_pwait2").isEmpty() ? null
            : NativeCalls.withErrno("epoll_pwait2", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);

    private final MemorySegment state;
    private final MemorySegment events;
    private final int room;

    /**
     * @param arena must live as long as this object is used
     * @param room how many events are taken at once
     */
    public EpollCalls(Arena arena, int room) {
        this.room = room;
        state = arena.allocate(NativeCalls.ERRNO_LAYOUT);
        events = arena.allocate((long) room * EVENT_SIZE, Long.BYTES);
    }

    /** @return a descriptor */
    public int create() {
        try {
            return result((int) CREATE.invokeExact(state, EPOLL_CLOEXEC));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    /** Waits for a descriptor from now on. */
    public int add(int epoll, int fd, int what) {
        events.set(JAVA_INT, 0, what);
        events.set(JAVA_LONG_UNALIGNED, EVENT_DATA, fd);
        return control(epoll, CTL_ADD, fd);
    }

    public int remove(int epoll, int fd) {
        return control(epoll, CTL_DEL, fd);
    }

    private int control(int epoll, int what, int fd) {
        try {
            return result((int) CTL.invokeExact(state, epoll, what, fd, events.address()));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    /** Whether {@link #await} is there. */
    public static boolean waitsForNanoseconds() {
        return PWAIT2 != null;
    }

    /**
     * @param timespec address of the timeout, or 0 to wait for ever
     * @return how many descriptors are ready; ENOSYS before Linux 5.11
     */
    public int await(int epoll, long timespec) {
        try {
            return result((int) PWAIT2.invokeExact(state, epoll, events.address(), room, timespec, 0L));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    /** Without waiting. */
    public int look(int epoll) {
        try {
            return result((int) WAIT.invokeExact(state, epoll, events.address(), room, 0));
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    /** What the last call found. */
    public int events(int index) {
        return events.get(JAVA_INT, (long) index * EVENT_SIZE);
    }

    public int fd(int index) {
        return (int) events.get(JAVA_LONG_UNALIGNED, (long) index * EVENT_SIZE + EVENT_DATA);
    }

    private int result(int value) {
        return value < 0 ? -NativeCalls.errno(state) : value;
    }
}
