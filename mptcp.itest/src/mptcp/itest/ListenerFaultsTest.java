package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mptcp.api.inspect.Monitor;
import mptcp.api.socket.AcceptListener;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.itest.world.Await;
import mptcp.itest.world.Flow;
import mptcp.itest.world.TwoHosts;
import mptcp.testkit.fault.EndlessLoop;
import mptcp.testkit.fault.Fault;
import mptcp.testkit.fault.Stub;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.service.ServiceExtension;

/** Listeners of applications and monitors of tools, objects of another bundle, that throw or do not come back. */
@ExtendWith(ServiceExtension.class)
class ListenerFaultsTest {
    private static final int PORT = 6000;
    private static final long SOME = 50_000;
    private static final long LIMIT_MS = 30_000;

    @InjectService
    StackFactory factory;

    static Stream<Class<?>> listeners() {
        return Stream.of(SocketListener.class, AcceptListener.class, Monitor.class);
    }

    static Stream<Arguments> throwing() {
        return listeners().flatMap(type -> Stream.of(Fault.CHECKED, Fault.OUT_OF_MEMORY, Fault.STACK_OVERFLOW, Fault.LINKAGE)
                .map(fault -> Arguments.of(type, fault)));
    }

    /** What they do in each of their calls. */
    private interface Misdeed {
        void commit() throws Throwable;
    }

    /** A connection with such a listener, beside a transfer. */
    private static final class Scene {
        private final AtomicInteger calls = new AtomicInteger();
        private final TwoHosts hosts;
        private final StreamListener door;
        private final StreamSocket socket;
        private final Flow beside;

        Scene(TwoHosts hosts, Class<?> type, Misdeed misdeed) throws IOException {
            this.hosts = hosts;
            Object bad = Stub.of(type, (method, arguments) -> {
                calls.incrementAndGet();
                misdeed.commit();
                return null;
            });
            beside = hosts.start();
            hosts.more(beside, SOME);
            if (bad instanceof Monitor monitor) {
                hosts.client().inspector().monitor(monitor);
            }
            InetSocketAddress at = new InetSocketAddress(hosts.serverAddress(), PORT);
            door = hosts.server().listen(at, SocketConfig.DEFAULT, bad instanceof AcceptListener a ? a : null);
            socket = hosts.client().connect(null, at, SocketConfig.DEFAULT, bad instanceof SocketListener s ? s : null);
        }

        void run() {
            hosts.more(beside, SOME);
            hosts.finish(beside);
        }
    }

    @ParameterizedTest
    @MethodSource
    void throwing(Class<?> type, Fault fault) throws IOException {
        try (TwoHosts hosts = TwoHosts.virtual(factory, 1)) {
            Scene scene = new Scene(hosts, type, fault::commit);
            scene.run();
            assertTrue(scene.calls.get() > 0, "it was called");
            assertTrue(hosts.countBoth("MPTcpContainedFaults") > 0);
            if (type == SocketListener.class) {
                assertNotNull(scene.socket.error(), "the connection of a listener that fails ends, and it is told why");
                assertEquals(1, scene.calls.get(), "not called again");
            } else {
                assertNull(scene.socket.error());
                assertNotNull(scene.door.tryAccept(), "it can be accepted all the same");
            }
        }
    }

    /** Nobody interrupts it: what it belongs to is an application, which has to be told by other means. */
    @ParameterizedTest
    @MethodSource("listeners")
    void doesNotComeBack(Class<?> type) throws Exception {
        EndlessLoop loop = new EndlessLoop(true);
        CompletableFuture<DrivenStack> concerned = new CompletableFuture<>();
        CompletableFuture<StreamSocket> outcome = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try (TwoHosts hosts = TwoHosts.virtual(factory, 1)) {
                concerned.complete(type == AcceptListener.class ? hosts.server() : hosts.client());
                Scene scene = new Scene(hosts, type, loop::run);
                scene.run();
                assertNotNull(scene.door.tryAccept());
                assertEquals(0, hosts.countBoth("MPTcpContainedFaults"));
                assertNull(scene.socket.error());
                outcome.complete(scene.socket);
            } catch (Throwable t) {
                outcome.completeExceptionally(t);
            }
        });
        try {
            assertTrue(loop.begins(LIMIT_MS));
            DrivenStack host = concerned.get(LIMIT_MS, TimeUnit.MILLISECONDS);
            Await.until("found", () -> host.stuckIn().isPresent());
            String said = host.stuckIn().orElseThrow();
            assertTrue(said.contains("is stuck in telling"), said);
            assertEquals(1, host.inspector().counters().get("MPTcpLoopStuck"));
            try (TwoHosts others = TwoHosts.virtual(factory, 2)) {
                Flow flow = others.start();
                others.more(flow, SOME);
                others.finish(flow);
            }
        } finally {
            loop.release();
        }
        assertNotNull(outcome.get(LIMIT_MS, TimeUnit.MILLISECONDS));
    }
}
