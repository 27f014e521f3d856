package mptcp.pathmanager.fullmesh;

import static mptcp.policy.testing.FakePaths.address;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mptcp.api.path.SubflowEnd;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.testing.FakePaths;
import mptcp.policy.testing.PathManagerContract;
import org.junit.jupiter.api.Test;

class FullMeshTest {
    private static final long MS = 1_000_000;

    private final FakePaths client = new FakePaths(true, "10.0.1.1", "10.0.2.1");
    private final FakePaths server = new FakePaths(false, "10.0.1.2", "10.0.2.2");
    private final FullMesh manager = new FullMesh(1, 1_000 * MS);

    private void establish(FakePaths paths) {
        manager.attach(paths, paths.connection(), 0);
        assertEquals(List.of(), paths.taken());
        paths.established = true;
        manager.onEstablished(0);
    }

    @Test
    void twoByTwoAddressesMakeFourSubflows() {
        establish(client);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.1.2:80"), client.taken());
        manager.onAddAddr(2, address("10.0.2.2"), 0, 0);
        assertEquals(List.of("open 10.0.1.1 -> 10.0.2.2:80", "open 10.0.2.1 -> 10.0.2.2:80"), client.taken());
    }

    /** As the core does it: the policy is attached before the SYN is sent. */
    @Test
    void theFirstSubflowIsNotOpenedAgain() {
        client.remove(0);
        manager.attach(client, client.connection(), 0);
        client.add("10.0.1.1", "10.0.1.2", 80);
        client.established = true;
        manager.onEstablished(0);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.1.2:80"), client.taken());
    }

    @Test
    void thePassiveSideAnnouncesItsOtherAddresses() {
        establish(server);
        assertEquals(List.of("announce 10.0.2.2"), server.taken());
        server.localAddresses.remove(address("10.0.2.2"));
        manager.onLocalAddress(address("10.0.2.2"), false, 0);
        assertEquals(List.of("withdraw 1"), server.taken());
    }

    @Test
    void aNewLocalAddressJoinsTheMesh() {
        client.peerAnnounces(2, "10.0.2.2", 8080);
        establish(client);
        client.taken();
        client.localAddresses.add(address("10.0.3.1"));
        manager.onLocalAddress(address("10.0.3.1"), true, 0);
        assertEquals(List.of("open 10.0.3.1 -> 10.0.1.2:80", "open 10.0.3.1 -> 10.0.2.2:8080"), client.taken());
    }

    @Test
    void familiesAndScopesDoNotMix() {
        client.localAddresses.add(address("fd00:2::1"));
        client.localAddresses.add(address("fe80::1"));
        client.localAddresses.add(address("127.0.0.1"));
        establish(client);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.1.2:80"), client.taken());
        manager.onAddAddr(2, address("fd00:2::2"), 0, 0);
        assertEquals(List.of("open fd00:2:0:0:0:0:0:1 -> fd00:2:0:0:0:0:0:2:80"), client.taken());
    }

    @Test
    void endpointsWithTheFlagLimitTheMesh() {
        client.localAddresses.add(address("10.0.3.1"));
        client.endpoint("10.0.3.1", "subflow,fullmesh,backup");
        establish(client);
        assertEquals(List.of("open 10.0.3.1 -> 10.0.1.2:80 backup"), client.taken());
    }

    @Test
    void aPairIsTriedOnceUntilItsAddressComesBack() {
        establish(client);
        client.taken();
        manager.onSubflow(1, SubflowEvent.CLOSED, 0);
        assertEquals(List.of(), client.taken());
        client.localAddresses.remove(address("10.0.2.1"));
        manager.onLocalAddress(address("10.0.2.1"), false, 0);
        client.localAddresses.add(address("10.0.2.1"));
        manager.onLocalAddress(address("10.0.2.1"), true, 0);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.1.2:80"), client.taken());
    }

    @Test
    void aWithdrawnAddressMayComeBack() {
        establish(client);
        manager.onAddAddr(2, address("10.0.2.2"), 0, 0);
        client.taken();
        manager.onRemoveAddr(2, 0);
        manager.onSubflow(1, SubflowEvent.CLOSED, 0);
        assertEquals(List.of(), client.taken());
        manager.onAddAddr(3, address("10.0.2.2"), 0, 0);
        assertEquals(2, client.taken().size());
    }

    @Test
    void aTakeOverOpensWhatIsMissing() {
        client.established = true;
        client.peerAnnounces(2, "10.0.2.2", 0);
        client.add("10.0.2.1", "10.0.2.2", 80);
        manager.attach(client, client.connection(), 0);
        assertEquals(List.of("open 10.0.1.1 -> 10.0.2.2:80", "open 10.0.2.1 -> 10.0.1.2:80"), client.taken());
    }

    @Test
    void aRefusedPairIsTriedAgainWhenASubflowEnds() {
        client.refuse = true;
        establish(client);
        client.taken();
        client.refuse = false;
        manager.onSubflow(1, SubflowEvent.CLOSED, 0);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.1.2:80"), client.taken());
    }

    /** The peer's first address, withdrawn and announced again, is like any other. */
    @Test
    void thePeersFirstAddressMayComeBack() {
        establish(client);
        client.taken();
        manager.onRemoveAddr(0, 0);
        client.firstJoinable = false;
        client.remove(0);
        manager.onSubflow(0, SubflowEvent.CLOSED, 0);
        assertEquals(List.of(), client.taken());
        client.firstJoinable = true;
        manager.onAddAddr(0, address("10.0.1.2"), 0, 0);
        assertEquals(List.of("open 10.0.1.1 -> 10.0.1.2:80", "open 10.0.2.1 -> 10.0.1.2:80"), client.taken());
    }

    @Test
    void aFirstAddressThatTakesNoJoinsIsLeftAlone() {
        client.firstJoinable = false;
        establish(client);
        assertEquals(List.of(), client.taken());
        manager.onAddAddr(2, address("10.0.2.2"), 0, 0);
        assertEquals(List.of("open 10.0.1.1 -> 10.0.2.2:80", "open 10.0.2.1 -> 10.0.2.2:80"), client.taken());
    }

    /** The core withdraws what the host loses; what is back is announced again, the first subflow's address too. */
    @Test
    void ownAddressesMayComeBack() {
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
    void severalSubflowsForEachPair() {
        FullMesh four = new FullMesh(4, 0);
        client.established = true;
        four.attach(client, client.connection(), 0);
        assertEquals(List.of("open 10.0.1.1 -> 10.0.1.2:80", "open 10.0.1.1 -> 10.0.1.2:80", "open 10.0.1.1 -> 10.0.1.2:80",
                "open 10.0.2.1 -> 10.0.1.2:80", "open 10.0.2.1 -> 10.0.1.2:80", "open 10.0.2.1 -> 10.0.1.2:80",
                "open 10.0.2.1 -> 10.0.1.2:80"), client.taken(), "the first subflow is one of the first pair");
        client.refuse = true;
        four.onAddAddr(2, address("10.0.2.2"), 0, 0);
        assertEquals(2, client.taken().size(), "a refusal is not repeated at once");
    }

    private void ends(SubflowEnd.Cause cause, long nowNs) {
        int sf = client.add("10.0.2.1", "10.0.1.2", 80);
        client.end = new SubflowEnd(cause, -1, false);
        manager.onSubflow(sf, SubflowEvent.CLOSED, nowNs);
        client.remove(sf);
        client.end = null;
    }

    /** After 1, 2, 4 s; and after 1 s again where one came up in between. */
    @Test
    void aFailedOneIsTriedAgain() {
        establish(client);
        client.taken();
        long now = 0;
        for (int delay : new int[] {1, 2, 4}) {
            ends(SubflowEnd.Cause.TIMED_OUT, now);
            assertEquals(List.of("timer " + 1_000 * delay + " ms"), client.taken());
            manager.onTimer(now + 1_000 * delay * MS - 1);
            client.taken();
            now += 1_000 * delay * MS;
            manager.onTimer(now);
            assertEquals(List.of("open 10.0.2.1 -> 10.0.1.2:80"), client.taken());
        }
        int up = client.add("10.0.2.1", "10.0.1.2", 80);
        manager.onSubflow(up, SubflowEvent.ESTABLISHED, now);
        client.remove(up);
        ends(SubflowEnd.Cause.UNREACHABLE, now);
        assertEquals(List.of("timer 1000 ms"), client.taken());
    }

    @Test
    void oneThatWasEndedOnPurposeIsNot() {
        establish(client);
        client.taken();
        ends(SubflowEnd.Cause.ABORTED, 0);
        ends(SubflowEnd.Cause.RESET_BY_PEER, 0);
        ends(SubflowEnd.Cause.IN_ORDER, 0);
        assertEquals(List.of(), client.taken());
    }

    @Test
    void norOneWhoseAddressWentInTheMeantime() {
        establish(client);
        client.taken();
        ends(SubflowEnd.Cause.TIMED_OUT, 0);
        client.taken();
        client.localAddresses.remove(address("10.0.2.1"));
        manager.onLocalAddress(address("10.0.2.1"), false, 0);
        manager.onTimer(1_000 * MS);
        assertEquals(List.of(), client.taken());
    }

    @Test
    void keepsTheContract() {
        PathManagerContract.check(new FullMeshFactory());
    }
}
