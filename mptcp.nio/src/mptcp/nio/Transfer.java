package mptcp.nio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads and writes of a channel, and their waits: in blocking mode until something was done, the channel is closed or, for
 * a channel, its thread is interrupted. The sockets of {@code java.net} wait here too; an interrupt does not close those,
 * but of a virtual thread it does, as the JDK has it.
 */
final class Transfer {
    private static final long LINGER_STEP_NS = 1_000_000;

    private final StackSocketChannel channel;
    private final boolean interruptible;
    /** A read has said so: all that come say it, of sockets of {@code java.net} also after shutdownInput. Under the read lock. */
    private boolean wasReset;

    /** @param interruptible whether an interrupt of a waiting thread closes the channel */
    Transfer(StackSocketChannel channel, boolean interruptible) {
        this.channel = channel;
        this.interruptible = interruptible;
    }

    void begin(boolean blocking) {
        if (blocking && interruptible) {
            channel.beginWaiting();
        }
    }

    void end(boolean blocking, boolean completed) throws AsynchronousCloseException {
        if (blocking && interruptible) {
            channel.endWaiting(completed);
        } else if (blocking && !completed && !channel.isOpen()) {
            throw new AsynchronousCloseException();
        }
    }

    /**
     * One wait.
     *
     * @throws SocketTimeoutException when the time is over
     */
    private void await(Stream stream, int op, int since, long deadlineNs, String what) throws IOException {
        boolean virtualSocket = !interruptible && Thread.currentThread().isVirtual();
        if (!stream.await(op, since, deadlineNs, interruptible || virtualSocket)) {
            throw new SocketTimeoutException(what + " timed out");
        }
        if (interruptible) {
            channel.beginWaiting(); // a selector may have put its own hook in the place of the channel's
        } else if (virtualSocket && Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException(); // java.net.Socket closes itself then
        }
    }

    /**
     * Of a socket of {@code java.net}: the time runs while another thread has the lock, too.
     *
     * @param deadlineNs by {@link System#nanoTime}; {@link Long#MAX_VALUE}: none
     * @throws SocketTimeoutException when the time is over; then the lock is not held
     */
    static void lock(ReentrantLock lock, long deadlineNs, String what) throws SocketTimeoutException {
        if (deadlineNs == Long.MAX_VALUE) {
            lock.lock();
            return;
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (!lock.tryLock(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        throw new SocketTimeoutException(what + " timed out");
                    }
                    return;
                } catch (InterruptedException _) {
                    interrupted = true; // what it means is seen where there is a wait for data
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits, in blocking mode, for the end of a connect that was started. @return whether it is connected */
    boolean awaitConnected(Stream stream, boolean blocking, long deadlineNs) throws IOException {
        boolean virtualSocket = blocking && !interruptible && Thread.currentThread().isVirtual();
        if (virtualSocket && Thread.currentThread().isInterrupted() && !stream.connectedAtOnce()) {
            throw new InterruptedIOException(); // before the first look, as there would be a wait
        }
        while (channel.isOpen()) {
            int since = stream.count(SelectionKey.OP_CONNECT);
            if (stream.connected()) {
                return channel.isOpen();
            }
            if (!blocking) {
                return false;
            }
            await(stream, SelectionKey.OP_CONNECT, since, deadlineNs, "Connect");
        }
        return false;
    }

    int read(ByteBuffer target) throws IOException {
        return (int) read(new ByteBuffer[] {Objects.requireNonNull(target)}, 0, 1, Long.MAX_VALUE, false);
    }

    long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return read(targets, offset, length, Long.MAX_VALUE, false);
    }

    /**
     * Reads in blocking mode.
     *
     * @param deadlineNs by {@link System#nanoTime}; {@link Long#MAX_VALUE}: none
     * @throws SocketTimeoutException when the time is over; the connection goes on
     * @throws IllegalBlockingModeException in non-blocking mode
     */
    int blockingRead(ByteBuffer target, long deadlineNs) throws IOException {
        return (int) read(new ByteBuffer[] {Objects.requireNonNull(target)}, 0, 1, deadlineNs, true);
    }

    private long read(ByteBuffer[] targets, int offset, int length, long deadlineNs, boolean blocks) throws IOException {
        if (interruptible) {
            channel.readLock().lock();
        } else {
            lock(channel.readLock(), deadlineNs, "Read");
        }
        try {
            channel.ensureConnected();
            boolean blocking = channel.isBlocking();
            if (blocks && !blocking) {
                throw new IllegalBlockingModeException();
            }
            long n = 0;
            try {
                begin(blocking);
                n = lockedRead(targets, offset, length, blocking, deadlineNs);
            } finally {
                end(blocking, n > 0);
            }
            return n;
        } finally {
            channel.readLock().unlock();
        }
    }

    private long lockedRead(ByteBuffer[] targets, int offset, int length, boolean blocking, long deadlineNs)
            throws IOException {
        Stream stream = channel.stream();
        boolean room = hasRemaining(targets, offset, length);
        while (channel.isOpen()) {
            boolean inputOpen = channel.isInputOpen();
            if (wasReset && (inputOpen || !interruptible)) {
                throw new SocketException("Connection reset");
            }
            if (!inputOpen) {
                return -1;
            }
            checkWritable(targets, offset, length);
            if (!room) {
                return 0;
            }
            int since = stream.count(SelectionKey.OP_READ);
            long n = tryRead(stream, targets, offset, length);
            if (n != 0 || !blocking) {
                return n < 0 || channel.isInputOpen() || n > 0 ? n : -1;
            }
            await(stream, SelectionKey.OP_READ, since, deadlineNs, "Read");
        }
        return 0;
    }

    private long tryRead(Stream stream, ByteBuffer[] targets, int offset, int length) throws IOException {
        try {
            return length == 1 ? stream.read(targets[offset]) : stream.read(targets, offset, length);
        } catch (IOException e) {
            wasReset = Errors.isReset(e);
            throw seen(e);
        }
    }

    /** What it means if the channel was closed meanwhile. */
    private IOException seen(IOException e) {
        return channel.isOpen() || e instanceof ClosedChannelException ? e : new AsynchronousCloseException();
    }

    private static void checkWritable(ByteBuffer[] all, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            ByteBuffer buf = all[i];
            if (buf.isReadOnly()) {
                throw new IllegalArgumentException("Read-only buffer");
            }
        }
    }

    private static boolean hasRemaining(ByteBuffer[] all, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            ByteBuffer buf = all[i];
            if (buf.hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    int write(ByteBuffer source) throws IOException {
        return (int) write(new ByteBuffer[] {Objects.requireNonNull(source)}, 0, 1, false);
    }

    long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return write(sources, offset, length, false);
    }

    /** Writes all in blocking mode. @throws IllegalBlockingModeException in non-blocking mode */
    void blockingWrite(ByteBuffer source) throws IOException {
        write(new ByteBuffer[] {Objects.requireNonNull(source)}, 0, 1, true);
    }

    private long write(ByteBuffer[] sources, int offset, int length, boolean blocks) throws IOException {
        channel.writeLock().lock();
        try {
            channel.ensureConnected();
            boolean blocking = channel.isBlocking();
            if (blocks && !blocking) {
                throw new IllegalBlockingModeException();
            }
            if (!channel.isOutputOpen()) {
                throw new AsynchronousCloseException();
            }
            long n = 0;
            try {
                begin(blocking);
                n = lockedWrite(sources, offset, length, blocking);
            } finally {
                end(blocking, blocks ? !hasRemaining(sources, offset, length) : n > 0);
            }
            return n;
        } finally {
            channel.writeLock().unlock();
        }
    }

    /**
     * Sends a byte of urgent data. In blocking mode it waits for room.
     *
     * @throws IOException if there is none, or the connection is the stack's (RFC 6093: new applications are not to use it)
     */
    void sendUrgent(int data) throws IOException {
        channel.writeLock().lock();
        try {
            channel.ensureConnected();
            if (!(channel.stream() instanceof KernelStream kernel)) {
                throw new SocketException("Urgent data not supported");
            }
            boolean blocking = channel.isBlocking();
            boolean sent = false;
            try {
                begin(blocking);
                while (!sent && channel.isOpen()) {
                    int since = kernel.count(SelectionKey.OP_WRITE);
                    sent = kernel.sendUrgent(data);
                    if (!sent && !blocking) {
                        throw new IOException("Socket buffer full");
                    }
                    if (!sent) {
                        await(kernel, SelectionKey.OP_WRITE, since, Long.MAX_VALUE, "Write");
                    }
                }
            } finally {
                end(blocking, sent);
            }
        } finally {
            channel.writeLock().unlock();
        }
    }

    private long lockedWrite(ByteBuffer[] sources, int offset, int length, boolean blocking) throws IOException {
        Stream stream = channel.stream();
        long total = 0;
        while (channel.isOpen()) {
            int since = stream.count(SelectionKey.OP_WRITE);
            try {
                total += length == 1 ? stream.write(sources[offset]) : stream.write(sources, offset, length);
            } catch (IOException e) {
                if (!channel.isOutputOpen() && channel.isOpen()) {
                    throw new AsynchronousCloseException(); // shut by another thread meanwhile
                }
                throw seen(e);
            }
            if (!blocking || !hasRemaining(sources, offset, length)) {
                break;
            }
            await(stream, SelectionKey.OP_WRITE, since, Long.MAX_VALUE, "Write");
        }
        return total;
    }

    /** After close: waits until what was written has arrived, so many seconds at most. */
    static void linger(StackStream stream, int seconds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (stream.unacknowledged() > 0 && System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LINGER_STEP_NS);
        }
    }
}
