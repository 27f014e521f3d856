package mptcp.conformance.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Priorities of subflows: RFC 8684 section 3.3.8; RFC 6824 section 3.3.8. */
class PriorityTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(80)
    void thePeerMakesASubflowABackupAndRegularAgain(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(ack(1, 1).on(b).dack(1).mpPrio(true));
            assertTrue(Mp.subflow(d, b).backupRemote());
            assertFalse(Mp.subflow(d, b).backupLocal());
            assertFalse(Mp.subflow(d, d.flow("a")).backupRemote());
            d.inject(ack(1, 1).on(b).dack(1).mpPrio(false));
            assertFalse(Mp.subflow(d, b).backupRemote());
            assertEquals(2, d.paths().events().stream().filter("subflow PRIORITY"::equals).count());
        }
    }

    @Test
    @Row(80)
    void versionZeroMayNameAnotherSubflowByItsAddressId() {
        try (Drill d = Mp.drill(0).open()) {
            Mp.server(d);
            d.peer().addressId(9);
            Flow b = d.joinServer("b");
            d.inject(ack(101, 1).dack(1).mpPrio(true, 9));
            assertTrue(Mp.subflow(d, b).backupRemote());
            assertFalse(Mp.subflow(d, d.flow("a")).backupRemote());
            d.inject(ack(1, 1).on(b).dack(1).mpPrio(true, 0));
            assertTrue(Mp.subflow(d, d.flow("a")).backupRemote());
        }
    }

    @Test
    @Row(80)
    void versionOneRefusesTheFormOfVersionZero() {
        try (Drill d = Mp.drill(1).open()) {
            Mp.server(d);
            d.peer().addressId(9);
            Flow b = d.joinServer("b");
            d.inject(ack(101, 1).dack(1).mpPrio(true, 9), ack(1, 1).on(b).dack(1).mpPrio(true, 9));
            assertFalse(Mp.subflow(d, b).backupRemote());
            assertFalse(Mp.subflow(d, d.flow("a")).backupRemote());
            assertEquals(0, d.counter("MPTcpExtMPPrioRx"));
        }
    }

    /** The first subflow's data was acknowledged to it and not at the data level, and it became a backup: another carries it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row({61, 80})
    void dataOfABackupIsSentAgainOnARegularSubflow(boolean bare) {
        try (Drill d = Mp.drill(1).ownPolicies().open()) {
            Sock s = Mp.server(d);
            d.inject(ack(101, 1).dack(1));
            Flow b = d.joinServer("b");
            d.inject(ack(1, 1).on(b).dack(1).mpPrio(true));
            s.write(100);
            d.expect(data(1, 101, 100).partial().dss(dss().dack(101).map(1, 1, 100)));
            d.inject(ack(101, 1).dack(1).mpPrio(true), ack(1, 1).on(b).dack(1).mpPrio(false));
            d.inject(bare ? ack(101, 101) : ack(101, 101).dack(1));
            d.expectWithin(ms(700), data(1, 1, 100).on(b).partial().dss(dss().dack(101).map(1, 1, 100)));
            d.inject(ack(1, 101).on(b).dack(101));
            d.expectNothing(seconds(5));
        }
    }

    @Test
    @Row(81)
    void aChangeOfPolicyIsToldWithoutAnIdInVersionOne() {
        try (Drill d = Mp.drill(1).open()) {
            Mp.server(d);
            Flow b = d.joinServer("b");
            d.setBackup("b", true);
            d.expect(ack(1, 1).on(b).partial().mpPrio(true));
            assertTrue(Mp.subflow(d, b).backupLocal());
            d.setBackup("b", true);
            d.expectNothing(seconds(1));
            d.setBackup("b", false);
            d.expect(ack(1, 1).on(b).partial().mpPrio(false));
            assertEquals(2, d.counter("MPTcpExtMPPrioTx"));
        }
    }

    @Test
    @Row(81)
    void aChangeOfPolicyIsToldWithTheIdInVersionZero() {
        try (Drill d = Mp.drill(0).secondAddress().open()) {
            Mp.server(d);
            Flow b = d.flow("b", new InetSocketAddress(d.secondLocalAddress(), 8080),
                    new InetSocketAddress(d.secondPeerAddress(), 41_000));
            d.inject(syn(0).on(b).mss(1460).mpJoin(join().id(3)));
            d.expect(synAck(0, 1).on(b).partial().mpJoin());
            d.inject(ack(1, 1).on(b).mpJoin());
            d.expect(ack(1, 1).on(b).partial().dack(101));
            d.setBackup("b", true);
            d.expect(ack(1, 1).on(b).partial().mpPrio(true, b.stackAddressId()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(82)
    void aBackupCarriesNothingWhileARegularSubflowIsUsable(int version) {
        try (Drill d = Mp.drill(version).ownPolicies().open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin(join().backup()));
            d.expect(synAck(0, 1).on(b).partial().mpJoin());
            d.inject(ack(1, 1).on(b).mpJoin());
            d.expect(ack(1, 1).on(b).partial().dack(101));
            s.write(20_000);
            // ten segments are the initial window: the rest waits for the regular subflow
            assertTrue(d.skip().stream().allMatch(p -> p.destinationPort() == d.flow("a").remote().getPort()));
            assertTrue(Mp.subflow(d, b).queued() == 0 && Mp.subflow(d, b).bytesSent() == 0);
            // its failure gives the backup all that was not acknowledged
            d.inject(rst(101));
            d.expectEventually(seconds(5), data(1, 1, 1432).on(b).partial().dss(dss().dack(101).map(1, 1, 1432)));
            d.skip();
        }
    }
}
