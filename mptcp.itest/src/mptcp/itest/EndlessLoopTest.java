package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mptcp.api.socket.LoopStuckException;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackFactory;
import mptcp.itest.bundle.FaultyBundle;
import mptcp.itest.bundle.PolicyBundles;
import mptcp.itest.world.Await;
import mptcp.itest.world.Flow;
import mptcp.itest.world.TwoHosts;
import mptcp.testkit.fault.Callback;
import mptcp.testkit.fault.EndlessLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.service.ServiceExtension;

/**
 * Every callback of every policy that does not come back, each in a bundle of its own and with hosts of its own, all at once:
 * policy, bundle and connection are named, hosts beside them go on, and when the bundle is stopped the loop comes back and all
 * bytes arrive.
 */
@ExtendWith(ServiceExtension.class)
class EndlessLoopTest {
    private static final long SOME = 20_000;
    private static final long LIMIT_MS = 30_000;

    @InjectService
    StackFactory factory;

    /** One callback. */
    private final class Cell {
        private final Callback at;
        private final EndlessLoop loop = new EndlessLoop(false);
        private final CompletableFuture<String> outcome = new CompletableFuture<>();
        private final FaultyBundle bundle;
        private volatile TwoHosts hosts;

        Cell(Callback at, PolicyBundles bundles) {
            this.at = at;
            bundle = new FaultyBundle(bundles, at, 1, (method, arguments, good) -> {
                loop.run();
                return good.answer();
            });
        }

        void start() {
            Thread.ofPlatform().daemon().name("hosts of " + at).start(() -> {
                try {
                    outcome.complete(transfer());
                } catch (Throwable t) {
                    outcome.completeExceptionally(t);
                }
            });
        }

        /** @return what is in use at last */
        private String transfer() {
            hosts = TwoHosts.lossy(factory, 1);
            try {
                SocketConfig chosen = SocketConfig.DEFAULT.withBuffers(0, 24 << 10)
                        .withPolicies(Map.of(at.kind(), bundle.name()));
                Flow flow = hosts.start(chosen, chosen);
                hosts.everything(flow, at.kind(), SOME);
                String used = hosts.inUse(flow, at.kind());
                hosts.finish(flow);
                return used;
            } finally {
                hosts.close();
            }
        }

        Optional<String> stuckIn() {
            return Stream.of(hosts.client(), hosts.server()).map(h -> h.stuckIn().orElse(""))
                    .filter(s -> s.contains("is stuck in")).findFirst();
        }

        void named() {
            Await.until("found: " + at, () -> stuckIn().isPresent());
            String said = stuckIn().orElseThrow();
            String expected = at.kind().label() + " policy '" + bundle.name() + "' of " + bundle.provider() + " (connection 1)";
            assertTrue(said.contains(expected), () -> expected + " in: " + said);
            assertThrows(LoopStuckException.class, () -> hosts.client().inspector().connections());
            assertEquals(1, hosts.countBoth("MPTcpLoopStuck"));
        }
    }

    @Test
    void whoDoesNotComeBack() throws Exception {
        PolicyBundles bundles = new PolicyBundles(factory);
        List<Cell> cells = new ArrayList<>();
        try {
            Callback.ofConnections().forEach(each -> cells.add(new Cell(each, bundles)));
            cells.forEach(Cell::start);
            for (Cell each : cells) {
                assertTrue(each.loop.begins(LIMIT_MS), () -> "it came to it: " + each.at);
            }
            othersGoOn();
            cells.forEach(Cell::named);
            stopAll(cells);
            for (Cell each : cells) {
                assertEquals("builtin", each.outcome.get(LIMIT_MS, TimeUnit.MILLISECONDS), each.at.toString());
                assertTrue(each.loop.wasInterrupted(), each.at.toString());
                assertEquals(List.of(), each.bundle.faulty().late(), "calls after its detach");
            }
        } finally {
            cells.forEach(each -> each.loop.release());
            cells.forEach(each -> each.bundle.close());
        }
        Await.until("the bundles that use others are back", () -> new PolicyBundles(factory).items().equals(bundles.items()));
    }

    private void othersGoOn() {
        try (TwoHosts beside = TwoHosts.virtual(factory, 2)) {
            Flow flow = beside.start();
            beside.more(flow, SOME);
            beside.finish(flow);
            assertEquals(0, beside.countBoth("MPTcpLoopStuck"));
        }
    }

    /** Each by a thread of its own: who stops a bundle waits for the loops to leave it. */
    private static void stopAll(List<Cell> cells) throws InterruptedException {
        List<Thread> stopping = cells.stream().map(each -> Thread.ofPlatform().daemon().start(each.bundle::stop)).toList();
        for (Thread each : stopping) {
            assertTrue(each.join(Duration.ofMillis(LIMIT_MS)));
        }
    }
}
