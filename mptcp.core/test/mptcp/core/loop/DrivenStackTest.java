package mptcp.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.StackConfig;
import org.junit.jupiter.api.Test;

/** Who owns a stack without a thread: its maker, until somebody else turns it. */
class DrivenStackTest {
    private static final StackConfig CONFIG = StackConfig.builder("host").build();

    @Test
    void beforeTheFirstTurnTheMakerOwnsIt() {
        DrivenStack stack = new Stacks().createDriven(CONFIG);
        assertEquals(Thread.currentThread(), stack.call(Thread::currentThread));
        CountDownLatch asked = new CountDownLatch(1);
        stack.onWork(asked::countDown);
        CompletableFuture<Thread> answer = askedByAnother(stack);
        await(asked);
        assertFalse(answer.isDone(), "carried out beside its owner");
        stack.turn(1);
        assertEquals(Thread.currentThread(), answer.join());
        stack.close();
    }

    @Test
    void whoTurnsItOwnsIt() throws InterruptedException {
        DrivenStack stack = new Stacks().createDriven(CONFIG);
        Thread driver = Thread.ofPlatform().start(() -> stack.turn(1));
        driver.join();
        CountDownLatch asked = new CountDownLatch(1);
        stack.onWork(asked::countDown);
        CompletableFuture<Thread> answer = askedByAnother(stack);
        await(asked);
        stack.turn(2);
        assertEquals(Thread.currentThread(), answer.join());
        assertEquals(Thread.currentThread(), stack.call(Thread::currentThread));
        stack.close();
    }

    /** Completed by what the stack ran the call on. */
    private static CompletableFuture<Thread> askedByAnother(DrivenStack stack) {
        CompletableFuture<Thread> answer = new CompletableFuture<>();
        AtomicReference<Thread> ranOn = new AtomicReference<>();
        Thread.ofPlatform().daemon().start(() -> {
            stack.call(() -> {
                ranOn.set(Thread.currentThread());
                return null;
            });
            answer.complete(ranOn.get());
        });
        return answer;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
