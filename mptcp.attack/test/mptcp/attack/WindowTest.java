package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Games with the window that a peer advertises, and those who open it never or by a byte. */
@Timeout(60)
final class WindowTest {
    private static final long SECOND = 1_000_000_000;
    private static final long MB = 1_000_000;
    private static final int ORPHANS = 300;

    /** The window is taken away again and again; the bytes come all the same. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void withdrawn(int version) {
        try (Target t = new Target(c -> c.mptcpVersion(version))) {
            Peer p = t.peer().version(version).connect();
            p.exchange(1000);
            for (int i = 0; i < 200; i++) {
                p.app().write(5_000);
                p.wire().window(new int[] {0, 1, 65_535, 100, 0, 3_000}[i % 6]).seg().dack().attack();
                t.advance(100_000_000);
            }
            p.wire().window(65_535).seg().dack().go();
            for (int i = 0; i < 2_000 && p.received() < p.app().written(); i++) {
                t.advance(100_000_000);
            }
            assertEquals(p.app().written(), p.received());
            t.bystanderGoesOn();
            t.report("windows given and withdrawn, 200 times", Figures.Foe.PEER, "all bytes arrive");
        }
    }

    /** A late acknowledgement carries an old window: the right edge is that of its own number (RFC 8684 section 3.3.5). */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void edgesOfLateAcknowledgements(int version) {
        try (Target t = new Target(c -> c.mptcpVersion(version))) {
            Peer p = t.peer().version(version).connect();
            p.exchange(1000);
            Wire w = p.wire();
            w.silent(true);
            long una = w.received();
            long dack = p.received();
            long edge = dack + 65_535; // what was granted before lies below it
            p.app().write(10_000);
            t.run();
            w.seg().ack(una + 9_000).dack(dack + 9_000).win(56_535).go();
            for (int i = 0; i < 9_000; i += 500) { // older ones, which granted up to the same edge
                w.seg().ack(una + i).dack(dack + i).win(65_535 - i).attack();
                w.seg().ack(una + 9_000).dack(dack + i).win(65_535 - i).attack();
            }
            p.app().write(200_000);
            w.silent(true);
            for (int i = 0; i < 50; i++) {
                w.seg().ack(w.received()).dack(dack + 9_000).win(56_535).go();
                t.advance(10_000_000);
            }
            long beyond = p.received() - edge;
            assertTrue(beyond <= 0, () -> beyond + " bytes were sent beyond the right edge that was granted");
            t.report("late acknowledgements with the windows of their time", Figures.Foe.PATH,
                    "nothing is sent beyond the edge that was granted");
        }
    }

    /** A byte of window at a time: no flood of tiny segments (RFC 9293 section 3.8.6.2.1). */
    @Test
    void silly() {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            p.wire().window(0).seg().dack().go();
            p.app().write(50_000);
            t.run();
            long payloads = p.wire().payloads();
            for (int i = 0; i < 2_000; i++) {
                p.wire().window(1 + i % 3).seg().dack().attack();
                t.advance(1_000_000);
            }
            long segments = p.wire().payloads() - payloads;
            assertTrue(segments <= 200, () -> segments + " segments in two seconds of a window of three bytes");
            t.bystanderGoesOn();
            p.wire().window(65_535).seg().dack().go();
            t.advance(5 * SECOND);
            assertEquals(p.app().written(), p.received());
            t.report("a window of one to three bytes, 2000 times", Figures.Foe.PEER,
                    segments + " segments; then all bytes arrive");
        }
    }

    /** A window that stays shut, with an application that stays: probed, at growing distances, with what was configured. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void shutForEver(int version) {
        try (Target t = new Target(c -> c.mptcpVersion(version).sendBuffer(64 << 10, 64 << 10))) {
            Peer p = t.peer().version(version).window(0).connect();
            p.wire().seg().dack().attack();
            p.app().write(60_000);
            long packets = p.wire().packets();
            t.advance(3_600 * SECOND);
            long probes = p.wire().packets() - packets;
            assertTrue(probes < 200, () -> probes + " probes in an hour");
            t.bystanderGoesOn();
            p.wire().window(65_535).seg().dack().go();
            t.advance(200 * SECOND);
            assertEquals(p.app().written(), p.received(), () -> p.app().failure() + ", " + t.connection(p));
            t.report("a window shut for an hour", Figures.Foe.PEER, probes + " probes; then all bytes arrive");
        }
    }

    /**
     * A window is taken away with what was sent into it, for half an hour, and all that is sent is answered: the connection is
     * not timed out (RFC 9293 section 3.8.6, SHLD-17).
     */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void takenAwayWithWhatWasSent(int version) {
        try (Target t = new Target(c -> c.sendBuffer(64 << 10, 64 << 10))) {
            Peer p = t.peer().version(version).connect();
            p.exchange(1000);
            p.wire().window(0);
            p.app().write(60_000);
            t.advance(1_800 * SECOND);
            p.wire().window(65_535).seg().dack().go();
            t.advance(200 * SECOND);
            assertEquals(p.app().written(), p.received(), () -> "bytes after the window opened again; "
                    + p.app().failure());
            t.bystanderGoesOn();
            t.report("a window taken away with what was sent into it", Figures.Foe.PEER,
                    "the connection waits; then all bytes arrive");
        }
    }

    /** Closed by the application while the window is shut, and each probe is answered: bounded in number and time. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void orphans(int version) {
        try (Target t = new Target(c -> c.mptcpVersion(version).sendBuffer(64 << 10, 64 << 10)
                .closeTimeoutNs(5 * SECOND))) {
            List<Peer> peers = new ArrayList<>();
            for (int i = 0; i < ORPHANS; i++) {
                Peer p = t.peer().at("10.0.5." + (1 + i % 250)).version(version).window(0).connect();
                p.app().write(60_000);
                p.app().socket().close();
                peers.add(p);
            }
            t.run();
            t.advance(600 * SECOND);
            int left = t.connections().size() - 1;
            Memory m = t.memory();
            assertTrue(left < ORPHANS / 10, () -> left + " of " + ORPHANS
                    + " orphans are there after ten minutes, close_timeout is 5 s; they hold " + m.text());
            t.bystanderGoesOn();
            t.othersCanConnect();
            t.report(ORPHANS + " orphans with a shut window whose probes are answered", Figures.Foe.PEER,
                    left + " are left after ten minutes");
        }
    }

    /** Orphans in FIN-WAIT-2 whose peers never end. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void orphansWhosePeersNeverEnd(int version) {
        try (Target t = new Target(c -> c.mptcpVersion(version).closeTimeoutNs(5 * SECOND))) {
            for (int i = 0; i < ORPHANS; i++) {
                Peer p = t.peer().at("10.0.5." + (1 + i % 250)).version(version).connect();
                p.app().write(100);
                p.app().socket().close();
            }
            t.run();
            for (int i = 0; i < 60; i++) {
                t.advance(10 * SECOND);
            }
            int left = t.connections().size() - 1;
            assertTrue(left < ORPHANS / 10, () -> left + " of " + ORPHANS + " orphans are there after ten minutes");
            t.bystanderGoesOn();
            t.report(ORPHANS + " orphans whose peers never end their streams", Figures.Foe.PEER,
                    left + " are left after ten minutes");
        }
    }

    /** More is sent than the window admits: not taken, and not kept. */
    @Test
    void beyondOurWindow() {
        try (Target t = new Target(c -> c.receiveBuffer(64 << 10, 64 << 10))) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            t.storm(500, i -> p.nextData(p.wire(), 1400).bytes());
            assertTrue(p.app().socket().available() <= 64 << 10);
            t.bystanderGoesOn();
            Memory m = t.report("700 kB into a window of 64 KiB", Figures.Foe.PEER, "at most the window is kept");
            assertTrue(m.heap() + m.outside() < 6 * MB, m::text);
            for (int i = 0; i < 30 && p.app().read() < p.next(); i++) {
                p.app().drain();
                p.wire().retransmit();
                t.advance(10_000_000);
            }
            assertEquals(p.next(), p.app().drain().read());
            p.exchange(1000);
        }
    }
}
