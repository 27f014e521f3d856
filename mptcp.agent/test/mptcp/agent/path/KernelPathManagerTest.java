package mptcp.agent.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import mptcp.api.path.PathManager;
import mptcp.api.policy.SubflowEvent;
import mptcp.pathmanager.testing.FakePaths;
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
        assertTrue(manager.acceptJoin(ANY, ANY));
        paths.add("10.0.1.1", "10.0.3.2", 80);
        assertFalse(manager.acceptJoin(ANY, ANY), "two subflows besides the first");
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
}
