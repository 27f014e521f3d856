package mptcp.core.mp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Something that happens once in the life of a connection, and that application threads may wait for. How long they do is
 * wall-clock time by nature, though the stack's own time is the loop's; wake-ups for other reasons shorten it by nothing.
 */
final class Milestone {
    private static final VarHandle LATCH;

    static {
        try {
            LATCH = MethodHandles.lookup().findVarHandle(Milestone.class, "latch", CountDownLatch.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile boolean reached;
    /** Null until a thread waits, which mostly none does. Whoever puts it here looks at {@link #reached} after that. */
    private volatile CountDownLatch latch;

    /** It has happened. Any thread; again without effect. */
    void reach() {
        if (!reached) {
            reached = true;
            CountDownLatch waited = latch;
            if (waited != null) {
                waited.countDown();
            }
        }
    }

    boolean reached() {
        return reached;
    }

    /** @return whether it has happened within this time; a time beyond 292 years is as good as for ever */
    boolean await(Duration timeout) throws InterruptedException {
        if (latch == null) {
            LATCH.compareAndSet(this, null, new CountDownLatch(1));
        }
        return reached || latch.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
    }
}
