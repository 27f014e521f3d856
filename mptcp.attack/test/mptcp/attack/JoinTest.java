package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Joins by somebody who saw the token on the wire and has no key (RFC 8684 section 5: only the HMAC proves who joins). What
 * is not proven keeps nobody out and holds little.
 */
@Timeout(60)
final class JoinTest {
    private static final int JOINS = 5_000;
    private static final int CONNECTIONS = 200;
    private static final long MB = 1_000_000;

    /** The genuine peer joins at once, however many have begun to. */
    @Test
    void halfOpenJoinsKeepNobodyOut() {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            for (int i = 0; i < 12; i++) {
                t.hostile(p.joinSyn(p.stranger("10.0.66.6"), 9, i));
            }
            Wire second = p.join("10.0.3.2", 1);
            assertFalse(second.reset(), "the genuine join was refused");
            Seg data = p.nextData(second, 500);
            data.go();
            assertEquals(1500, p.app().drain().read());
            t.report("12 half-open joins with a token seen on the wire", Figures.Foe.ANYBODY,
                    "the genuine join is admitted at once");
        }
    }

    @Test
    void joinFlood() {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            t.storm(JOINS, i -> p.joinSyn(p.stranger("10.0." + (20 + i % 200) + ".6"), i & 0xff, i));
            t.bystanderGoesOn();
            t.othersCanConnect();
            p.exchange(1000);
            Wire second = p.join("10.0.3.2", 1);
            assertFalse(second.reset(), "the genuine join was refused");
            p.nextData(second, 500).go();
            assertEquals(2500, p.app().drain().read());
            Memory m = t.report("join flood with a token seen on the wire, " + JOINS, Figures.Foe.ANYBODY,
                    "the genuine join is admitted at once; exchanges, new connections");
            assertTrue(m.heap() + m.outside() < 8 * MB, () -> "half-open joins hold " + m.text());
            long before = t.sentPackets();
            t.advance(600_000_000_000L);
            long after = t.sentPackets() - before;
            assertTrue(after < 2_000, () -> after + " packets to those who had begun to join");
        }
    }

    /** A few for each of many connections: the host has a limit besides. */
    @Test
    void joinFloodOverManyConnections() {
        try (Target t = new Target()) {
            List<Peer> peers = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                peers.add(t.peer().at("10.0.4." + (1 + i)).connect());
            }
            t.memoryCounts();
            t.storm(JOINS, i -> {
                Peer p = peers.get(i % CONNECTIONS);
                return p.joinSyn(p.stranger("10.0." + (20 + i % 200) + ".6"), i & 0xff, i);
            });
            t.bystanderGoesOn();
            for (Peer p : peers) {
                assertFalse(p.join("10.0.3.2", 1).reset(), "the genuine join was refused");
            }
            Memory m = t.report("join flood over " + CONNECTIONS + " connections, " + JOINS, Figures.Foe.ANYBODY,
                    "the genuine join of each is admitted at once");
            assertTrue(m.heap() + m.outside() < 16 * MB, () -> "half-open joins hold " + m.text());
        }
    }

    /** The three packets, with an HMAC that is wrong. */
    @Test
    void joinsWithAWrongHmac() {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            for (int i = 0; i < 1000; i++) {
                Wire w = p.stranger("10.0.66.6");
                t.register(w);
                t.hostile(p.joinSyn(w, 9, i));
                TcpPacket answer = w.last().peekLast();
                if (answer != null && answer.option(TcpOption.JoinSynAck.class).isPresent()) {
                    w.synAck(answer);
                    byte[] hmac = new byte[20];
                    w.seg().opt(new TcpOption.JoinAck(0, hmac)).attack();
                    w.seg().data(0, 100).dack().map(1000, 1, 100).attack();
                }
                t.forget(w);
            }
            p.exchange(1000);
            assertEquals(1, only(t, p).subflows().size());
            assertFalse(p.join("10.0.3.2", 1).reset(), "the genuine join was refused");
            t.bystanderGoesOn();
            t.report("1000 joins with a wrong HMAC and data after it", Figures.Foe.ANYBODY,
                    "no byte is taken; the genuine join is admitted");
        }
    }

    /** Tokens that nobody has. */
    @Test
    void guessedTokens() {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            Peer nobody = t.peer().at("10.0.66.6");
            t.storm(JOINS, i -> nobody.joinSyn(nobody.stranger("10.0.66.6"), 1, i));
            assertEquals(1, only(t, p).subflows().size());
            p.exchange(1000);
            t.bystanderGoesOn();
            Memory m = t.report("joins with guessed tokens, " + JOINS, Figures.Foe.BLIND, "each is refused");
            assertTrue(m.heap() + m.outside() < 4 * MB, m::text);
        }
    }

    /** Joins to ports and addresses where nobody may join, and to a connection that is closing or gone. */
    @Test
    void joinsWhereNoneMayBe() {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            Wire w = p.stranger("10.0.66.6");
            byte[] syn = p.joinSyn(w, 9, 1);
            t.hostile(Patch.port(syn, 81));
            t.hostile(Patch.port(syn, 0));
            assertEquals(1, only(t, p).subflows().size());
            p.app().socket().abort();
            t.run();
            t.takeStrays();
            t.hostile(syn);
            assertTrue(t.takeStrays().stream().allMatch(s -> s.option(TcpOption.JoinSynAck.class).isEmpty()),
                    "a join to a connection that was aborted is answered");
            t.bystanderGoesOn();
            t.report("joins to other ports, and to a connection that is gone", Figures.Foe.ANYBODY, "refused");
        }
    }

    private static ConnectionSnapshot only(Target t, Peer p) {
        return t.connection(p);
    }
}
