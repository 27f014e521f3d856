package mptcp.bench;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** One byte to a peer that sends it back, by one thread that waits for it, again and again: how long it takes. */
final class RoundTrips {
    /** Nanoseconds; what takes longer is a fault. */
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(20);
    private static final int DIGITS = 3;
    private static final int PATIENCE_S = 120;

    private final String name;
    private final ThreadFactory threads;
    private final Runnable before;
    private final Exchange exchange;
    private final Histogram all = new Histogram(LONGEST_NS, DIGITS);

    /** A byte there and back. */
    @FunctionalInterface
    interface Exchange {
        void once() throws IOException;
    }

    /**
     * @param threads makes the application's thread
     * @param before sets up what is measured, before each slice
     */
    RoundTrips(String name, ThreadFactory threads, Runnable before, Exchange exchange) {
        this.name = name;
        this.threads = threads;
        this.before = before;
        this.exchange = exchange;
    }

    String name() {
        return name;
    }

    /** Of all slices. */
    Histogram all() {
        return all;
    }

    /** @return what the {@code counted} round trips after the first {@code ignored} ones took */
    Histogram slice(int ignored, int counted) throws IOException {
        before.run();
        CompletableFuture<Histogram> done = new CompletableFuture<>();
        threads.newThread(() -> {
            try {
                for (int i = 0; i < ignored; i++) {
                    exchange.once();
                }
                done.complete(measure(counted));
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        }).start();
        try {
            Histogram slice = done.get(PATIENCE_S, TimeUnit.SECONDS);
            all.add(slice);
            return slice;
        } catch (ExecutionException e) {
            throw new IOException(name + ": " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(name + ": " + (ignored + counted) + " round trips take more than " + PATIENCE_S + " s");
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private Histogram measure(int counted) throws IOException {
        Histogram slice = new Histogram(LONGEST_NS, DIGITS);
        long before = System.nanoTime();
        for (int i = 0; i < counted; i++) {
            exchange.once();
            long now = System.nanoTime();
            slice.recordValue(Math.min(LONGEST_NS, now - before));
            before = now;
        }
        return slice;
    }
}
