package mptcp.conformance.mp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.address;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.path.PathCommands.RemoteAddress;
import mptcp.api.path.PathCommands;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Script;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which id stands for which address, on both sides: RFC 8684 sections 3.1, 3.2 and 3.4. */
class AddressRulesTest {
    private static final String SECOND = "10.0.2.1";

    private static List<String> announcements(Drill d) {
        return d.paths().events().stream().filter(e -> e.startsWith("addAddr") || e.startsWith("removeAddr")).toList();
    }

    private static boolean says(Drill d, Predicate<PathCommands> question) {
        return ask(d, question::test);
    }

    private static <T> T ask(Drill d, Function<PathCommands, T> question) {
        List<T> answer = new ArrayList<>();
        d.command("look", c -> answer.add(question.apply(c)));
        return answer.getFirst();
    }

    private static InetSocketAddress second(Drill d) {
        return new InetSocketAddress(d.secondPeerAddress(), 8080);
    }

    /** A client with a second subflow, from its second address. */
    private static Flow joined(Drill d) {
        d.handshakeClient();
        Flow b = d.openSubflow("b", d.secondLocalAddress(), second(d), false);
        d.expect(syn(0).on(b).partial().mpJoin());
        d.inject(synAck(0, 1).on(b).mss(1460).mpJoin(join().id(9)));
        d.expect(ack(1, 1).on(b).partial().mpJoin());
        d.inject(ack(1, 1).on(b).dack(1));
        return b;
    }

    // --- our ids

    /** An address that comes and goes: ids stay in one byte, and no withdrawal ends the first subflow. */
    @Test
    @Row({73, 78})
    void idsGoRound() {
        try (Drill d = Mp.drill(1).secondAddress().open()) {
            Mp.server(d);
            int before = 0;
            for (int i = 1; i <= 600; i++) {
                int id = d.announce(d.secondLocalAddress(), 0);
                assertTrue(id >= 1 && id <= 255 && id != before, "round " + i + ": " + id + " after " + before);
                d.expect(ack(1, 101).partial().addAddr(address(id, SECOND)));
                d.inject(ack(101, 1).dack(1).addAddr(address(id, SECOND).echo()));
                d.withdraw(id);
                d.expect(ack(1, 101).partial().removeAddr(id));
                before = id;
            }
            assertEquals(1, Mp.connection(d).subflows().size());
        }
    }

    /** Where the peer hears of nothing, ids run out: that is said, and none is given twice. */
    @Test
    @Row({73, 83})
    void withoutAFreeIdNothingIsAnnounced() {
        try (Drill d = Mp.drill(1).secondAddress().open()) {
            Mp.server(d);
            for (int port = 1; port <= 255; port++) {
                assertEquals(port, d.announce(d.secondLocalAddress(), 9000 + port));
                d.skip();
            }
            assertEquals(-1, (int) ask(d, c -> c.announce(d.secondLocalAddress(), 0)));
            assertEquals(1, d.counter("MPTcpExtAddrIdNoneFree"));
            d.withdraw(77);
            d.skip();
            d.advance(seconds(5)); // the peer would have ended what it has at 77 by now
            d.skip();
            assertEquals(77, d.announce(d.secondLocalAddress(), 0));
            d.skip();
            d.advance(seconds(1000));
            d.skip();
        }
    }

    @Test
    @Row({40, 73})
    void theFirstSubflowsAddressIsKnownUntilItIsWithdrawn() {
        try (Drill d = Mp.drill(1).secondAddress().open()) {
            Flow b = joined(d);
            assertEquals(0, d.announce(d.localAddress(), 0));
            d.expectNothing(seconds(5));
            d.stack().removeAddress(d.localAddress());
            d.run();
            d.expect(ack(1, 1).on(b).partial().removeAddr(0));
            d.stack().addAddress(d.link().name(), LinkAddress.of("10.0.1.1/24"));
            d.advance(seconds(5));
            // a join from there has its id again, but announces nothing
            d.openSubflow("e", d.localAddress(), second(d), false);
            assertEquals(0, d.expect(syn(0).on("e").partial().mpJoin()).option(TcpOption.JoinSyn.class).orElseThrow()
                    .addressId());
            assertEquals(0, d.announce(d.localAddress(), 0));
            d.expect(ack(1, 1).on(b).partial().addAddr(address(0, "10.0.1.1")));
            d.inject(ack(1, 1).on(b).dack(1).addAddr(address(0, "10.0.1.1").echo()));
        }
    }

    @Test
    @Row(73)
    void endpointsHaveTheIdsOfTheHostsListAndNoOneElseHas() {
        try (Drill d = Mp.drill(1).secondAddress().address(LinkAddress.of("10.0.3.1/24")).open()) {
            Mp.server(d);
            d.stack().endpoints(List.of(Endpoint.of(1, Script.inet("10.0.3.1")).withSignal(true)));
            int other = d.announce(d.secondLocalAddress(), 0);
            assertNotEquals(1, other);
            d.skip();
            assertEquals(1, d.announce(Script.inet("10.0.3.1"), 0));
            d.skip();
            d.advance(seconds(1000));
            d.skip();
        }
    }

    /** REMOVE_ADDR has no echo: it is told again where its path turns out not to deliver, and only there. */
    @Test
    @Row(78)
    void aWithdrawalIsToldAgainWhenItsSubflowEnds() {
        try (Drill d = Mp.drill(1).secondAddress().open()) {
            Flow b = joined(d);
            int id = d.announce(Script.inet("10.0.1.1"), 9000);
            d.expect(ack(1, 1).partial().addAddr(address(id, "10.0.1.1").port(9000)));
            d.inject(ack(1, 1).dack(1).addAddr(address(id, "10.0.1.1").port(9000).echo()));
            d.withdraw(id);
            d.expect(ack(1, 1).partial().removeAddr(id));
            d.inject(rst(1));
            d.expect(ack(1, 1).on(b).partial().removeAddr(id));
            d.expectNothing(seconds(100));
            assertEquals(2, d.counter("MPTcpExtRmAddrTx"));
        }
    }

    @Test
    @Row(78)
    void aWithdrawalIsNotRepeatedOnAPathThatDelivers() {
        try (Drill d = Mp.drill(1).secondAddress().open()) {
            Sock s = Mp.server(d);
            int id = d.announce(d.secondLocalAddress(), 0);
            d.expect(ack(1, 101).partial().addAddr(address(id, SECOND)));
            d.inject(ack(101, 1).dack(1).addAddr(address(id, SECOND).echo()));
            d.withdraw(id);
            d.expect(ack(1, 101).partial().removeAddr(id));
            d.expectNothing(seconds(100));
            s.write(10);
            d.expect(data(1, 101, 10).partial());
            d.inject(ack(101, 11).dack(11));
            d.expectNothing(seconds(100));
        }
    }

    /** A second withdrawal of one id is none. */
    @Test
    @Row(78)
    void whatIsWithdrawnIsWithdrawnOnce() {
        try (Drill d = Mp.drill(1).secondAddress().open()) {
            Mp.server(d);
            int id = d.announce(d.secondLocalAddress(), 0);
            d.skip();
            d.withdraw(id);
            d.expect(ack(1, 101).partial().removeAddr(id));
            assertFalse(says(d, c -> c.withdraw(id)));
            assertFalse(says(d, c -> c.withdraw(200)));
            assertFalse(says(d, c -> c.withdraw(-1)));
            assertFalse(says(d, c -> c.withdraw(256)));
            d.expectNothing(seconds(100));
        }
    }

    // --- the peer's ids

    /** The id of a live subflow and another address: ignored (section 3.4.1). */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(74)
    void anIdInUseIsNotTakenForAnotherAddress(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            d.peer().addressId(5);
            d.joinServer("b");
            d.inject(ack(101, 1).dack(1).addAddr(address(5, "10.0.9.9")));
            d.expectNothing(seconds(5));
            assertEquals(List.of(), announcements(d));
            assertEquals(1, d.counter("MPTcpExtAddAddrIdInUse"));
            // its own address may be announced under it
            d.inject(ack(101, 1).dack(1).addAddr(address(5, "10.0.2.2")));
            if (version == 1) {
                d.expect(ack(1, 101).partial().addAddr(address(5, "10.0.2.2").echo()));
            }
            assertEquals(List.of("addAddr 5 10.0.2.2 0"), announcements(d));
            // once the subflow is gone, so may another
            d.inject(rst(1).on("b"));
            d.inject(ack(101, 1).dack(1).addAddr(address(5, "10.0.9.9")));
            d.skip();
            assertEquals(List.of(new RemoteAddress(5, Script.inet("10.0.9.9"), 0)), ask(d, PathCommands::remoteAddresses));
            s.expectNoError();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(74)
    void zeroIsTheFirstAddressForEver(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Mp.server(d);
            d.joinServer("b");
            d.inject(ack(101, 1).dack(1).addAddr(address(0, "10.0.9.9")));
            d.expectNothing(seconds(5));
            d.inject(rst(101)); // also when the first subflow is gone
            d.inject(ack(1, 1).on("b").dack(1).addAddr(address(0, "10.0.9.9")));
            d.expectNothing(seconds(5));
            assertEquals(List.of(), announcements(d));
            assertEquals(2, d.counter("MPTcpExtAddAddrIdInUse"));
        }
    }

    /** The peer's first address is withdrawn, announced again under the id 0, and can be joined. */
    @Test
    @Row({74, 78})
    void thePeersFirstAddressMayComeBack() {
        try (Drill d = Mp.drill(1).secondAddress().config(c -> c.profile(WireProfile.BSD)).open()) {
            Flow b = joined(d);
            RemoteAddress first = new RemoteAddress(0, d.peerAddress(), 8080);
            assertEquals(List.of(first), ask(d, PathCommands::joinable));
            d.inject(ack(1, 1).on(b).dack(1).removeAddr(0));
            Mp.expectReset(d, d.flow("a"));
            assertEquals(List.of(), ask(d, PathCommands::joinable));
            for (int i = 0; i < 2; i++) {
                d.inject(ack(1, 1).on(b).dack(1).addAddr(address(0, "10.0.1.2")));
                d.expect(ack(1, 1).on(b).partial().addAddr(address(0, "10.0.1.2").echo()));
            }
            assertEquals(List.of(first), ask(d, PathCommands::joinable));
            assertEquals(List.of("removeAddr 0", "addAddr 0 10.0.1.2 0"), announcements(d));
            d.openSubflow("c", d.localAddress(), new InetSocketAddress(d.peerAddress(), 8080), false);
            d.expect(syn(0).on("c").partial().mpJoin());
        }
    }

    /** Where no peer can be: ignored, and no SYN goes there whoever asks. */
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "127.0.0.1", "127.8.8.8", "224.0.0.1", "239.1.2.3", "240.0.0.1",
        "255.255.255.255", "10.0.1.1", "10.0.2.1", "169.254.1.1", "::", "::1", "ff02::1", "fe80::1"})
    @Row(74)
    void addressesThatNobodyMayJoinAreIgnored(String where) {
        try (Drill d = Mp.drill(1).secondAddress().address(LinkAddress.of("fd00:2::1/64")).open()) {
            Mp.server(d);
            d.inject(ack(101, 1).dack(1).addAddr(address(3, where)));
            d.expectNothing(seconds(5));
            assertEquals(List.of(), announcements(d));
            assertEquals(1, d.counter("MPTcpExtAddAddrUnusable"));
            var local = where.contains(":") ? Script.inet("fd00:2::1") : d.localAddress();
            assertFalse(says(d, c -> c.open(local, new InetSocketAddress(Script.inet(where), 80), false)));
            d.expectNothing(seconds(5));
        }
    }

    // --- what path managers see

    @Test
    @Row(39)
    void endpointsThatAreBackupsSaySoWhoeverOpens() {
        try (Drill d = Mp.drill(1).secondAddress().open()) {
            Mp.server(d);
            d.stack().endpoints(List.of(Endpoint.of(7, d.secondLocalAddress()).withSignal(true).withBackup(true)));
            assertEquals(7, d.announce(d.secondLocalAddress(), 0));
            d.expect(ack(1, 101).partial().addAddr(address(7, SECOND)));
            d.inject(ack(101, 1).dack(1).addAddr(address(7, SECOND).echo()));
            Flow b = d.flow("b", new InetSocketAddress(d.secondLocalAddress(), 8080), new InetSocketAddress(
                    d.secondPeerAddress(), 40_500));
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            d.expect(synAck(0, 1).on(b).partial().mpJoin(join().id(7).backup()));
            d.inject(ack(1, 1).on(b).mpJoin());
            d.expect(ack(1, 1).on(b).partial().dack(101));
            assertTrue(Mp.subflow(d, b).backupLocal());
            assertFalse(Mp.subflow(d, b).backupRemote());
        }
    }

    @Test
    @Row(39)
    void backupMeansEitherEnd() {
        try (Drill d = Mp.drill(1).open()) {
            Mp.server(d);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin(join().backup()));
            d.expect(synAck(0, 1).on(b).partial().mpJoin(join().id(ANY)));
            d.inject(ack(1, 1).on(b).mpJoin());
            d.skip();
            assertFalse(says(d, c -> c.backup(0)));
            assertTrue(says(d, c -> c.backup(1)));
            d.setBackup("a", true);
            d.skip();
            assertTrue(says(d, c -> c.backup(0)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 31, 32, Integer.MAX_VALUE})
    @Row(83)
    void anUnusedSlotHasNothingToShow(int slot) {
        try (Drill d = Mp.drill(1).open()) {
            Mp.server(d);
            assertNull(ask(d, c -> c.local(slot)));
            assertNull(ask(d, c -> c.remote(slot)));
            assertNull(ask(d, c -> c.end(slot)));
            assertEquals(-1, (int) ask(d, c -> c.localId(slot)));
            assertEquals(-1, (int) ask(d, c -> c.remoteId(slot)));
            assertFalse(says(d, c -> c.backup(slot)));
            assertFalse(says(d, c -> c.close(slot)));
            assertFalse(says(d, c -> c.setBackup(slot, true)));
            d.expectNothing(ms(100));
        }
    }

    /** Commands that somebody kept do nothing once another path manager is in charge. */
    @Test
    @Row(83)
    void commandsEndWithTheirPathManager() throws InterruptedException {
        try (Drill d = Mp.drill(1).secondAddress().open()) {
            Mp.server(d);
            PathCommands[] kept = new PathCommands[1];
            d.command("keep", c -> (kept[0] = c) != null);
            Throwable[] elsewhere = new Throwable[1];
            Thread other = Thread.ofPlatform().uncaughtExceptionHandler((t, e) -> elsewhere[0] = e)
                    .start(() -> kept[0].announce(d.secondLocalAddress(), 0));
            other.join();
            assertInstanceOf(IllegalStateException.class, elsewhere[0], "on another thread");
            d.stack().policies().choose(PolicyKind.PATH_MANAGER, "builtin");
            d.run();
            assertEquals(-1, (int) d.stack().call(() -> kept[0].announce(d.secondLocalAddress(), 0)));
            assertFalse(d.stack().call(() -> kept[0].open(d.localAddress(), second(d), false)));
            assertFalse(d.stack().call(() -> kept[0].close(0)));
            assertEquals(0, (int) d.stack().call(kept[0]::subflows));
            d.expectNothing(seconds(5));
        }
    }
}
