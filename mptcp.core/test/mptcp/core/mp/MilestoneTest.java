package mptcp.core.mp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Waiting for what happens once. */
class MilestoneTest {
    private static final int WAKE_UPS = 20_000;
    private static final long PATIENCE_S = 60;

    private final Milestone milestone = new Milestone();

    private record Waiter(Thread thread, CompletableFuture<Boolean> outcome) {}

    private Waiter waiter(Duration timeout) {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                outcome.complete(milestone.await(timeout));
            } catch (Throwable t) {
                outcome.completeExceptionally(t);
            }
        });
        return new Waiter(thread, outcome);
    }

    private static void asleep(Waiter w) {
        while (w.thread.getState() != Thread.State.TIMED_WAITING) {
            assertFalse(w.outcome.isDone(), "it returned though nothing has happened and the time is not over");
            Thread.onSpinWait();
        }
    }

    /** A busy connection wakes its threads all the time: that is no time that has passed. */
    @Test
    void wakeUpsForOtherReasonsDoNotCount() throws Exception {
        Waiter w = waiter(Duration.ofMinutes(5));
        for (int i = 0; i < WAKE_UPS; i++) {
            asleep(w);
            LockSupport.unpark(w.thread);
        }
        asleep(w);
        milestone.reach();
        assertTrue(w.outcome.get(PATIENCE_S, TimeUnit.SECONDS));
    }

    @Test
    void onceIsForEver() throws Exception {
        assertFalse(milestone.reached());
        assertFalse(milestone.await(Duration.ZERO));
        assertFalse(milestone.await(Duration.ofSeconds(-1)));
        milestone.reach();
        milestone.reach();
        assertTrue(milestone.reached());
        assertTrue(milestone.await(Duration.ZERO));
        assertTrue(milestone.await(Duration.ofSeconds(-1)));
    }

    @Test
    void aTimeWithoutEndIsNoError() throws Exception {
        Waiter w = waiter(ChronoUnit.FOREVER.getDuration());
        asleep(w);
        milestone.reach();
        assertTrue(w.outcome.get(PATIENCE_S, TimeUnit.SECONDS));
    }

    @Test
    void anInterruptedThreadWaitsNoLonger() {
        Waiter w = waiter(Duration.ofMinutes(5));
        asleep(w);
        w.thread.interrupt();
        ExecutionException e = assertThrows(ExecutionException.class, () -> w.outcome.get(PATIENCE_S, TimeUnit.SECONDS));
        assertEquals(InterruptedException.class, e.getCause().getClass());
    }
}
