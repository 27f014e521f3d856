package mptcp.interop.dialogue;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import mptcp.io.raw.libc.NativeCalls;

/** The kernel's system calls with their numbers, for one thread. Results below zero are negated error numbers. */
final class SystemCalls {
    private static final MethodHandle SYSCALL = NativeCalls.variadicWithErrno("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG,
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final int ROOM = 4 << 20;
    private static final int SMALL = 1 << 16;

    /** Numbers of x86-64 and of the generic table, which all newer architectures have. */
    private enum Call {
        SOCKET(41, 198), BIND(49, 200), LISTEN(50, 201), CONNECT(42, 203), ACCEPT(288, 242), SENDTO(44, 206), RECVFROM(45, 207),
        SENDMSG(46, 211), RECVMSG(47, 212), SHUTDOWN(48, 210), SETSOCKOPT(54, 208), GETSOCKOPT(55, 209), IOCTL(16, 29),
        FCNTL(72, 25), PPOLL(271, 73), CLOSE(3, 57), UNSHARE(272, 97), EPOLL_CREATE(291, 20), EPOLL_CTL(233, 21),
        EPOLL_PWAIT(281, 22), READ(0, 63), WRITE(1, 64);

        private final int number;

        Call(int x86, int generic) {
            number = System.getProperty("os.arch").equals("amd64") ? x86 : generic;
        }
    }

    private final MemorySegment errno;
    /** Payload, which nobody looks at. */
    final MemorySegment data;
    /** Structures of a call. */
    final MemorySegment small;

    SystemCalls(Arena arena) {
        errno = arena.allocate(NativeCalls.ERRNO_LAYOUT);
        data = arena.allocate(ROOM);
        small = arena.allocate(SMALL, Long.BYTES);
    }

    private long call(Call what, long... arguments) {
        long[] a = Arrays.copyOf(arguments, 6);
        try {
            long result = (long) SYSCALL.invokeExact(errno, (long) what.number, a[0], a[1], a[2], a[3], a[4], a[5]);
            return result < 0 ? -NativeCalls.errno(errno) : result;
        } catch (Throwable e) {
            throw NativeCalls.unexpected(e);
        }
    }

    long unshare(int what) {
        return call(Call.UNSHARE, what);
    }

    long socket(int family, int type, int protocol) {
        return call(Call.SOCKET, family, type, protocol);
    }

    /** @param address in {@link #small} from its beginning */
    long bind(int fd, int length) {
        return call(Call.BIND, fd, small.address(), length);
    }

    long connect(int fd, int length) {
        return call(Call.CONNECT, fd, small.address(), length);
    }

    long listen(int fd, int backlog) {
        return call(Call.LISTEN, fd, backlog);
    }

    /** The peer's address is in {@link #small} from 8 on. */
    long accept(int fd) {
        small.set(JAVA_INT, 0, 28);
        return call(Call.ACCEPT, fd, small.address() + 8, small.address(), 0);
    }

    long read(int fd, long count) {
        return call(Call.READ, fd, data.address(), count);
    }

    long write(int fd, long count) {
        return call(Call.WRITE, fd, data.address(), count);
    }

    long receive(int fd, long count, int flags) {
        return call(Call.RECVFROM, fd, data.address(), count, flags, 0, 0);
    }

    /** @param addressLength of the address in {@link #small}, or 0 */
    long send(int fd, long count, int flags, int addressLength) {
        return call(Call.SENDTO, fd, data.address(), count, flags, addressLength == 0 ? 0 : small.address(), addressLength);
    }

    /** The control data is in {@link #small} from 256 on; its length at 256 - 8 and the flags at 256 - 16. */
    long receiveMessage(int fd, long count, int flags, int room) {
        MemorySegment m = small.asSlice(0, 128);
        m.fill((byte) 0);
        m.set(JAVA_LONG, 64, data.address());
        m.set(JAVA_LONG, 72, count);
        m.set(JAVA_LONG, 16, small.address() + 64);
        m.set(JAVA_LONG, 24, 1);
        m.set(JAVA_LONG, 32, room == 0 ? 0 : small.address() + 256);
        m.set(JAVA_LONG, 40, room);
        long result = call(Call.RECVMSG, fd, small.address(), flags);
        small.set(JAVA_LONG, 248, m.get(JAVA_LONG, 40));
        small.set(JAVA_LONG, 240, m.get(JAVA_INT, 48));
        return result;
    }

    long shutdown(int fd, int how) {
        return call(Call.SHUTDOWN, fd, how);
    }

    long close(int fd) {
        return call(Call.CLOSE, fd);
    }

    long fcntl(int fd, int command, long argument) {
        return call(Call.FCNTL, fd, command, argument);
    }

    /** The value is at {@link #small}. */
    long ioctl(int fd, long request) {
        return call(Call.IOCTL, fd, request, small.address());
    }

    long setOption(int fd, int level, int option, byte[] value, int length) {
        MemorySegment.copy(value, 0, small, JAVA_BYTE, 0, value.length);
        return call(Call.SETSOCKOPT, fd, level, option, small.address(), length);
    }

    /** @return the error, or 0 with the value in {@link #small} from 8 on and its length at 0 */
    long getOption(int fd, int level, int option, int length) {
        small.fill((byte) 0);
        small.set(JAVA_INT, 0, length);
        return call(Call.GETSOCKOPT, fd, level, option, small.address() + 8, small.address());
    }

    /** Events are written over those asked for. */
    long poll(int[] fds, int[] events, long timeoutMs) {
        for (int i = 0; i < fds.length; i++) {
            small.set(JAVA_INT, 64 + 8L * i, fds[i]);
            small.set(JAVA_SHORT, 64 + 8L * i + 4, (short) events[i]);
            small.set(JAVA_SHORT, 64 + 8L * i + 6, (short) 0);
        }
        small.set(JAVA_LONG, 0, timeoutMs / 1000);
        small.set(JAVA_LONG, 8, timeoutMs % 1000 * 1_000_000);
        long result = call(Call.PPOLL, small.address() + 64, fds.length, timeoutMs < 0 ? 0 : small.address(), 0, 0);
        for (int i = 0; i < fds.length; i++) {
            events[i] = small.get(JAVA_SHORT, 64 + 8L * i + 6) & 0xffff;
        }
        return result;
    }

    long epollCreate() {
        return call(Call.EPOLL_CREATE, 0);
    }

    /** @param mark comes back with the events */
    long epollControl(int set, int operation, int fd, int events, int mark) {
        small.set(JAVA_INT, 0, events);
        small.set(JAVA_INT, 4, mark);
        small.set(JAVA_INT, 8, 0);
        return call(Call.EPOLL_CTL, set, operation, fd, small.address());
    }

    /** The events are in {@link #small}: 12 bytes each, events and mark. */
    long epollWait(int set, int most, int timeoutMs) {
        return call(Call.EPOLL_PWAIT, set, small.address(), most, timeoutMs, 0, 8);
    }
}
