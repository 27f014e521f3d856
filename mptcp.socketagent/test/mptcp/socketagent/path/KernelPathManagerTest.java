package mptcp.socketagent.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import mptcp.api.path.PathManager;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.testing.FakePaths;
import org.junit.jupiter.api.Test;

/** Endpoints and limits. */
final class KernelPathManagerTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(FakePaths.address("10.0.9.9"), 9);

    private static PathManager manager(FakePaths paths, int subflows, int accepted) {
        paths.settings = Map.of(KernelPathManager.SUBFLOWS, Integer.toString(subflows),
                KernelPathManager.ADD_ADDR_ACCEPTED, Integer.toString(accepted));
        PathManager manager = new KernelPathFactory().create(paths.connection());
        manager.attach(paths, paths.connection(), 0);
        assertEquals(List.of(), paths.taken(), "nothing before the connection is established");
        paths.established = true;
        return manager;
    }

    @Test
    void endpointsAreAnnouncedOrJoinedFrom() {
        FakePaths paths = new FakePaths(true, "10.0.1.1", "10.0.2.1", "10.0.3.1", "10.0.4.1");
        paths.endpoint("10.0.1.1", "signal subflow"); // of the first subflow
        paths.endpoint("10.0.2.1", "signal");
        paths.endpoint("10.0.3.1", "subflow backup");
        paths.endpoint("10.0.4.1", "subflow");
        PathManager manager = manager(paths, 1, 0);
        manager.onEstablished(0);
        assertEquals(List.of("announce 10.0.2.1", "open 10.0.3.1 -> 10.0.1.2:80 backup"), paths.taken());
    }

    /** No application has accepted it: only what is announced later is joined. */
    @Test
    void whoWasConnectedToOpensNothingOfItsOwn() {
        FakePaths paths = new FakePaths(false, "10.0.1.1", "10.0.1.2", "10.0.2.2");
        paths.endpoint("10.0.2.2", "signal subflow");
        PathManager manager = manager(paths, 2, 1);
        manager.onEstablished(0);
        assertEquals(List.of("announce 10.0.2.2"), paths.taken());
        manager.onAddAddr(1, FakePaths.address("10.0.1.9"), 0, 0);
        assertEquals(List.of("open 10.0.1.2 -> 10.0.1.9:40000"), paths.taken());
    }

    @Test
    void endpointsThatAreFlushedAreClosedAndOnlyAnnouncedOnesWithdrawn() {
        FakePaths paths = new FakePaths(true, "10.0.1.1", "10.0.2.1", "10.0.3.1");
        paths.endpoint("10.0.2.1", "signal");
        paths.endpoint("10.0.3.1", "subflow");
        PathManager manager = manager(paths, 2, 0);
        manager.onEstablished(0);
        paths.taken();
        int sf = paths.add("10.0.3.1", "10.0.1.2", 80);
        paths.settings = Map.of(KernelPathManager.SUBFLOWS, "2", KernelPathManager.FLUSHES, "1");
        paths.endpoints.clear();
        manager.onConfiguration(0);
        assertEquals(List.of("withdraw 1", "close " + sf), paths.taken());
    }

    @Test
    void theFirstAddressIsWithdrawnOnce() {
        FakePaths paths = new FakePaths(true, "10.0.1.1");
        PathManager manager = manager(paths, 2, 0);
        manager.onEstablished(0);
        paths.settings = Map.of(KernelPathManager.REMOVED, "1 10.0.9.9");
        manager.onConfiguration(0);
        assertEquals(List.of(), paths.taken(), "another's");
        paths.settings = Map.of(KernelPathManager.REMOVED, "2 10.0.1.1");
        manager.onConfiguration(0);
        manager.onConfiguration(0);
        assertEquals(List.of("withdraw 0"), paths.taken());
    }

    @Test
    void limitsHold() {
        FakePaths paths = new FakePaths(true, "10.0.1.1", "10.0.2.1");
        PathManager manager = manager(paths, 2, 1);
        manager.onEstablished(0);
        manager.onAddAddr(1, FakePaths.address("10.0.2.2"), 0, 0);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.2.2:80"), paths.taken());
        int sf = paths.add("10.0.2.1", "10.0.2.2", 80);
        manager.onAddAddr(2, FakePaths.address("10.0.2.3"), 0, 0);
        assertEquals(List.of(), paths.taken(), "one address is accepted");
        assertTrue(manager.acceptJoin(ANY, ANY, 0));
        paths.add("10.0.1.1", "10.0.3.2", 80);
        assertFalse(manager.acceptJoin(ANY, ANY, 0), "two subflows besides the first");
        manager.onRemoveAddr(1, 0);
        manager.onSubflow(sf, SubflowEvent.CLOSED, 0);
        paths.remove(sf);
        manager.onAddAddr(2, FakePaths.address("10.0.2.3"), 8080, 0);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.2.3:8080"), paths.taken());
    }

    @Test
    void nothingIsAcceptedUnlessAskedFor() {
        FakePaths paths = new FakePaths(true, "10.0.1.1", "10.0.2.1");
        PathManager manager = manager(paths, 2, 0);
        manager.onEstablished(0);
        manager.onAddAddr(1, FakePaths.address("10.0.2.2"), 0, 0);
        assertEquals(List.of(), paths.taken());
    }

    @Test
    void aFullMeshEndpointReachesWhatIsAnnounced() {
        FakePaths paths = new FakePaths(true, "10.0.1.1", "10.0.2.1");
        paths.endpoint("10.0.2.1", "subflow fullmesh");
        PathManager manager = manager(paths, 8, 8);
        manager.onEstablished(0);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.1.2:80"), paths.taken());
        manager.onAddAddr(1, FakePaths.address("10.0.2.2"), 0, 0);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.2.2:80"), paths.taken());
    }

    @Test
    void changesReachLiveConnections() {
        FakePaths paths = new FakePaths(false, "10.0.1.2", "10.0.2.2");
        PathManager manager = manager(paths, 2, 0);
        manager.onEstablished(0);
        paths.endpoint("10.0.2.2", "signal");
        manager.onConfiguration(0);
        assertEquals(List.of("announce 10.0.2.2"), paths.taken());
        manager.onConfiguration(0);
        assertEquals(List.of(), paths.taken());
        int sf = paths.add("10.0.2.2", "10.0.1.1", 40000);
        paths.endpoints.clear();
        paths.endpoint("10.0.2.2", "signal backup");
        manager.onConfiguration(0);
        assertEquals(List.of("backup " + sf), paths.taken());
        paths.endpoints.clear();
        manager.onConfiguration(0);
        assertEquals(List.of("withdraw 1"), paths.taken());
    }

    /** The address of the first subflow is one like the others, once its endpoint was deleted. */
    @Test
    void theFirstSubflowsEndpointComesBack() {
        FakePaths paths = new FakePaths(true, "10.0.1.1", "10.0.2.1");
        paths.endpoint("10.0.1.1", "subflow");
        PathManager manager = manager(paths, 2, 0);
        manager.onEstablished(0);
        assertEquals(List.of(), paths.taken());
        paths.endpoints.clear();
        manager.onConfiguration(0);
        assertEquals(List.of("withdraw 0"), paths.taken());
        manager.onSubflow(0, SubflowEvent.CLOSED, 0);
        paths.endpoint("10.0.1.1", "subflow");
        manager.onConfiguration(0);
        assertEquals(List.of("open 10.0.1.1 -> 10.0.1.2:80"), paths.taken());
    }

    @Test
    void theFirstSubflowsAnnouncementComesBack() {
        FakePaths paths = new FakePaths(false, "10.0.1.2");
        paths.endpoint("10.0.1.2", "signal");
        PathManager manager = manager(paths, 2, 0);
        manager.onEstablished(0);
        assertEquals(List.of(), paths.taken(), "the peer knows it");
        paths.endpoints.clear();
        manager.onConfiguration(0);
        assertEquals(List.of("withdraw 0"), paths.taken());
        paths.endpoint("10.0.1.2", "signal");
        manager.onConfiguration(0);
        assertEquals(List.of("announce 10.0.1.2"), paths.taken());
    }

    /** Its first address takes no joins (the C flag, or it is withdrawn): the endpoints that are left are for what comes. */
    @Test
    void whatIsAnnouncedIsJoinedFromTheEndpointsWhereTheFirstAddressTakesNone() {
        FakePaths paths = new FakePaths(true, "10.0.1.1", "10.0.2.1", "10.0.3.1");
        paths.firstJoinable = false;
        paths.endpoint("10.0.2.1", "subflow");
        paths.endpoint("10.0.3.1", "subflow backup");
        PathManager manager = manager(paths, 4, 4);
        manager.onEstablished(0);
        assertEquals(List.of(), paths.taken());
        manager.onAddAddr(9, FakePaths.address("10.0.1.3"), 0, 0);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.1.3:80", "open 10.0.3.1 -> 10.0.1.3:80 backup"), paths.taken());
        manager.onAddAddr(10, FakePaths.address("10.0.1.4"), 0, 0);
        assertEquals(List.of("open 10.0.1.1 -> 10.0.1.4:80"), paths.taken(), "the endpoints are used");
    }

    @Test
    void anAddressThatTheHostLosesAndHasAgainIsAnnouncedAndOpenedAgain() {
        FakePaths paths = new FakePaths(true, "10.0.1.1", "10.0.2.1", "10.0.3.1");
        paths.endpoint("10.0.2.1", "subflow");
        paths.endpoint("10.0.3.1", "signal");
        PathManager manager = manager(paths, 4, 0);
        manager.onEstablished(0);
        assertEquals(List.of("announce 10.0.3.1", "open 10.0.2.1 -> 10.0.1.2:80"), paths.taken());
        for (String each : List.of("10.0.2.1", "10.0.3.1")) {
            manager.onLocalAddress(FakePaths.address(each), false, 0);
        }
        paths.withdraw(1); // as the core does
        paths.taken();
        manager.onLocalAddress(FakePaths.address("10.0.3.1"), true, 0);
        assertEquals(List.of("announce 10.0.3.1", "open 10.0.2.1 -> 10.0.1.2:80"), paths.taken());
    }
}
