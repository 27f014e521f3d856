package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import mptcp.testkit.wire.TcpOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals of Multipath TCP with wrong keys, at wrong times and without sense. */
@Timeout(60)
final class SignalTest {
    private static final long SECOND = 1_000_000_000;

    @ParameterizedTest
    @ValueSource(strings = {".", "R", "R.", "F.", "P."})
    void fastCloseWithAWrongKey(String flags) {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            Wire b = p.join("10.0.3.2", 1);
            boolean reset = flags.startsWith("R");
            for (long wrong : new long[] {0, -1, p.key(), p.stackKey() ^ 1, p.stackKey() ^ Long.MIN_VALUE}) {
                Wire w = b;
                w.seg().flags(flags.equals("F.") ? "." : flags).opt(new TcpOption.FastClose(0, wrong)).attack();
                if (reset) {
                    break; // that subflow is gone, as by any other RST of the right number
                }
            }
            t.advance(SECOND);
            assertTrue(p.app().lives(), () -> "the connection ended: " + p.app().failure());
            p.exchange(1000);
            t.bystanderGoesOn();
            t.report("MP_FASTCLOSE with a wrong key", Figures.Foe.PATH, "the connection goes on");
        }
    }

    /** MP_FAIL without a cause: plain TCP on the only subflow, or its end; the bytes stay right. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 500, 1_000_000, 1L << 40, -1})
    void failWithoutACause(long dsn) {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            p.wire().seg().dack().opt(new TcpOption.MpFail(0, p.theirDsn(dsn))).attack();
            t.advance(SECOND);
            p.app().write(3000);
            t.advance(4 * SECOND);
            assertTrue(p.received() == 4000 || p.wire().reset(), () -> "neither goes it on nor is it reset: " + p.received());
            t.bystanderGoesOn();
            t.report("MP_FAIL without a cause", Figures.Foe.PATH, "right bytes in plain TCP, or a reset");
        }
    }

    @Test
    void failOnOneOfTwo() {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            Wire b = p.join("10.0.3.2", 1);
            b.seg().dack().opt(new TcpOption.MpFail(0, p.theirDsn(500))).attack();
            t.advance(SECOND);
            p.app().write(3000);
            t.advance(10 * SECOND);
            p.app().drain();
            assertTrue(p.received() == 4000 || !p.app().lives());
            t.bystanderGoesOn();
            t.report("MP_FAIL on one of two subflows", Figures.Foe.PATH, "right bytes on the other");
        }
    }

    /** Every subflow a backup, and not, thousands of times: the bytes go somewhere. */
    @Test
    void priorities() {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            Wire b = p.join("10.0.3.2", 1);
            t.storm(10_000, i -> (i % 3 == 0 ? b : p.wire()).seg().dack()
                    .opt(new TcpOption.MpPrio(i & 1, i % 5 == 0 ? i & 0xff : mptcp.testkit.wire.Wild.ABSENT)).bytes());
            p.wire().seg().dack().opt(new TcpOption.MpPrio(1, mptcp.testkit.wire.Wild.ABSENT)).attack();
            b.seg().dack().opt(new TcpOption.MpPrio(1, mptcp.testkit.wire.Wild.ABSENT)).attack();
            p.exchange(1000);
            t.bystanderGoesOn();
            t.report("MP_PRIO 10000 times, all backup at the end", Figures.Foe.PEER, "exchanges");
        }
    }

    /** Options of the handshake in the middle of a connection, and subtypes that nobody knows. */
    @Test
    void handshakesInTheMiddle() {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            long absent = mptcp.testkit.wire.Wild.ABSENT;
            List<TcpOption> options = new ArrayList<>(List.of(
                    new TcpOption.MpCapable(1, 1, p.key(), p.stackKey(), absent, absent),
                    new TcpOption.MpCapable(1, 1, 5, 6, absent, absent),
                    new TcpOption.MpCapable(1, 1, p.key(), p.stackKey(), 1000, absent),
                    new TcpOption.MpCapable(0, 1, p.key(), p.stackKey(), absent, absent),
                    new TcpOption.MpCapable(1, 0xff, absent, absent, absent, absent),
                    new TcpOption.MpCapable(15, 1, p.key(), absent, absent, absent),
                    new TcpOption.JoinAck(0, new byte[20]), new TcpOption.JoinSyn(0, 1, 2, 3),
                    new TcpOption.JoinSynAck(0, 1, 2, 3), new TcpOption.TcpRst(0, 1), new TcpOption.TcpRst(15, 255)));
            for (int subtype = 0; subtype < 16; subtype++) {
                for (int length : new int[] {0, 1, 5, 9, 17, 20, 33}) {
                    if (subtype == TcpOption.REMOVE_ADDR || subtype == TcpOption.MP_FAIL && length == 9) {
                        continue; // those mean something
                    }
                    options.add(new TcpOption.OtherMptcp(subtype, length & 0xf, new byte[length]));
                }
            }
            for (TcpOption o : options) {
                p.wire().seg().opt(o).attack();
                assertFalse(p.wire().reset(), () -> "reset by " + o);
            }
            p.exchange(1000);
            t.bystanderGoesOn();
            t.report("handshake options and unknown subtypes in the middle, " + options.size(), Figures.Foe.PATH,
                    "the connection goes on");
        }
    }

    /** The option area as noise, on SYNs and on a connection: no packet is answered with anything malformed. */
    @Test
    void optionGarbage() {
        try (Target t = new Target()) {
            Peer p = t.peer().timestamps(true).connect();
            p.exchange(1000);
            Peer stranger = t.peer().at("10.0.66.6");
            t.storm(20_000, i -> {
                byte[] noise = new byte[1 + t.random().nextInt(40)];
                t.random().nextBytes(noise);
                if (i % 3 == 0) {
                    noise[0] = 30;
                }
                TcpOption raw = new TcpOption.Raw(noise);
                return i % 4 == 0 ? stranger.stranger("10.0.66.6").seg().flags("S").ack(0).opt(raw).bytes()
                        : p.wire().seg().noTimestamps().opt(raw).seq(p.wire().next() - (i % 2)).bytes();
            });
            t.bystanderGoesOn();
            p.exchange(1000);
            t.othersCanConnect();
            t.report("noise in the place of options, 20000", Figures.Foe.BLIND, "exchanges, new connections");
        }
    }

    /** The handshake of a server, by keys and versions that are wrong. */
    @Test
    void handshakesThatLie() {
        try (Target t = new Target()) {
            long absent = mptcp.testkit.wire.Wild.ABSENT;
            for (int i = 0; i < 40; i++) {
                Peer p = t.peer().at("10.0.66.6");
                Wire w = p.begin();
                TcpOption.MpCapable theirs = w.last().getLast().option(TcpOption.MpCapable.class).orElseThrow();
                w.synAck(w.last().getLast());
                TcpOption lie = switch (i % 8) {
                    case 0 -> new TcpOption.MpCapable(1, 1, p.key(), theirs.senderKey() ^ 1, absent, absent);
                    case 1 -> new TcpOption.MpCapable(0, 1, p.key(), theirs.senderKey(), absent, absent);
                    case 2 -> new TcpOption.MpCapable(1, 0x81, p.key(), theirs.senderKey(), absent, absent);
                    case 3 -> new TcpOption.MpCapable(1, 0, p.key(), theirs.senderKey(), absent, absent);
                    case 4 -> new TcpOption.MpCapable(1, 1, theirs.senderKey(), theirs.senderKey(), absent, absent);
                    case 5 -> new TcpOption.JoinAck(0, new byte[20]);
                    case 6 -> new TcpOption.MpCapable(1, 1, p.key(), theirs.senderKey(), 65_535, absent);
                    default -> new TcpOption.MpCapable(1, 1, 0, theirs.senderKey(), absent, absent);
                };
                w.seg().opt(lie).attack();
                w.seg().data(0, 10).opt(lie).attack();
            }
            t.bystanderGoesOn();
            t.othersCanConnect();
            t.abandonAccepted();
            t.advance(600 * SECOND);
            assertEquals(1, t.connections().stream().filter(c -> c.state().equals("ESTAB")).count());
            t.report("third packets with wrong keys, versions and lengths, 40", Figures.Foe.PEER,
                    "exchanges, new connections; none is left");
        }
    }
}
