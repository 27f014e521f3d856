package mptcp.nio;

import java.io.IOException;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The result of an asynchronous operation, for a handler or as a future. Any thread. */
final class Completion<V> implements Future<V> {
    private final CompletableFuture<V> result = new CompletableFuture<>();
    private final Consumer<Boolean> onCancel;
    private final boolean handled;
    private volatile ChannelGroup.Timeout timeout;

    private Completion(Consumer<Boolean> onCancel, boolean handled) {
        this.onCancel = onCancel;
        this.handled = handled;
    }

    /** @param onCancel told whether the channel is to be closed */
    static <V> Completion<V> future(Consumer<Boolean> onCancel) {
        return new Completion<>(onCancel, false);
    }

    static <V, A> Completion<V> handled(ChannelGroup group, A attachment, CompletionHandler<V, ? super A> handler) {
        Completion<V> completion = new Completion<>(_ -> { }, true);
        completion.result.whenComplete((value, failure) -> group.execute(() -> {
            if (failure == null) {
                handler.completed(value, attachment);
            } else {
                handler.failed(failure, attachment);
            }
        }));
        return completion;
    }

    /** What ends it otherwise; given up when it is done. */
    void timeout(ChannelGroup.Timeout t) {
        timeout = t;
        if (isDone()) {
            t.cancel();
        }
    }

    private void done() {
        ChannelGroup.Timeout t = timeout;
        if (t != null) {
            t.cancel();
        }
    }

    /** @return false if it was done before */
    boolean succeed(V value) {
        done();
        return result.complete(value);
    }

    /** A future tells of other failures than those of input and output as the cause of one, as the JDK's. */
    boolean fail(Throwable failure) {
        done();
        return result.completeExceptionally(handled || failure instanceof IOException ? failure : new IOException(failure));
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        if (!result.completeExceptionally(new CancellationException())) {
            return false; // also where it was cancelled before
        }
        done();
        onCancel.accept(mayInterrupt);
        return true;
    }

    @Override
    public boolean isCancelled() {
        return result.isCancelled();
    }

    @Override
    public boolean isDone() {
        return result.isDone();
    }

    @Override
    public V get() throws InterruptedException, ExecutionException, CancellationException {
        try {
            return result.get();
        } catch (CancellationException _) {
            throw new CancellationException(); // without words, as the JDK's
        }
    }

    @Override
    public V get(long time, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return result.get(time, unit);
        } catch (CancellationException _) {
            throw new CancellationException();
        }
    }
}
