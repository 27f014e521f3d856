package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.itest.bundle.PolicyBundles;
import mptcp.itest.world.Flow;
import mptcp.itest.world.TwoHosts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** Who says which policy a connection uses: the socket, the listener, the host, the rank; and who is told of what. */
class PolicyChoiceTest extends PolicyBundlesTest {
    private static final long SOME = 100_000;
    private static final long TIMER_NS = 50_000_000;

    @Override
    TwoHosts open() {
        return TwoHosts.virtual(factory, 10);
    }

    /** Not the one that the rank would choose. */
    private PolicyBundles.Item other(PolicyKind kind) {
        return bundles.items().stream().filter(i -> i.kind() == kind && i != bundles.best(kind)).findFirst()
                .orElseThrow();
    }

    private String atServer(PolicyKind kind) {
        return hosts.server().inspector().connections().getLast().policies().get(kind);
    }

    @ParameterizedTest
    @EnumSource
    void theSocketAndTheListenerChooseEachForTheirEnd(PolicyKind kind) throws Exception {
        PolicyBundles.Item item = other(kind);
        SocketConfig choice = SocketConfig.DEFAULT.withPolicies(Map.of(kind, item.name()));
        Flow ofSocket = hosts.start(choice, SocketConfig.DEFAULT);
        hosts.more(ofSocket, SOME);
        assertEquals(item.name(), hosts.inUse(ofSocket, kind));
        assertEquals(bundles.best(kind).name(), atServer(kind));

        Flow ofListener = hosts.start(SocketConfig.DEFAULT, choice);
        hosts.more(ofListener, SOME);
        assertEquals(bundles.best(kind).name(), hosts.inUse(ofListener, kind));
        assertEquals(item.name(), atServer(kind));

        hosts.client().policies().choose(kind, bundles.best(kind).name());
        assertEquals(item.name(), hosts.inUse(ofSocket, kind), "the host's choice is not the socket's");
        bundles.of(item).stop();
        assertEquals(bundles.best(kind).name(), hosts.inUse(ofSocket, kind));
        assertEquals(bundles.best(kind).name(), atServer(kind));
        hosts.more(ofSocket, SOME);
        hosts.more(ofListener, SOME);
        bundles.of(item).start();
        assertEquals(item.name(), hosts.inUse(ofSocket, kind));
        assertEquals(item.name(), atServer(kind));
        hosts.finish(ofSocket);
        hosts.finish(ofListener);
    }

    /** Asks for a timer when it is attached, if it is to, and counts the calls. */
    private static final class Timed implements PathManagerFactory {
        private final String name;
        private final boolean asks;
        private final AtomicInteger calls = new AtomicInteger();

        Timed(String name, boolean asks) {
            this.name = name;
            this.asks = asks;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public PathManager create(PolicyContext made) {
            return new PathManager() {
                @Override
                public void attach(PathCommands commands, ConnectionInfo connection, long nowNs) {
                    if (asks) {
                        commands.timer(TIMER_NS);
                    }
                }

                @Override
                public void onTimer(long nowNs) {
                    calls.incrementAndGet();
                }
            };
        }
    }

    private ServiceRegistration<?> register(Timed manager, int ranking) {
        return context.registerService(PathManagerFactory.class, manager,
                new Hashtable<>(Map.of(Constants.SERVICE_RANKING, ranking)));
    }

    @Test
    void theTimerOfAPathManagerIsNotItsSuccessors() {
        Timed successor = new Timed("successor", false);
        Timed first = new Timed("first", true);
        register(successor, 1_000);
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        ServiceRegistration<?> departing = register(first, 2_000);
        departing.unregister();
        assertEquals("successor", hosts.inUse(flow, PolicyKind.PATH_MANAGER));
        hosts.more(flow, 30 * SOME); // longer than the timer
        assertEquals(0, first.calls.get(), "it was gone");
        assertEquals(0, successor.calls.get(), "it did not ask");
        Timed last = new Timed("last", true);
        register(last, 3_000);
        hosts.more(flow, 30 * SOME);
        assertTrue(last.calls.get() > 0, "who stays is called");
        hosts.finish(flow);
    }
}
