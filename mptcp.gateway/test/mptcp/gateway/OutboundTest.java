package mptcp.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Destinations whose names have several addresses. */
@Timeout(120)
final class OutboundTest {
    /** Longer than the test may take: what is waited for is no time-out. */
    private static final Duration LONG = Duration.ofSeconds(200);
    private static final String SILENT = "10.0.1.99";

    private static Object reach(Outbound outbound, int port, String... addresses) throws Exception {
        CompletableFuture<Object> end = new CompletableFuture<>();
        outbound.connect(() -> Stream.of(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new), port, new Outbound.Outcome() {
            @Override
            public void connected(StreamSocket socket, boolean multipath) {
                end.complete(socket);
            }

            @Override
            public void failed(Outbound.Failure failure) {
                end.complete(failure);
            }
        });
        return end.get(100, TimeUnit.SECONDS);
    }

    /** The first is silent, the second is of a family that no link has, the third answers. */
    @Test
    void theFirstThatAnswersIsTaken() throws Exception {
        try (TwoStacks stacks = new TwoStacks(); StreamListener listener = stacks.listen();
                Outbound outbound = new Outbound(stacks.gateway, new AccessRules(List.of(), List.of()), LONG, null)) {
            stacks.gateway.policies().choose(PolicyKind.PATH_MANAGER, "happyeyeballs");
            Object end = reach(outbound, listener.local().getPort(), SILENT, "fd00::9", TwoStacks.PEER);
            assertTrue(end instanceof StreamSocket, () -> "connected: " + end);
            assertEquals(TwoStacks.PEER, ((StreamSocket) end).remote().getAddress().getHostAddress());
            ((StreamSocket) end).abort();
        }
    }

    @Test
    void whyNot() throws Exception {
        try (TwoStacks stacks = new TwoStacks(); StreamListener listener = stacks.listen()) {
            int closed = listener.local().getPort() == 9 ? 10 : 9;
            try (Outbound open = new Outbound(stacks.gateway, new AccessRules(List.of(), List.of()), LONG, null)) {
                assertEquals(Outbound.Failure.REFUSED, reach(open, closed, TwoStacks.PEER, "10.0.2.2"));
                assertEquals(Outbound.Failure.FAMILY, reach(open, 80, "fd00::9"));
                CompletableFuture<Outbound.Failure> unknown = new CompletableFuture<>();
                open.connect(() -> {
                    throw new UnknownHostException();
                }, 80, new Outbound.Outcome() {
                    @Override
                    public void connected(StreamSocket socket, boolean multipath) {
                        unknown.completeExceptionally(new AssertionError("there is no address"));
                    }

                    @Override
                    public void failed(Outbound.Failure failure) {
                        unknown.complete(failure);
                    }
                });
                assertEquals(Outbound.Failure.NO_NAME, unknown.get(100, TimeUnit.SECONDS));
            }
        }
    }
}
