package mptcp.pathmanager.fixed;

import static mptcp.policy.testing.FakePaths.address;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.testing.FakePaths;
import mptcp.policy.testing.PathManagerContract;
import org.junit.jupiter.api.Test;

/** Row S16: the report's list of addresses. */
class StaticPathManagerTest {
    private final FakePaths server = new FakePaths(false, "10.0.1.2", "10.0.2.2");
    private final FakePaths client = new FakePaths(true, "10.0.1.1", "10.0.2.1");
    private final StaticPathManager manager = new StaticPathManager();

    private void establish(FakePaths paths) {
        manager.attach(paths, paths.connection(), 0);
        assertEquals(List.of(), paths.taken(), "nothing before the connection is established");
        paths.established = true;
        manager.onEstablished(0);
    }

    @Test
    void theListIsAnnouncedWithoutTheFirstSubflowsAddress() {
        server.settings = Map.of("static.addresses", "10.0.1.2, 10.0.2.2");
        establish(server);
        assertEquals(List.of("announce 10.0.2.2"), server.taken());
    }

    @Test
    void endpointsWithTheSignalFlagAreAnnounced() {
        server.endpoint("10.0.2.2", "signal");
        establish(server);
        assertEquals(List.of("announce 10.0.2.2"), server.taken());
    }

    @Test
    void anAddressThatTheHostLacksIsAnnouncedWhenItArrivesAndWithdrawnWhenItLeaves() {
        server.settings = Map.of("static.addresses", "10.0.3.2");
        establish(server);
        assertEquals(List.of(), server.taken());
        server.localAddresses.add(address("10.0.3.2"));
        manager.onLocalAddress(address("10.0.3.2"), true, 0);
        assertEquals(List.of("announce 10.0.3.2"), server.taken());
        server.localAddresses.remove(address("10.0.3.2"));
        manager.onLocalAddress(address("10.0.3.2"), false, 0);
        assertEquals(List.of("withdraw 1"), server.taken());
    }

    @Test
    void theListChangesWhileTheConnectionLives() {
        server.localAddresses.add(address("10.0.3.2"));
        server.settings = Map.of("static.addresses", "10.0.2.2");
        establish(server);
        server.taken();
        server.settings = Map.of("static.addresses", "10.0.3.2");
        manager.onConfiguration(0);
        assertEquals(List.of("withdraw 1", "announce 10.0.3.2"), server.taken());
        manager.onConfiguration(0);
        assertEquals(List.of(), server.taken(), "nothing changed");
    }

    @Test
    void anAnnouncedAddressIsJoinedFromTheAddressOnItsPath() {
        establish(client);
        manager.onAddAddr(2, address("10.0.2.2"), 0, 0);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.2.2:0"), client.taken());
        manager.onAddAddr(2, address("10.0.2.2"), 0, 0);
        assertEquals(List.of(), client.taken(), "once");
    }

    @Test
    void severalPathsAreMatchedByPrefix() {
        client.localAddresses.add(address("10.0.3.1"));
        establish(client);
        manager.onAddAddr(3, address("10.0.3.2"), 0, 0);
        manager.onAddAddr(2, address("10.0.2.2"), 8080, 0);
        assertEquals(List.of("open 10.0.3.1 -> 10.0.3.2:0", "open 10.0.2.1 -> 10.0.2.2:8080"), client.taken());
    }

    @Test
    void aHostWithOneAddressJoinsFromIt() {
        client.localAddresses.remove(address("10.0.2.1"));
        establish(client);
        manager.onAddAddr(2, address("10.0.2.2"), 0, 0);
        assertEquals(List.of("open 10.0.1.1 -> 10.0.2.2:0"), client.taken());
    }

    @Test
    void familiesDoNotMix() {
        client.localAddresses.add(address("fd00:2::1"));
        establish(client);
        manager.onAddAddr(2, address("fd00:2::2"), 0, 0);
        assertEquals(List.of("open fd00:2:0:0:0:0:0:1 -> fd00:2:0:0:0:0:0:2:0"), client.taken());
        manager.onAddAddr(3, address("fe80::2"), 0, 0);
        assertEquals(List.of(), client.taken(), "no link-local address to join it from");
    }

    @Test
    void thePassiveSideJoinsToo() {
        server.settings = Map.of("static.addresses", "10.0.2.2");
        establish(server);
        server.taken();
        manager.onAddAddr(2, address("10.0.2.1"), 0, 0);
        assertEquals(List.of("open 10.0.2.2 -> 10.0.2.1:0"), server.taken());
    }

    @Test
    void anActiveOpenerThatAnnouncedDoesNotJoin() {
        client.settings = Map.of("static.addresses", "10.0.2.1");
        establish(client);
        assertEquals(List.of("announce 10.0.2.1"), client.taken());
        manager.onAddAddr(2, address("10.0.2.2"), 0, 0);
        assertEquals(List.of(), client.taken(), "footnote 12");
    }

    @Test
    void announcementsBeforeTheConnectionIsEstablishedAreNotMissed() {
        client.peerAnnounces(2, "10.0.2.2", 0);
        establish(client);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.2.2:0"), client.taken());
    }

    @Test
    void aTakeOverLeavesWhatIsThereAndDoesTheRest() {
        client.peerAnnounces(2, "10.0.2.2", 0);
        client.peerAnnounces(3, "10.0.3.2", 0);
        client.add("10.0.2.1", "10.0.2.2", 80);
        client.established = true;
        client.localAddresses.add(address("10.0.3.1"));
        manager.attach(client, client.connection(), 0);
        assertEquals(List.of("open 10.0.3.1 -> 10.0.3.2:0"), client.taken());
    }

    @Test
    void aRefusedJoinIsTriedAgainWhenASubflowEnds() {
        establish(client);
        client.peerAnnounces(2, "10.0.2.2", 0);
        client.refuse = true;
        manager.onAddAddr(2, address("10.0.2.2"), 0, 0);
        assertEquals(List.of("refused: open 10.0.2.1 -> 10.0.2.2:0"), client.taken());
        client.refuse = false;
        manager.onSubflow(client.add("10.0.2.1", "10.0.1.2", 80), SubflowEvent.CLOSED, 0);
        assertEquals(1, client.taken().size());
    }

    @Test
    void aJoinThatFailsIsNotRepeatedUntilTheAddressIsAnnouncedAnew() {
        client.endpoint("10.0.2.1", "subflow");
        establish(client);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.1.2:80"), client.taken());
        int sf = client.add("10.0.2.1", "10.0.1.2", 80);
        manager.onSubflow(sf, SubflowEvent.CLOSED, 0);
        client.remove(sf);
        assertEquals(List.of(), client.taken(), "a refusing peer must not be met with an endless loop");
        manager.onAddAddr(2, address("10.0.2.2"), 0, 0);
        manager.onRemoveAddr(2, 0);
        manager.onAddAddr(2, address("10.0.2.2"), 0, 0);
        assertEquals(2, client.taken().size());
    }

    @Test
    void endpointsWithTheSubflowFlagAreOpenedByTheActiveSideOnly() {
        client.endpoint("10.0.1.1", "subflow");
        client.endpoint("10.0.2.1", "subflow,backup");
        establish(client);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.1.2:80 backup"), client.taken());
        server.endpoint("10.0.2.2", "subflow");
        establish(server);
        assertEquals(List.of(), server.taken());
    }

    @Test
    void nonsenseInTheSettingIsNamed() {
        server.settings = Map.of("static.addresses", "www.example.org");
        server.established = true;
        var error = assertThrows(IllegalArgumentException.class, () -> manager.attach(server, server.connection(), 0));
        assertTrue(error.getMessage().contains("www.example.org"), error.getMessage());
    }

    /** The core withdraws what the host loses; what is back is announced again, the first subflow's address too. */
    @Test
    void ownAddressesMayComeBack() {
        server.settings = Map.of("static.addresses", "10.0.1.2, 10.0.2.2");
        establish(server);
        server.taken();
        for (String each : List.of("10.0.2.2", "10.0.1.2")) {
            server.localAddresses.remove(address(each));
            server.withdraw(each.equals("10.0.1.2") ? 0 : 1);
            manager.onLocalAddress(address(each), false, 0);
            server.taken();
            server.localAddresses.add(address(each));
            manager.onLocalAddress(address(each), true, 0);
            assertEquals(List.of("announce " + each), server.taken());
        }
    }

    @Test
    void endpointsReachThePeersFirstAddressAgainWhenItIsBack() {
        client.endpoint("10.0.2.1", "subflow");
        establish(client);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.1.2:80"), client.taken());
        int sf = client.add("10.0.2.1", "10.0.1.2", 80);
        manager.onRemoveAddr(0, 0);
        for (int each : new int[] {0, sf}) {
            manager.onSubflow(each, SubflowEvent.CLOSED, 0);
            client.remove(each);
        }
        assertEquals(List.of(), client.taken());
        manager.onAddAddr(0, address("10.0.1.2"), 0, 0);
        manager.onSubflow(sf, SubflowEvent.CLOSED, 0);
        assertTrue(client.taken().contains("open 10.0.2.1 -> 10.0.1.2:80"), "from the endpoint");
    }

    @Test
    void keepsTheContract() {
        PathManagerContract.check(new StaticFactory());
    }
}
