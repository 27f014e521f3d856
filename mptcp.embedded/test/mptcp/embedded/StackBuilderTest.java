package mptcp.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.DirectLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a newcomer does with the library: mistakes, several stacks in one process, an end in the middle. */
@Timeout(60)
final class StackBuilderTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.0.1.2", 80);

    private static String mistake(Runnable building) {
        return assertThrows(IllegalArgumentException.class, building::run).getMessage();
    }

    @Test
    void mistakesAreNamed() throws Exception {
        StackBuilder b = StackBuilder.named("mistakes");
        assertEquals("tun1 needs an address of the stack, such as 10.0.1.2/24", mistake(() -> b.tun("tun1")));
        assertEquals("eth0 needs an address of the stack, such as 10.0.1.2/24", mistake(() -> b.ethernet("eth0")));
        assertTrue(mistake(() -> b.tun("tun1", "10.0.1.300/24")).contains("'10.0.1.300/24' is not an address"));
        b.tun("tun1", "10.0.1.2/24");
        assertEquals("tun1 is there already; a device has all its addresses at once", mistake(() -> b.tun("tun1", "10.0.2.2/24")));
        String policy = mistake(() -> open(StackBuilder.named("mistakes").policy(PolicyKind.SCHEDULER, "fastest")));
        assertTrue(policy.startsWith("there is no scheduler 'fastest'; there are: builtin, ") && policy.contains("minrtt"), policy);
        String set = mistake(() -> open(StackBuilder.named("mistakes").policySet("best")));
        assertTrue(set.contains("best"), set);
        mistake(() -> open(StackBuilder.named("mistakes").loops(0)));
        mistake(() -> StackBuilder.named("mistakes").settings(c -> c.set("rto.min", "soon")));
        try (Stack stack = StackBuilder.named("mistakes").open(); Stack other = StackBuilder.named("mistakes").open()) {
            assertNotSame(stack, other); // they do not know of each other
            IOException e = assertThrows(IOException.class, () -> stack.connect(SERVER));
            assertTrue(e.getMessage().contains("no local address"), e::getMessage); // there is no link
        }
    }

    private static void open(StackBuilder builder) {
        try {
            builder.open().close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private record Pair(Stack client, Stack server) {}

    /** The same addresses in each: what is one stack's is nobody else's. */
    private static Pair pair(int number) throws IOException {
        DirectLink.Pair link = DirectLink.pair("path", "path", 1500);
        return new Pair(StackBuilder.named("client" + number).link(link.a(), "10.0.1.1/24").open(),
                StackBuilder.named("server" + number).link(link.b(), "10.0.1.2/24").open());
    }

    @Test
    void severalInOneProcess() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                pairs.add(pair(i));
            }
            for (Pair p : pairs) {
                try (StreamListener listener = p.server().listen(SERVER); StreamSocket c = p.client().connect(SERVER)) {
                    c.awaitConnected(Duration.ofSeconds(20));
                    try (StreamSocket s = listener.accept(Duration.ofSeconds(20))) {
                        ByteBuffer one = ByteBuffer.allocate(1);
                        c.write(ByteBuffer.wrap(new byte[] {(byte) pairs.indexOf(p)}));
                        s.read(one);
                        assertEquals(pairs.indexOf(p), one.get(0));
                    }
                }
            }
        } finally {
            for (Pair p : pairs) {
                p.client().close();
                p.server().close();
            }
        }
    }

    /** Who waits is told, and what is asked afterwards as well. */
    @Test
    void closedInTheMiddle() throws Exception {
        Pair p = pair(9);
        try (StreamListener listener = p.server().listen(SERVER)) {
            StreamSocket c = p.client().connect(SERVER);
            c.awaitConnected(Duration.ofSeconds(20));
            StreamSocket s = listener.accept(Duration.ofSeconds(20));
            CompletableFuture<Integer> reading = CompletableFuture.supplyAsync(() -> {
                try {
                    return c.read(ByteBuffer.allocate(1));
                } catch (IOException e) {
                    throw new CompletionException(e);
                }
            });
            p.client().close();
            p.client().close();
            Throwable told = assertThrows(Exception.class, () -> reading.get(20, TimeUnit.SECONDS)).getCause();
            assertTrue(told instanceof IOException, told::toString);
            assertThrows(IOException.class, () -> c.write(ByteBuffer.allocate(1)));
            assertThrows(Exception.class, () -> p.client().connect(SERVER));
            assertThrows(IOException.class, () -> s.read(ByteBuffer.allocate(1)), "the peer is told by a reset");
        } finally {
            p.server().close();
        }
    }
}
