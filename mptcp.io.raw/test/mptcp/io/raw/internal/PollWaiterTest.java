package mptcp.io.raw.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import mptcp.io.raw.NetworkNamespace;
import mptcp.io.raw.libc.LibC;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PollWaiterTest {
    @BeforeAll
    static void needsLinux() {
        assumeTrue(NetworkNamespace.isSupported(), "needs Linux");
    }

    @Test
    void aWakeBeforeTheWaitIsNotLost() {
        try (PollWaiter waiter = new PollWaiter()) {
            for (int i = 0; i < 100; i++) {
                waiter.wake();
                waiter.wake();
                waiter.await(Long.MAX_VALUE);
            }
        }
    }

    @Test
    void twoThreadsWakeEachOther() throws InterruptedException {
        int rounds = 2000;
        AtomicInteger turn = new AtomicInteger();
        try (PollWaiter here = new PollWaiter(); PollWaiter there = new PollWaiter()) {
            Thread other = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < rounds; i++) {
                    while (turn.get() != 2 * i + 1) {
                        there.await(Long.MAX_VALUE);
                    }
                    turn.incrementAndGet();
                    here.wake();
                }
            });
            for (int i = 0; i < rounds; i++) {
                turn.incrementAndGet();
                there.wake();
                while (turn.get() != 2 * i + 2) {
                    here.await(Long.MAX_VALUE);
                }
            }
            other.join();
            assertEquals(2 * rounds, turn.get());
        }
    }

    @Test
    void theTimeEndsAWait() {
        try (PollWaiter waiter = new PollWaiter()) {
            waiter.await(0);
            waiter.await(-5);
            waiter.await(1);
            long before = System.nanoTime();
            waiter.await(2_000_000);
            assertTrue(System.nanoTime() - before >= 2_000_000, "it waited");
        }
    }

    @Test
    void descriptorsComeAndGo() {
        try (Arena arena = Arena.ofConfined(); PollWaiter waiter = new PollWaiter()) {
            LibC libc = new LibC(arena);
            MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1);
            int[] fds = new int[20];
            for (int i = 0; i < fds.length; i++) {
                fds[i] = libc.eventfd(LibC.EFD_NONBLOCK | LibC.EFD_CLOEXEC);
                waiter.add(fds[i]);
            }
            for (int fd : fds) {
                libc.write(fd, one.address(), 8);
                waiter.await(Long.MAX_VALUE);
                waiter.remove(fd);
                libc.close(fd);
                long before = System.nanoTime();
                waiter.await(1_000_000);
                assertTrue(System.nanoTime() - before >= 1_000_000, "nothing is readable any more");
            }
        }
    }

    @Test
    void aDescriptorThatFailsDoesNotEndEveryWait() {
        try (Arena arena = Arena.ofConfined(); PollWaiter waiter = new PollWaiter()) {
            LibC libc = new LibC(arena);
            int fd = libc.socket(LibC.AF_INET, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0);
            waiter.add(fd);
            waiter.await(Long.MAX_VALUE); // EPOLLHUP: it is not connected
            long before = System.nanoTime();
            waiter.await(1_000_000);
            assertTrue(System.nanoTime() - before >= 1_000_000, "it is ignored now");
            waiter.remove(fd);
            libc.close(fd);
        }
    }

    @Test
    void oneThatIsClosedIsNotWaitedFor() {
        try (Arena arena = Arena.ofConfined(); PollWaiter waiter = new PollWaiter()) {
            LibC libc = new LibC(arena);
            int fd = libc.eventfd(LibC.EFD_CLOEXEC);
            libc.close(fd);
            waiter.add(fd);
            long before = System.nanoTime();
            waiter.await(1_000_000);
            assertTrue(System.nanoTime() - before >= 1_000_000, "there is nothing to wait for");
            waiter.remove(fd);
        }
    }

    @Test
    void wakingAfterTheEndIsHarmless() {
        PollWaiter waiter = new PollWaiter();
        waiter.close();
        waiter.wake();
        waiter.close();
    }
}
