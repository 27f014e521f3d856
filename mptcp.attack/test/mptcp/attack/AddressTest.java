package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Announcements and withdrawals of a peer that lies, to a path manager that believes all: it opens subflows from each address
 * to whatever is announced.
 */
@Timeout(60)
final class AddressTest {
    private static final Believer BELIEVER = new Believer();
    private static final long SECOND = 1_000_000_000;
    private static final long MB = 1_000_000;

    /** Opens subflows to all that is announced, and again when it changes. */
    private static final class Believer implements PathManagerFactory {
        @Override
        public String name() {
            return "believer";
        }

        @Override
        public PathManager create(PolicyContext connection) {
            return new PathManager() {
                private PathCommands commands;

                @Override
                public void attach(PathCommands c, ConnectionInfo i, long nowNs) {
                    commands = c;
                }

                @Override
                public void onAddAddr(int id, InetAddress address, int port, long nowNs) {
                    for (InetAddress local : commands.localAddresses()) {
                        commands.open(local, new InetSocketAddress(address, port), false);
                    }
                }
            };
        }
    }

    @BeforeAll
    static void deploy() {
        Target.FACTORY.policies().add(PolicyKind.PATH_MANAGER, BELIEVER, Integer.MIN_VALUE + 1, "attack");
    }

    @AfterAll
    static void withdraw() {
        Target.FACTORY.policies().remove(BELIEVER);
    }

    private static Target target() {
        Target t = new Target(c -> c.maxSubflows(8));
        t.stack().policies().choose(PolicyKind.PATH_MANAGER, "believer");
        return t;
    }

    /** Nothing is sent to where nobody may join; the connection goes on, and what may be joined is joined. */
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "127.0.0.1", "127.8.8.8", "224.0.0.1", "239.1.2.3", "240.0.0.1",
        "255.255.255.255", "10.0.1.1", "10.0.2.1", "::", "::1", "ff02::1", "fd00:1::1"})
    void addressesThatNobodyMayJoin(String address) {
        try (Target t = target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            t.takeStrays();
            p.wire().seg().opt(p.addAddr(1, address, 0)).attack();
            p.wire().seg().opt(p.addAddr(2, address, 80)).attack();
            t.advance(5 * SECOND);
            assertEquals(List.of(), joins(t), "SYNs to " + address);
            p.exchange(1000);
            p.wire().seg().opt(p.addAddr(3, "10.0.7.7", 0)).go();
            t.advance(SECOND);
            assertFalse(joins(t).isEmpty(), "an address that may be joined is not joined any more");
            t.bystanderGoesOn();
            t.report("ADD_ADDR of an address that nobody may join", Figures.Foe.PEER, "no packet goes there");
        }
    }

    private static List<String> joins(Target t) {
        return t.takeStrays().stream().filter(s -> s.option(TcpOption.JoinSyn.class).isPresent())
                .map(s -> s.to().toString()).toList();
    }

    /** A SYN instead of the answer to the stack's join: it has no number that could be checked, and says nothing of the connection. */
    @Test
    void aSynInsteadOfTheAnswerToAJoin() {
        try (Target t = target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            t.takeStrays();
            p.wire().seg().opt(p.addAddr(3, "10.0.7.7", 0)).go();
            t.advance(SECOND / 100);
            TcpPacket join = t.takeStrays().stream().filter(s -> s.option(TcpOption.JoinSyn.class).isPresent()).findFirst().orElseThrow();
            t.hostile(PacketEncoder.encode(new TcpPacket(join.to().getAddress(), join.from().getAddress(), 0, 64, join.to().getPort(),
                    join.from().getPort(), 4711, 0, TcpFlags.SYN, 65_535, 0, List.of(), new byte[0])));
            t.advance(SECOND);
            assertFalse(t.connection(p).fallback(), "the connection fell back");
            p.exchange(1000);
            t.bystanderGoesOn();
            t.report("a SYN instead of the answer to the stack's join", Figures.Foe.BLIND, "the connection goes on");
        }
    }

    /** The broadcast address of the link's own subnet. */
    @Test
    void theSubnetsBroadcastAddress() {
        try (Target t = target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            t.takeStrays();
            p.wire().seg().opt(p.addAddr(2, "10.0.255.255", 0)).attack();
            t.advance(SECOND);
            assertEquals(List.of(), joins(t), "a SYN to the subnet's broadcast address");
            p.exchange(1000);
            t.report("ADD_ADDR of the subnet's broadcast address", Figures.Foe.PEER, "nothing is broadcast");
        }
    }

    /** The four-tuple that the connection has already. */
    @Test
    void theConnectionItself() {
        try (Target t = target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            t.takeStrays();
            InetSocketAddress its = p.wire().here();
            p.wire().seg().opt(p.addAddr(1, its.getAddress().getHostAddress(), its.getPort())).attack();
            t.advance(SECOND);
            p.exchange(1000);
            t.bystanderGoesOn();
            t.report("ADD_ADDR of the peer's own end", Figures.Foe.PEER, "the connection goes on");
        }
    }

    @Test
    void announcementFlood() {
        try (Target t = target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            t.takeStrays();
            long before = t.sentPackets();
            t.storm(5_000, i -> p.wire().seg()
                    .opt(p.addAddr(1 + i % 255, "10.0." + (20 + i / 250) + "." + (1 + i % 250), 1 + i)).bytes());
            long answers = t.sentPackets() - before;
            assertTrue(answers <= 5_000 + 500, () -> answers + " packets in answer to 5000 announcements");
            int held = t.connection(p).subflows().size();
            assertTrue(held <= 8, () -> held + " subflows");
            Memory m = t.report("ADD_ADDR flood, 5000 addresses", Figures.Foe.PEER, "at most 8 subflows; exchanges");
            assertTrue(m.heap() + m.outside() < 8 * MB, m::text);
            p.exchange(1000);
            t.bystanderGoesOn();
            long later = t.sentPackets();
            t.advance(600 * SECOND);
            long sent = t.sentPackets() - later;
            assertTrue(sent < 500, () -> sent + " packets later");
        }
    }

    /** Announced and withdrawn again and again: each may cost a SYN, and no more. */
    @Test
    void announcedAndWithdrawn() {
        try (Target t = target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            long before = t.sentPackets();
            t.storm(5_000, i -> i % 2 == 0
                    ? p.wire().seg().opt(p.addAddr(1 + i % 200, "10.0.30." + (1 + i % 250), 0)).bytes()
                    : p.wire().seg().opt(new TcpOption.RemoveAddr(0, List.of(i % 200))).bytes());
            long answers = t.sentPackets() - before;
            assertTrue(answers <= 5 * 5_000, () -> answers + " packets in answer to 5000");
            t.advance(SECOND);
            p.exchange(1000);
            t.bystanderGoesOn();
            Memory m = t.report("ADD_ADDR and REMOVE_ADDR in turn, 5000", Figures.Foe.PEER, "exchanges");
            assertTrue(m.heap() + m.outside() < 8 * MB, m::text);
        }
    }

    @Test
    void announcementsWithAWrongHmac() {
        try (Target t = target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            t.takeStrays();
            for (int i = 0; i < 1000; i++) {
                TcpOption.AddAddr right = (TcpOption.AddAddr) p.addAddr(5, "10.0.66.6", 0);
                p.wire().seg().opt(new TcpOption.AddAddr(0, 5, right.address(), right.port(), right.hmac() ^ 1L << i % 64))
                        .attack();
                p.wire().seg().opt(new TcpOption.AddAddr(0, 5, right.address(), right.port(), mptcp.testkit.wire.Wild.ABSENT))
                        .attack();
            }
            t.advance(SECOND);
            assertEquals(List.of(), joins(t));
            p.exchange(1000);
            t.bystanderGoesOn();
            t.report("ADD_ADDR with a wrong or no HMAC, 2000", Figures.Foe.PATH, "not believed");
        }
    }

    /** Id 0 is the first subflow's: announced, it is another address for it, and nothing that lives is taken for it. */
    @Test
    void idZeroAndIdsThatLive() {
        try (Target t = target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            Wire second = p.join("10.0.3.2", 7);
            t.takeStrays();
            p.wire().seg().opt(p.addAddr(0, "10.0.40.1", 0)).attack();
            p.wire().seg().opt(p.addAddr(7, "10.0.40.2", 0)).attack();
            p.wire().seg().opt(p.addAddr(255, "10.0.40.3", 65_535)).attack();
            t.advance(SECOND);
            assertFalse(p.wire().reset());
            assertFalse(second.reset());
            p.exchange(1000);
            p.nextData(second, 300).go();
            assertEquals(2300, p.app().drain().read());
            t.bystanderGoesOn();
            t.report("ADD_ADDR with id 0 and with ids in use", Figures.Foe.PEER, "the subflows that live go on");
        }
    }

    /** The peer takes its paths away: the connection ends with an error or lives on what is left; nothing hangs for ever. */
    @Test
    void everythingWithdrawn() {
        try (Target t = target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            Wire second = p.join("10.0.3.2", 7);
            List<Integer> all = java.util.stream.IntStream.range(0, 20).boxed().toList();
            p.wire().seg().opt(new TcpOption.RemoveAddr(0, all)).attack();
            for (int i = 20; i < 256; i += 20) {
                List<Integer> some = java.util.stream.IntStream.range(i, Math.min(256, i + 20)).boxed().toList();
                p.wire().seg().opt(new TcpOption.RemoveAddr(0, some)).attack();
                second.seg().opt(new TcpOption.RemoveAddr(0, some)).attack();
            }
            p.app().write(1000);
            t.advance(4_000 * SECOND);
            t.bystanderGoesOn();
            t.othersCanConnect();
            assertTrue(!p.app().lives() || p.received() == 2000,
                    "neither does the connection work nor has it ended: " + t.connection(p));
            t.report("REMOVE_ADDR of every id", Figures.Foe.PEER, "the connection works or has ended with an error");
        }
    }

    @Test
    void port0IsThatOfTheFirstSubflow() {
        try (Target t = target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            t.takeStrays();
            InetAddress a = mptcp.testkit.Script.inet("10.0.41.1");
            p.wire().seg().opt(new TcpOption.AddAddr(0, 4, a, 0,
                    p.crypto().addAddrHmac64(p.key(), p.stackKey(), 4, a.getAddress(), 0))).attack();
            t.advance(SECOND);
            for (TcpPacket s : t.takeStrays()) {
                assertTrue(s.destinationPort() != 0, "a SYN to port 0");
            }
            p.exchange(1000);
            t.bystanderGoesOn();
            t.report("ADD_ADDR with the port 0 written out", Figures.Foe.PEER, "no packet goes to port 0");
        }
    }
}
