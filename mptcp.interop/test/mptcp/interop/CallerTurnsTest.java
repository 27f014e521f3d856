package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamSocket;
import mptcp.core.loop.Stacks;
import mptcp.lab.LabOptions;
import mptcp.lab.LabPath;
import mptcp.lab.peer.KernelPeer;
import mptcp.lab.socket.KernelServerSocket;
import mptcp.lab.socket.KernelSocket;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Threads that wait at the descriptors of TUN devices in place of the loop's thread, with the kernel as the peer. */
@Timeout(120)
final class CallerTurnsTest {
    private static final int QUESTIONS = 3000;
    private static final long LIMIT_S = 60;

    @RegisterExtension
    static final SharedLab LAB = new SharedLab(LabOptions.DEFAULT.direct(true));

    /** The kernel sends back what it gets. */
    private static void echo(KernelPeer peer, KernelServerSocket listener) throws IOException {
        try (KernelSocket s = peer.accept(listener)) {
            for (byte[] came = s.receive(1); came.length > 0; came = s.receive(1)) {
                s.send(came);
            }
        }
    }

    private static Stack stack(boolean help, long spinNs) throws IOException {
        Stack stack = new Stacks().create(StackConfig.builder("app").callerTurns(help).spinNs(spinNs).build());
        for (LabPath path : LAB.lab().paths()) {
            stack.addLink(path.openLink(), path.addresses());
        }
        return stack;
    }

    private static StreamSocket connect(Stack stack, KernelServerSocket listener) throws IOException {
        StreamSocket s = stack.connect(null, new InetSocketAddress(LAB.lab().path(1).peerAddress(StandardProtocolFamily.INET),
                listener.localAddress().getPort()), SocketConfig.DEFAULT, null);
        s.awaitConnected(Duration.ofSeconds(LIMIT_S));
        return s;
    }

    private static void ask(StreamSocket s, ByteBuffer one, byte question) throws IOException {
        one.clear().put(question).flip();
        s.write(one);
        assertEquals(1, s.read(one.clear()));
        assertEquals(question, one.get(0));
    }

    private static CompletableFuture<Void> on(boolean virtual, StreamSocket s, int questions, CompletableFuture<Thread> who) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(() -> {
            who.complete(Thread.currentThread());
            ByteBuffer one = ByteBuffer.allocateDirect(1);
            try {
                for (int i = 0; i < questions; i++) {
                    ask(s, one, (byte) i);
                }
                done.complete(null);
            } catch (Throwable t) {
                done.completeExceptionally(t);
            }
        });
        return done;
    }

    @ParameterizedTest
    @CsvSource({"false, true, 0", "true, true, 0", "false, true, 100000", "false, false, 0"})
    void conversations(boolean virtual, boolean help, long spinNs) throws Exception {
        try (KernelPeer peer = new KernelPeer(LAB.lab().kernel(), Protocol.MPTCP); Stack stack = stack(help, spinNs)) {
            KernelServerSocket listener = peer.listen(new InetSocketAddress("::", 0));
            CompletableFuture<?> there = peer.start("echo", () -> {
                echo(peer, listener);
                return null;
            });
            try (StreamSocket s = connect(stack, listener)) {
                on(virtual, s, QUESTIONS, new CompletableFuture<>()).get(LIMIT_S, TimeUnit.SECONDS);
            }
            there.get(LIMIT_S, TimeUnit.SECONDS);
            long turns = stack.inspector().counters().getOrDefault("MPTcpLoopCallerTurn", 0L);
            assertTrue(help ? turns > QUESTIONS / 2 : turns == 0, () -> "turns of callers: " + turns);
        }
    }

    /** Who waits at the descriptors is interrupted as one who parks. */
    @Test
    void anInterruptionEndsAWait() throws Exception {
        try (KernelPeer peer = new KernelPeer(LAB.lab().kernel(), Protocol.MPTCP); Stack stack = stack(true, 0)) {
            KernelServerSocket listener = peer.listen(new InetSocketAddress("::", 0));
            peer.start("echo", () -> {
                echo(peer, listener);
                return null;
            });
            try (StreamSocket s = connect(stack, listener)) {
                CompletableFuture<Thread> who = new CompletableFuture<>();
                CompletableFuture<Void> done = on(false, s, Integer.MAX_VALUE, who);
                Thread thread = who.get(LIMIT_S, TimeUnit.SECONDS);
                while (s.written() < 100) {
                    Thread.onSpinWait();
                }
                thread.interrupt();
                Throwable cause = assertThrows(ExecutionException.class,
                        () -> done.get(LIMIT_S, TimeUnit.SECONDS)).getCause();
                assertInstanceOf(InterruptedIOException.class, cause);
            }
        }
    }

    /** The stack is closed, with its devices and waiters, while one waits at them. */
    @Test
    void closingEndsAWait() throws Exception {
        for (int i = 0; i < 5; i++) {
            Stack stack = stack(true, 0);
            try (KernelPeer peer = new KernelPeer(LAB.lab().kernel(), Protocol.MPTCP)) {
                KernelServerSocket listener = peer.listen(new InetSocketAddress("::", 0));
                peer.start("echo", () -> {
                    echo(peer, listener);
                    return null;
                });
                StreamSocket s = connect(stack, listener);
                CompletableFuture<Void> done = on(false, s, Integer.MAX_VALUE, new CompletableFuture<>());
                while (s.written() < 100) {
                    Thread.onSpinWait();
                }
                stack.close();
                Throwable cause = assertThrows(ExecutionException.class,
                        () -> done.get(LIMIT_S, TimeUnit.SECONDS)).getCause();
                assertInstanceOf(IOException.class, cause);
            } finally {
                stack.close();
            }
        }
    }
}
