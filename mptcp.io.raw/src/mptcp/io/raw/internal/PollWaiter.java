package mptcp.io.raw.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import mptcp.api.link.Waiter;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;

/**
 * Waits by ppoll(2) for descriptors and an eventfd(2), which {@link #wake} writes to. Only the first wake of a sleeping
 * loop costs a system call: while the loop runs, or after it has been woken, waking is one atomic exchange.
 */
public final class PollWaiter implements Waiter {
    private static final int RUNNING = 0;
    private static final int SLEEPING = 1;
    private static final int WOKEN = 2;
    private static final VarHandle STATE;

    private static final int POLLFD_SIZE = 8;
    private static final int POLLFD_EVENTS = 4;
    private static final int POLLFD_REVENTS = 6;
    private static final int FIRST_CAPACITY = 8;
    private static final int TIMESPEC_SIZE = 16;
    private static final long NS_PER_S = 1_000_000_000;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(PollWaiter.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Arena arena = Arena.ofShared();
    private final LibC libc = new LibC(Arena.ofAuto());
    private final MemorySegment timespec = arena.allocate(TIMESPEC_SIZE, Long.BYTES);
    private final MemorySegment drained = arena.allocate(Long.BYTES, Long.BYTES);
    private final int eventFd;

    /** The eventfd, then those that were added; a negated one is not waited for any more. */
    private MemorySegment pollFds = arena.allocate((long) FIRST_CAPACITY * POLLFD_SIZE, Long.BYTES);
    private int count;

    private volatile int state;

    // What a waking thread uses; guarded by the lock, so that no descriptor is written to after it was closed.
    private final Object signalLock = new Object();
    private final LibC signaller = new LibC(Arena.ofAuto());
    private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
    private boolean closed;

    public PollWaiter() {
        eventFd = libc.eventfd(LibC.EFD_NONBLOCK | LibC.EFD_CLOEXEC);
        if (eventFd < 0) {
            arena.close();
            throw new IllegalStateException("cannot make an eventfd: " + Errno.text(-eventFd));
        }
        add(eventFd);
    }

    @Override
    public void add(int fd) {
        if ((long) count * POLLFD_SIZE == pollFds.byteSize()) {
            MemorySegment larger = arena.allocate(pollFds.byteSize() * 2, Long.BYTES);
            MemorySegment.copy(pollFds, 0, larger, 0, pollFds.byteSize());
            pollFds = larger;
        }
        long at = (long) count * POLLFD_SIZE;
        pollFds.set(JAVA_INT, at, fd);
        pollFds.set(JAVA_SHORT, at + POLLFD_EVENTS, LibC.POLLIN);
        pollFds.set(JAVA_SHORT, at + POLLFD_REVENTS, (short) 0);
        count++;
    }

    @Override
    public void remove(int fd) {
        for (int i = 1; i < count; i++) {
            int found = pollFds.get(JAVA_INT, (long) i * POLLFD_SIZE);
            if (found == fd || found == ~fd) {
                count--;
                long last = pollFds.get(JAVA_LONG, (long) count * POLLFD_SIZE);
                pollFds.set(JAVA_LONG, (long) i * POLLFD_SIZE, last);
                return;
            }
        }
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
        int ready = libc.ppoll(pollFds.address(), count, timeout);
        state = RUNNING;
        if (ready > 0) {
            look();
        } else if (ready < 0 && ready != -Errno.EINTR && ready != -Errno.ENOMEM) {
            throw new IllegalStateException("waiting failed: " + Errno.text(-ready));
        }
    }

    private void look() {
        if (pollFds.get(JAVA_SHORT, POLLFD_REVENTS) != 0) {
            libc.read(eventFd, drained.address(), Long.BYTES);
        }
        for (int i = 1; i < count; i++) {
            long at = (long) i * POLLFD_SIZE;
            short events = pollFds.get(JAVA_SHORT, at + POLLFD_REVENTS);
            int fd = pollFds.get(JAVA_INT, at);
            if (fd >= 0 && (events & (LibC.POLLERR | LibC.POLLHUP | LibC.POLLNVAL)) != 0 && !libc.takeSocketError(fd)) {
                pollFds.set(JAVA_INT, at, ~fd); // its device is gone for good; it would end every wait at once
            }
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
            libc.close(eventFd);
            arena.close();
        }
    }
}
