package mptcp.io.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacedRunnerTest {
    private static final long MS = 1_000_000;
    private static final String SPEC = "rate=8m,delay=2ms,jitter=1ms,loss=3%,reorder=5%/1ms,duplicate=3%,queue=6p";

    /** 100 packets in 10 ms, which come back; then the latch. */
    private static Network scenario(Runnable end) {
        Network network = new Network(7);
        Recorder a = new Recorder();
        network.newPath("p").between(End.of(a), End.of((p, port, now) -> port.send(p.bytes())))
                .forward(LinkSpec.of(SPEC)).backward(LinkSpec.of(SPEC)).create();
        int[] seq = {0};
        SimTimer source = network.every(MS / 10, () -> a.port.send(TestPackets.tcp().seq(seq[0]++).ofLength(120)));
        network.at(10 * MS, source::cancel);
        network.at(30 * MS, end);
        return network;
    }

    @Test
    void theClockChangesNothingButTheWait() throws InterruptedException {
        Network virtual = scenario(() -> { });
        virtual.runUntil(30 * MS);
        CountDownLatch done = new CountDownLatch(1);
        Network paced = scenario(done::countDown);
        long begin = System.nanoTime();
        try (PacedRunner runner = new PacedRunner(paced)) {
            runner.start();
            assertTrue(done.await(30, TimeUnit.SECONDS));
        }
        assertTrue(System.nanoTime() - begin >= 30 * MS, "faster than the clock");
        assertTrue(virtual.events() > 150);
        assertEquals(virtual.events(), paced.events());
        assertEquals(virtual.eventHash(), paced.eventHash());
    }

    @Test
    void callsRunOnItsThreadAndGiveBackResults() {
        try (PacedRunner runner = new PacedRunner(new Network(1), "net")) {
            assertEquals(Thread.currentThread().getName(), runner.call(() -> Thread.currentThread().getName()));
            runner.start();
            assertTrue(runner.isRunning());
            assertEquals("net", runner.call(() -> Thread.currentThread().getName()));
            assertEquals("net", runner.call(() -> runner.call(() -> Thread.currentThread().getName())));
            Exception cause = new Exception("no");
            CompletionException e = assertThrows(CompletionException.class, () -> runner.call(() -> {
                throw cause;
            }));
            assertSame(cause, e.getCause());
            assertThrows(IllegalStateException.class, runner::start);
            long before = runner.call(() -> runner.network().nowNs());
            assertTrue(runner.call(() -> runner.network().nowNs()) >= before);
        }
    }

    @Test
    void whatWasGivenToExecuteIsDoneBeforeItStops() {
        PacedRunner runner = new PacedRunner(new Network(1));
        int[] count = {0};
        runner.execute(() -> count[0]++);
        runner.start();
        for (int i = 0; i < 100; i++) {
            runner.execute(() -> count[0]++);
        }
        runner.stop();
        assertEquals(101, count[0]);
        assertFalse(runner.isRunning());
        runner.stop();
        runner.network().runFor(MS); // now it belongs to this thread
        runner.start();
        runner.execute(() -> count[0]++);
        runner.close();
        assertEquals(102, count[0]);
    }

    @Test
    void workForAStackFromAnotherThreadIsATurnSoon() throws InterruptedException {
        Network network = new Network(1);
        FakeStack stack = new FakeStack("s");
        network.add(stack.stack);
        CountDownLatch turned = new CountDownLatch(1);
        boolean[] asked = {false};
        stack.afterPoll = now -> {
            if (asked[0]) {
                turned.countDown();
            }
            return Long.MAX_VALUE;
        };
        try (PacedRunner runner = new PacedRunner(network)) {
            runner.start();
            runner.call(() -> asked[0] = true); // the action itself gives every stack a turn
            assertTrue(turned.await(30, TimeUnit.SECONDS));
            CountDownLatch second = new CountDownLatch(1);
            runner.call(() -> stack.afterPoll = now -> {
                second.countDown();
                return Long.MAX_VALUE;
            });
            stack.onWork.run();
            assertTrue(second.await(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void aFailureEndsItAndIsTold() throws InterruptedException {
        PacedRunner runner = new PacedRunner(new Network(1));
        IllegalStateException failure = new IllegalStateException("expected by the test");
        CountDownLatch ended = new CountDownLatch(1);
        runner.network().at(0, () -> {
            Thread.currentThread().setUncaughtExceptionHandler((t, e) -> ended.countDown());
            throw failure;
        });
        runner.start();
        assertTrue(ended.await(30, TimeUnit.SECONDS));
        assertSame(failure, runner.failure());
        assertEquals(5, runner.call(() -> 5)); // by the caller, as before the start
    }

    @Test
    void nobodyWaitsForAThreadThatDoesNotComeBack() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        try (PacedRunner runner = new PacedRunner(new Network(1))) {
            runner.start();
            runner.execute(() -> {
                inside.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            IllegalStateException e = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
                inside.await();
                return assertThrows(IllegalStateException.class, () -> runner.call(() -> 1));
            });
            assertTrue(e.getMessage().contains("does not come back from"), e.getMessage());
            release.countDown();
            assertEquals(2, runner.call(() -> 2), "it goes on");
        }
    }

    @Test
    void aThreadThatSleepsIsNotStuck() {
        try (PacedRunner runner = new PacedRunner(new Network(1))) {
            runner.start();
            for (int i = 0; i < 100; i++) {
                int n = i;
                assertEquals(n, runner.call(() -> n));
            }
        }
    }
}
