package mptcp.pathmanager.each;

import static mptcp.policy.testing.FakePaths.address;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import mptcp.api.path.PathManager;
import mptcp.api.path.SubflowEnd;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.testing.FakePaths;
import mptcp.policy.testing.PathManagerContract;
import org.junit.jupiter.api.Test;

class EachTest {
    private static final long MS = 1_000_000;

    private final FakePaths client = new FakePaths(true, "10.0.1.1", "10.0.2.1", "10.0.3.1");
    private final PathManager manager = new EachFactory().create(client.connection());

    private void establish(FakePaths paths, PathManager of) {
        of.attach(paths, paths.connection(), 0);
        assertEquals(List.of(), paths.taken());
        paths.established = true;
        of.onEstablished(0);
    }

    @Test
    void aServerWithOneAddressIsJoinedFromEachOfTheOthers() {
        establish(client, manager);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.1.2:80", "open 10.0.3.1 -> 10.0.1.2:80"), client.taken());
    }

    @Test
    void addressesAreMatchedByTheirPrefixAndUsedOnce() {
        client.peerAnnounces(3, "10.0.3.2", 0);
        client.peerAnnounces(2, "10.0.2.2", 0);
        establish(client, manager);
        assertEquals(List.of("open 10.0.3.1 -> 10.0.3.2:80", "open 10.0.2.1 -> 10.0.2.2:80"), client.taken());
        manager.onAddAddr(4, address("10.0.4.2"), 0, 0);
        assertEquals(1, client.taken().size(), "a fourth of the peer, from one that is used already");
    }

    @Test
    void aHostThatMovesIsFollowed() {
        client.localAddresses.remove(address("10.0.3.1"));
        client.peerAnnounces(2, "10.0.2.2", 0);
        establish(client, manager);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.2.2:80"), client.taken());
        client.localAddresses.add(address("10.0.9.1"));
        manager.onLocalAddress(address("10.0.9.1"), true, 0);
        assertEquals(1, client.taken().size());
    }

    @Test
    void aFailedJoinIsTriedAgainAndLater() {
        client.localAddresses.remove(address("10.0.3.1"));
        establish(client, manager);
        client.taken();
        int sf = client.add("10.0.2.1", "10.0.1.2", 80);
        client.end = new SubflowEnd(SubflowEnd.Cause.REFUSED, -1, false);
        manager.onSubflow(sf, SubflowEvent.CLOSED, 0);
        client.remove(sf);
        assertEquals(List.of("timer 1000 ms"), client.taken());
        manager.onTimer(1_000 * MS);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.1.2:80"), client.taken());
    }

    @Test
    void thePassiveSideAnnouncesWhatItsEndpointsSay() {
        FakePaths server = new FakePaths(false, "10.0.1.2", "10.0.2.2", "10.0.3.2");
        server.endpoint("10.0.2.2", "signal");
        establish(server, new EachFactory().create(server.connection()));
        assertEquals(List.of("announce 10.0.2.2"), server.taken());
    }

    @Test
    void endpointsSayWhatIsABackup() {
        client.localAddresses.remove(address("10.0.3.1"));
        client.endpoint("10.0.2.1", "backup");
        establish(client, manager);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.1.2:80 backup"), client.taken());
    }

    @Test
    void withoutADelayAFailedJoinIsNotTriedAgain() {
        client.settings = Map.of("each.retry", "0s");
        PathManager once = new EachFactory().create(client.connection());
        establish(client, once);
        client.taken();
        int sf = client.add("10.0.2.1", "10.0.1.2", 80);
        client.end = new SubflowEnd(SubflowEnd.Cause.REFUSED, -1, false);
        once.onSubflow(sf, SubflowEvent.CLOSED, 0);
        assertEquals(List.of(), client.taken());
    }

    @Test
    void keepsTheContract() {
        PathManagerContract.check(new EachFactory());
    }
}
