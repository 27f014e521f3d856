package mptcp.lab.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;

/**
 * A non-blocking descriptor that threads wait for and another thread may close: the waiting ones end with an exception,
 * and the number is given back to the kernel only after the last of them has left.
 */
public final class Descriptor implements AutoCloseable {
    private static final long NS_PER_S = 1_000_000_000;
    private static final int POLLFD_SIZE = 8;
    private static final int POLLFD_EVENTS = 4;

    private final int fd;
    /** Becomes readable, for ever, when the descriptor is closed. */
    private final int closing;
    private int users = 1; // the owner; guarded by this
    private boolean closed; // guarded by this

    /** Takes the descriptor over. */
    public Descriptor(int fd) throws SocketException {
        this.fd = fd;
        LibC libc = SocketCalls.libc();
        closing = libc.eventfd(LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);
        if (closing < 0) {
            libc.close(fd);
            throw new SocketException("eventfd: " + Errno.text(-closing));
        }
    }

    /** What is done with the number; results below zero are negated error numbers. */
    @FunctionalInterface
    public interface Use {
        long on(int fd);
    }

    /** Uses the number once, without waiting. */
    public long use(Use use) throws SocketException {
        enter();
        try {
            return use.on(fd);
        } finally {
            leave();
        }
    }

    /**
     * Repeats a call until it does not say EAGAIN.
     *
     * @param events what to wait for in between: {@code POLLIN} or {@code POLLOUT}
     * @throws SocketTimeoutException if it could not be done in time
     * @throws SocketException if the descriptor is or was closed
     */
    public long useWaiting(Use use, short events, long timeoutNs, String what)
            throws SocketException, SocketTimeoutException {
        enter();
        try {
            long deadline = System.nanoTime() + timeoutNs;
            while (true) {
                long result = use.on(fd);
                if (result != -Errno.EAGAIN && result != -Errno.EINTR) {
                    return result;
                }
                awaitUntil(events, deadline, what);
            }
        } finally {
            leave();
        }
    }

    private void awaitUntil(short events, long deadline, String what) throws SocketException, SocketTimeoutException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException(what + ": nothing happened in time");
        }
        poll(events, left);
    }

    /**
     * Waits until something of {@code events} has happened or the time is over; may return early without cause.
     *
     * @throws SocketException if the descriptor is or was closed
     */
    public void poll(short events, long timeoutNs) throws SocketException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment fds = arena.allocate(2 * POLLFD_SIZE, Long.BYTES);
            fds.set(JAVA_INT, 0, fd);
            fds.set(JAVA_SHORT, POLLFD_EVENTS, events);
            fds.set(JAVA_INT, POLLFD_SIZE, closing);
            fds.set(JAVA_SHORT, POLLFD_SIZE + POLLFD_EVENTS, LibC.POLLIN);
            MemorySegment time = arena.allocateFrom(JAVA_LONG, timeoutNs / NS_PER_S, timeoutNs % NS_PER_S);
            enter();
            try {
                int ready = SocketCalls.libc().ppoll(fds.address(), 2, time.address());
                if (ready < 0 && ready != -Errno.EINTR) {
                    throw new SocketException("poll: " + Errno.text(-ready));
                }
            } finally {
                leave();
            }
        }
        synchronized (this) {
            if (closed) {
                throw new SocketException("the socket was closed meanwhile");
            }
        }
    }

    private synchronized void enter() throws SocketException {
        if (closed) {
            throw new SocketException("the socket is closed");
        }
        users++;
    }

    private void leave() {
        synchronized (this) {
            if (--users > 0) {
                return;
            }
        }
        SocketCalls.libc().close(fd);
        SocketCalls.libc().close(closing);
    }

    @Override
    public void close() {
        try (Arena arena = Arena.ofConfined()) {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
                SocketCalls.libc().write(closing, arena.allocateFrom(JAVA_LONG, 1).address(), Long.BYTES);
            }
        }
        leave();
    }
}
