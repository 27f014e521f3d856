package mptcp.nio;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.SelectionKey;
import java.nio.channels.WritePendingException;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** One direction of an asynchronous channel: one operation at a time. Any thread. */
final class AsyncTransfer {
    private final ChannelGroup group;
    private final AsyncSocketChannel owner;
    private final StackSocketChannel channel;
    private final boolean reads;

    // --- guarded by this

    private Operation<?> pending;
    /** A time-out or a cancellation may have left bytes somewhere: no more operations. */
    private boolean killed;
    /** A read has said so: as with the JDK, the stream has ended for those after it. */
    private boolean wasReset;

    private record Operation<V>(ByteBuffer[] buffers, LongFunction<V> result, Completion<V> completion) {
        void done(long n, Exception failure) {
            if (failure != null) {
                completion.fail(failure);
            } else {
                completion.succeed(result.apply(n));
            }
        }
    }

    private AsyncTransfer(ChannelGroup group, AsyncSocketChannel owner, StackSocketChannel channel, boolean reads) {
        this.group = group;
        this.owner = owner;
        this.channel = channel;
        this.reads = reads;
    }

    static AsyncTransfer reading(ChannelGroup group, AsyncSocketChannel owner, StackSocketChannel channel) {
        return new AsyncTransfer(group, owner, channel, true);
    }

    static AsyncTransfer writing(ChannelGroup group, AsyncSocketChannel owner, StackSocketChannel channel) {
        return new AsyncTransfer(group, owner, channel, false);
    }

    /** @param timeoutNs 0 or less: none */
    Completion<Integer> one(ByteBuffer buffer, long timeoutNs, Completion<Integer> completion) {
        start(new Operation<>(new ByteBuffer[] {buffer}, n -> (int) n, completion), timeoutNs, buffer.hasRemaining());
        return completion;
    }

    Completion<Long> several(ByteBuffer[] buffers, long timeoutNs, Completion<Long> completion) {
        boolean room = false;
        for (int i = 0; i < buffers.length && !room; i++) {
            room = buffers[i].hasRemaining();
        }
        start(new Operation<>(buffers, n -> n, completion), timeoutNs, room);
        return completion;
    }

    private void start(Operation<?> operation, long timeoutNs, boolean room) {
        synchronized (this) {
            if (!channel.isOpen() || !reads && !channel.isOutputOpen()) {
                operation.done(0, new ClosedChannelException());
                return;
            }
            if (killed) {
                throw new IllegalStateException((reads ? "Reading" : "Writing")
                        + " not allowed due to timeout or cancellation");
            }
            if (pending != null) {
                throw reads ? new ReadPendingException() : new WritePendingException();
            }
            if (!room) {
                operation.done(reads && !channel.isInputOpen() ? -1 : 0, null);
                return;
            }
            IllegalStateException unusable = unusable(operation.buffers());
            if (unusable != null) {
                operation.done(0, unusable);
                return;
            }
            pending = operation;
        }
        if (timeoutNs > 0) {
            operation.completion().timeout(group.schedule(() -> timedOut(operation), timeoutNs));
        }
        ready();
    }

    /** Whether memory is closed, or of an arena that only one thread may use: the group's threads are others. @return null: neither */
    private IllegalStateException unusable(ByteBuffer[] buffers) {
        for (ByteBuffer buffer : buffers) {
            if (buffer != null && buffer.isDirect()) {
                MemorySegment memory = MemorySegment.ofBuffer(buffer);
                if (!memory.scope().isAlive()) {
                    return new IllegalStateException("Already closed");
                }
                if (!memory.isAccessibleBy(group.thread())) {
                    return new IllegalStateException("Confined session not supported");
                }
            }
        }
        return null;
    }

    /** Tries again. */
    void ready() {
        Operation<?> operation;
        long n = 0;
        Exception failure = null;
        synchronized (this) {
            operation = pending;
            if (operation == null) {
                return;
            }
            try {
                n = wasReset ? -1 : reads ? channel.read(operation.buffers()) : channel.write(operation.buffers());
                if (n == 0) {
                    group.await(channel, owner, reads ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
                    return;
                }
            } catch (ClosedChannelException e) {
                failure = Errors.caused(new AsynchronousCloseException(), e);
            } catch (IOException | RuntimeException e) {
                wasReset = reads && Errors.isReset(e);
                failure = wasReset ? Errors.caused(new IOException(e.getMessage()), e) : e;
            }
            pending = null;
        }
        operation.done(n, failure);
    }

    private void timedOut(Operation<?> operation) {
        synchronized (this) {
            if (pending != operation) {
                return;
            }
            pending = null;
            killed = true;
        }
        operation.done(0, new InterruptedByTimeoutException());
    }

    synchronized void kill() {
        killed = true;
        pending = null;
    }

    Consumer<Boolean> onCancel(Consumer<Boolean> then) {
        return close -> {
            kill();
            then.accept(close);
        };
    }

    void closed() {
        Operation<?> operation;
        synchronized (this) {
            operation = pending;
            pending = null;
        }
        if (operation != null) {
            operation.done(0, new AsynchronousCloseException());
        }
    }
}
