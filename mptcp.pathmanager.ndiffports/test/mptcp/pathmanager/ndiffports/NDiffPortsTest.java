package mptcp.pathmanager.ndiffports;

import static mptcp.policy.testing.FakePaths.address;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.testing.FakePaths;
import mptcp.policy.testing.PathManagerContract;
import org.junit.jupiter.api.Test;

class NDiffPortsTest {
    private static final String OPEN = "open 10.0.1.1 -> 10.0.1.2:80";

    private final FakePaths client = new FakePaths(true, "10.0.1.1", "10.0.2.1");
    private final NDiffPorts manager = new NDiffPorts(3);

    private void attach(FakePaths paths) {
        manager.attach(paths, paths.connection(), 0);
    }

    @Test
    void opensTheOthersOnceEstablished() {
        attach(client);
        assertEquals(List.of(), client.taken());
        manager.onEstablished(0);
        assertEquals(List.of(OPEN, OPEN), client.taken());
        manager.onSubflow(1, SubflowEvent.CLOSED, 0);
        assertEquals(List.of(), client.taken(), "a failed one is not replaced");
    }

    @Test
    void thePassiveSideOpensNone() {
        FakePaths server = new FakePaths(false, "10.0.1.2");
        attach(server);
        manager.onEstablished(0);
        assertEquals(List.of(), server.taken());
    }

    @Test
    void aTakeOverCountsWhatIsThere() {
        client.established = true;
        client.add("10.0.1.1", "10.0.1.2", 80);
        client.add("10.0.2.1", "10.0.1.2", 80);
        attach(client);
        assertEquals(List.of(OPEN), client.taken());
    }

    @Test
    void aRefusedOneIsTriedAgainWhenASubflowEnds() {
        client.refuse = true;
        attach(client);
        manager.onEstablished(0);
        assertEquals(List.of("refused: " + OPEN), client.taken());
        client.refuse = false;
        manager.onSubflow(1, SubflowEvent.CLOSED, 0);
        assertEquals(List.of(OPEN, OPEN), client.taken());
    }

    @Test
    void theyAreOpenedAgainWhenTheAddressIsBack() {
        attach(client);
        manager.onEstablished(0);
        client.taken();
        client.localAddresses.remove(address("10.0.1.1"));
        for (int sf = 0; sf < 3; sf++) {
            client.remove(sf);
            manager.onSubflow(sf, SubflowEvent.CLOSED, 0);
        }
        manager.onLocalAddress(address("10.0.1.1"), false, 0);
        assertEquals(List.of(), client.taken());
        client.localAddresses.add(address("10.0.1.1"));
        manager.onLocalAddress(address("10.0.1.1"), true, 0);
        assertEquals(List.of(OPEN, OPEN, OPEN), client.taken());
    }

    @Test
    void theyAreOpenedAgainWhenThePeersAddressIsBack() {
        attach(client);
        manager.onEstablished(0);
        client.taken();
        manager.onRemoveAddr(0, 0);
        manager.onSubflow(0, SubflowEvent.CLOSED, 0);
        assertEquals(List.of(), client.taken());
        manager.onAddAddr(0, address("10.0.1.2"), 0, 0);
        assertEquals(List.of(OPEN, OPEN, OPEN), client.taken());
    }

    @Test
    void keepsTheContract() {
        PathManagerContract.check(new NDiffPortsFactory());
    }
}
