package mptcp.interop;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** The one place where these tests wait: for a condition, and not for ever. */
final class Await {
    /** No step of a test takes longer, unless stack or kernel hang; those that give up after a while take less. */
    static final int SECONDS = 15;
    private static final long PAUSE_NS = 2_000_000;

    private Await() {}

    /** What is waited for. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Waits until a condition holds.
     *
     * @param what for the message, if it never does
     * @param state what there is to know then
     */
    static void until(String what, int seconds, Supplier<String> state, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + seconds + " s: " + what + "\n" + state.get());
            }
            pause();
        }
    }

    /** Lets the others work before a condition is looked at again. */
    static void pause() {
        LockSupport.parkNanos(PAUSE_NS);
    }

    /** Waits for a result; its failure is the failure of the test. */
    static <T> T result(String what, int seconds, Supplier<String> state, Future<T> future) throws Exception {
        try {
            return future.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not within " + seconds + " s: " + what + "\n" + state.get(), e);
        } catch (ExecutionException e) {
            throw new AssertionError(what + ": " + e.getCause() + "\n" + state.get(), e.getCause());
        }
    }
}
