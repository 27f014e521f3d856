package mptcp.pathmanager.reestablish;

import static mptcp.policy.testing.FakePaths.address;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.testing.FakePaths;
import mptcp.policy.testing.PathManagerContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReestablishTest {
    private static final long S = 1_000_000_000;
    private static final String OPEN = "open 10.0.2.1 -> 10.0.2.2:80";

    private final FakePaths client = new FakePaths(true, "10.0.1.1", "10.0.2.1");
    private final Reestablish manager = new Reestablish(1_000, 5_000);
    private int second;

    @BeforeEach
    void twoSubflows() {
        manager.attach(client, client.connection(), 0);
        client.established = true;
        manager.onEstablished(0);
        client.peerAnnounces(2, "10.0.2.2", 0);
        second = up("10.0.2.1", "10.0.2.2");
        client.taken();
    }

    private int up(String local, String remote) {
        int sf = client.add(local, remote, 80);
        manager.onSubflow(sf, SubflowEvent.ESTABLISHED, 0);
        return sf;
    }

    private void lose(int sf, long nowNs) {
        manager.onSubflow(sf, SubflowEvent.CLOSED, nowNs);
        client.remove(sf);
    }

    @Test
    void theDelayDoublesUpToItsBound() {
        lose(second, 10 * S);
        assertEquals(List.of("timer 1000 ms"), client.taken());
        manager.onTimer(11 * S);
        assertEquals(List.of(OPEN, "timer 2000 ms"), client.taken());
        manager.onTimer(13 * S);
        assertEquals(List.of(OPEN, "timer 4000 ms"), client.taken());
        manager.onTimer(17 * S);
        assertEquals(List.of(OPEN, "timer 5000 ms"), client.taken());
        manager.onTimer(22 * S);
        assertEquals(List.of(OPEN, "timer 5000 ms"), client.taken());
    }

    @Test
    void successEndsItAndStartsTheDelayAnew() {
        lose(second, 10 * S);
        manager.onTimer(11 * S);
        client.taken();
        second = up("10.0.2.1", "10.0.2.2");
        manager.onTimer(13 * S);
        assertEquals(List.of(), client.taken());
        lose(second, 20 * S);
        assertEquals(List.of("timer 1000 ms"), client.taken());
    }

    @Test
    void anAttemptThatIsStillPendingIsNotDoubled() {
        lose(second, 10 * S);
        manager.onTimer(11 * S);
        client.taken();
        int pending = client.add("10.0.2.1", "10.0.2.2", 80);
        manager.onTimer(13 * S);
        assertEquals(List.of("timer 4000 ms"), client.taken());
        lose(pending, 14 * S);
        assertEquals(List.of(), client.taken(), "a failed attempt is no lost subflow");
        manager.onTimer(17 * S);
        assertEquals(List.of(OPEN, "timer 5000 ms"), client.taken());
    }

    @Test
    void breakBeforeMake() {
        lose(second, 10 * S);
        client.taken();
        lose(0, 10 * S);
        assertEquals(List.of(OPEN, "open 10.0.1.1 -> 10.0.1.2:80", "timer 1000 ms"), client.taken(), "at once");
        client.localAddresses.clear();
        manager.onTimer(11 * S);
        assertEquals(List.of("timer 2000 ms"), client.taken(), "nothing to open from");
        client.localAddresses.add(address("10.0.3.1"));
        manager.onLocalAddress(address("10.0.3.1"), true, 12 * S);
        assertEquals(List.of("open 10.0.3.1 -> 10.0.2.2:80", "open 10.0.3.1 -> 10.0.1.2:80", "timer 1000 ms"),
                client.taken(), "from the new address");
        up("10.0.3.1", "10.0.1.2");
        manager.onTimer(13 * S);
        assertEquals(List.of("timer 2000 ms"), client.taken(), "the other one waits for its own address again");
    }

    @Test
    void anAddressThatComesBackIsUsedAtOnce() {
        client.localAddresses.remove(address("10.0.2.1"));
        lose(second, 10 * S);
        manager.onTimer(11 * S);
        manager.onTimer(13 * S);
        client.taken();
        client.localAddresses.add(address("10.0.2.1"));
        manager.onLocalAddress(address("10.0.2.1"), true, 14 * S);
        assertEquals(List.of(OPEN, "timer 1000 ms"), client.taken());
    }

    @Test
    void anAddressThatThePeerWithdrewIsGivenUp() {
        client.remoteAddresses.clear();
        lose(second, 10 * S);
        manager.onRemoveAddr(2, 10 * S);
        assertEquals(List.of(), client.taken());
        client.peerAnnounces(3, "10.0.2.2", 0);
        manager.onAddAddr(3, address("10.0.2.2"), 0, 11 * S);
        lose(up("10.0.2.1", "10.0.2.2"), 12 * S);
        assertEquals(List.of("timer 1000 ms"), client.taken());
        client.remoteAddresses.clear();
        manager.onRemoveAddr(3, 12 * S);
        manager.onTimer(13 * S);
        assertEquals(List.of(), client.taken(), "also if the subflow ended first");
    }

    @Test
    void thePassiveSideDoesNothing() {
        FakePaths server = new FakePaths(false, "10.0.1.2");
        server.established = true;
        Reestablish passive = new Reestablish(1_000, 5_000);
        passive.attach(server, server.connection(), 0);
        passive.onSubflow(0, SubflowEvent.CLOSED, S);
        assertEquals(List.of(), server.taken());
    }

    @Test
    void aBackupComesBackAsABackup() {
        client.setBackup(second, true);
        client.taken();
        lose(second, 10 * S);
        manager.onTimer(11 * S);
        assertEquals(OPEN + " backup", client.taken().get(1));
    }

    @Test
    void keepsTheContract() {
        PathManagerContract.check(new ReestablishFactory());
    }
}
