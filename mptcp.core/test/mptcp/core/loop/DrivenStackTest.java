package mptcp.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.io.sim.DirectLink;
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

    /** The clock of its owner begins where it likes, and the connection was asked for before the stack knew. */
    @Test
    void whatIsOpenedBeforeTheFirstTurnIsNotTooOld() throws IOException {
        long start = 3_600_000_000_000L;
        DrivenStack client = new Stacks().createDriven(CONFIG);
        DrivenStack server = new Stacks().createDriven(CONFIG);
        DirectLink.Pair link = DirectLink.pair("a", "b", 1500);
        client.addLink(link.a(), List.of(LinkAddress.of("10.0.0.1/24")));
        server.addLink(link.b(), List.of(LinkAddress.of("10.0.0.2/24")));
        InetSocketAddress to = new InetSocketAddress("10.0.0.2", 80);
        server.listen(to, SocketConfig.DEFAULT, null);
        client.connect(null, to, SocketConfig.DEFAULT, null);
        for (int i = 0; i < 10; i++) {
            client.turn(start + i * 1_000_000L);
            server.turn(start + i * 1_000_000L);
        }
        assertEquals(List.of("ESTAB"), client.inspector().connections().stream().map(ConnectionSnapshot::state).toList());
        client.close();
        server.close();
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
