package mptcp.simtest;

import static mptcp.simtest.Load.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.address.Tags;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import org.junit.jupiter.api.Test;

/** What a path manager knows of addresses from which there is no subflow yet, where no endpoint is configured. */
class TaggedAddressesTest {
    private static final class Asks implements PathManagerFactory {
        private final List<String> told = new ArrayList<>();

        @Override
        public String name() {
            return "asks";
        }

        @Override
        public PathManager create(PolicyContext connection) {
            return new PathManager() {
                private PathCommands commands;

                @Override
                public void attach(PathCommands given, ConnectionInfo info, long nowNs) {
                    commands = given;
                }

                @Override
                public void onEstablished(long nowNs) {
                    if (connection.initiator()) {
                        commands.localAddresses().forEach(a -> told.add(commands.tags(a).toString()));
                        told.add(commands.tags(InetAddress.ofLiteral("192.0.2.1")).toString());
                    }
                }
            };
        }
    }

    @Test
    void tagsOfLinksAreThoseOfTheirAddresses() {
        List<String> told = new ArrayList<>();
        Scenario.of(TaggedAddressesTest.class, w -> {
            Asks asks = new Asks();
            w.policies().add(PolicyKind.PATH_MANAGER, asks);
            w.hosts(b -> b);
            w.path(Route.of("rate=20m,delay=5ms"));
            w.path(Route.of("rate=20m,delay=5ms"));
            w.client().choose(PolicyKind.PATH_MANAGER, "asks");
            w.client().stack().tags("path2", Tags.of("cost=5"));
            Load.endless(w, w.transfer(0, 0), seconds(1));
            w.expect(() -> {
                told.clear();
                told.addAll(asks.told);
            });
        }).run(1);
        assertEquals(List.of("", "cost=5", ""), told);
    }
}
