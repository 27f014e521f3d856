package mptcp.io.raw.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import mptcp.api.link.Waiter;
import mptcp.io.raw.libc.EpollCalls;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;

/**
 * Waits by epoll(7) for descriptors and an eventfd(2), which {@link #wake} writes to. Only the first wake of a sleeping
 * loop costs a system call: while the loop runs, or after it has been woken, waking is one atomic exchange.
 *
 * <p>Of several waiters with the same descriptor only one is woken, EPOLLEXCLUSIVE: of those that wait just now the one that
 * the descriptor was added to first.
 */
public final class PollWaiter implements Waiter {
    private static final int RUNNING = 0;
    private static final int SLEEPING = 1;
    private static final int WOKEN = 2;
    private static final VarHandle STATE;

    private static final int EVENTS = 8;
    private static final int POLLFD_SIZE = 8;
    private static final int POLLFD_EVENTS = 4;
    private static final long NS_PER_S = 1_000_000_000;
    private static final int TIMESPEC_SIZE = 16;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(PollWaiter.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Arena arena = Arena.ofShared();
    private final LibC libc = new LibC(arena);
    private final EpollCalls waiting = new EpollCalls(arena, EVENTS);
    /** Descriptors are added and taken away by one thread while another one waits, perhaps. */
    private final EpollCalls control = new EpollCalls(arena, 1);
    private final MemorySegment timespec = arena.allocate(TIMESPEC_SIZE, Long.BYTES);
    private final MemorySegment drained = arena.allocate(Long.BYTES, Long.BYTES);
    private final int eventFd;
    private final int epoll;
    /** For kernels and C libraries that cannot wait for nanoseconds at an epoll descriptor; null where they can. */
    private MemorySegment pollFd = EpollCalls.waitsForNanoseconds() ? null : pollFd();

    private volatile int state;

    // What a waking thread uses; guarded by the lock, so that no descriptor is written to after it was closed.
    private final Object signalLock = new Object();
    private final LibC signaller = new LibC(arena);
    private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
    private boolean closed;

    public PollWaiter() {
        eventFd = libc.eventfd(LibC.EFD_NONBLOCK | LibC.EFD_CLOEXEC);
        epoll = control.create();
        int added = Math.min(eventFd, epoll) < 0 ? Math.min(eventFd, epoll) : control.add(epoll, eventFd, EpollCalls.EPOLLIN);
        if (added < 0) {
            close();
            throw new IllegalStateException("cannot make an eventfd and an epoll descriptor: " + Errno.text(-added));
        }
    }

    private MemorySegment pollFd() {
        return arena.allocate(POLLFD_SIZE, Long.BYTES);
    }

    @Override
    public void add(int fd) {
        int added = control.add(epoll, fd, EpollCalls.EPOLLIN | EpollCalls.EPOLLEXCLUSIVE);
        if (added == -Errno.EINVAL) {
            added = control.add(epoll, fd, EpollCalls.EPOLLIN); // an epoll descriptor, say
        }
        if (added < 0 && added != -Errno.EBADF) { // one that is closed has nothing to wait for
            throw new IllegalStateException("cannot wait for a link: " + Errno.text(-added));
        }
    }

    @Override
    public void remove(int fd) {
        control.remove(epoll, fd); // not there: its device was gone
    }

    @Override
    public void await(long timeoutNs) {
        if (timeoutNs <= 0) {
            STATE.compareAndSet(this, WOKEN, RUNNING);
            return;
        }
        if (!STATE.compareAndSet(this, RUNNING, SLEEPING)) {
            state = RUNNING; // woken while it ran
            return;
        }
        long timeout = 0;
        if (timeoutNs != Long.MAX_VALUE) {
            timespec.set(JAVA_LONG, 0, timeoutNs / NS_PER_S);
            timespec.set(JAVA_LONG, Long.BYTES, timeoutNs % NS_PER_S);
            timeout = timespec.address();
        }
        int ready = ready(timeout);
        state = RUNNING;
        if (ready < 0 && ready != -Errno.EINTR && ready != -Errno.ENOMEM) {
            throw new IllegalStateException("waiting failed: " + Errno.text(-ready));
        }
        for (int i = 0; i < ready; i++) {
            look(waiting.fd(i), waiting.events(i));
        }
    }

    private int ready(long timespecAddress) {
        if (pollFd == null) {
            int ready = waiting.await(epoll, timespecAddress);
            if (ready != -Errno.ENOSYS) {
                return ready;
            }
            pollFd = pollFd();
        }
        pollFd.set(JAVA_INT, 0, epoll);
        pollFd.set(JAVA_SHORT, POLLFD_EVENTS, LibC.POLLIN);
        int ready = libc.ppoll(pollFd.address(), 1, timespecAddress);
        return ready > 0 ? waiting.look(epoll) : ready;
    }

    private void look(int fd, int events) {
        if (fd == eventFd) {
            libc.read(eventFd, drained.address(), Long.BYTES);
        } else if ((events & (EpollCalls.EPOLLERR | EpollCalls.EPOLLHUP)) != 0 && !libc.takeSocketError(fd)) {
            waiting.remove(epoll, fd); // its device is gone for good; it would end every wait at once
        }
    }

    @Override
    public void wake() {
        int before = (int) STATE.getAndSet(this, WOKEN);
        if (before == SLEEPING) {
            synchronized (signalLock) {
                if (!closed) {
                    signaller.write(eventFd, one.address(), Long.BYTES);
                }
            }
        }
    }

    @Override
    public void close() {
        synchronized (signalLock) {
            if (closed) {
                return;
            }
            closed = true;
            libc.close(epoll);
            libc.close(eventFd);
            arena.close();
        }
    }
}
