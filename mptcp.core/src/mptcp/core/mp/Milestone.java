package mptcp.core.mp;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Something that happens once in the life of a connection, and that application threads may wait for. How long they do is
 * wall-clock time by nature, though the stack's own time is the loop's; wake-ups for other reasons shorten it by nothing.
 */
final class Milestone {
    private final CountDownLatch latch = new CountDownLatch(1);

    /** It has happened. Any thread; again without effect. */
    void reach() {
        latch.countDown();
    }

    boolean reached() {
        return latch.getCount() == 0;
    }

    /** @return whether it has happened within this time; a time beyond 292 years is as good as for ever */
    boolean await(Duration timeout) throws InterruptedException {
        return latch.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
    }
}
