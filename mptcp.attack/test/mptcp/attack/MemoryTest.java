package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many connections of which each claims a little too much: the host has a limit for all of them, and those who behave are
 * served within it.
 */
@Timeout(300)
final class MemoryTest {
    private static final long MB = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final int CONNECTIONS = 1_000;
    private static final int MANY = 30_000;
    /** What a stack may take beside the budget that is set for it: its connections' objects, and partly used blocks. */
    private static final long BYTES_PER_CONNECTION = 20_000;

    /** One byte far ahead in the window, so that the ring must reach there. */
    @Test
    void oneFarByteEach() {
        oneFarByte(CONNECTIONS);
    }

    @Test
    @Tag("slow")
    void oneFarByteEachOfThirtyThousand() {
        oneFarByte(MANY);
    }

    private static void oneFarByte(int connections) {
        long budget = 32 * MB + connections * 8_192L; // what the connections themselves are reckoned to take, and some more
        try (Target t = new Target(c -> c.memoryLimit(budget))) {
            List<Peer> peers = connect(t, connections);
            for (Peer p : peers) {
                p.exchange(10); // now the window is the scaled one
            }
            t.memoryCounts();
            for (Peer p : peers) {
                long ahead = p.edge() - p.next() - 100;
                p.wire().seg().seq(p.wire().next() + ahead).data(p.next() + ahead, 1).dack()
                        .map(p.next() + ahead, p.wire().next() + ahead, 1).attack();
            }
            t.bystanderGoesOn();
            t.othersCanConnect();
            Memory m = t.report(connections + " connections with one byte far ahead in the window", Figures.Foe.PEER,
                    "exchanges, new connections");
            long limit = 32 * MB + connections * BYTES_PER_CONNECTION;
            assertTrue(m.heap() + m.outside() < limit, () -> "a byte each holds " + m.text());
            for (Peer p : peers.subList(0, 50)) {
                p.exchange(500);
            }
        }
    }

    private static List<Peer> connect(Target t, int n) {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            peers.add(t.peer().at("10.0." + (100 + i / 20_000) + ".2").scale(8).connect());
        }
        return peers;
    }

    /** Each fills the window, and the application does not read. */
    @Test
    void slowReaders() {
        int readers = 400;
        try (Target t = new Target(c -> c.receiveBuffer(64 << 10, 64 << 10))) {
            List<Peer> peers = connect(t, readers);
            t.memoryCounts();
            for (Peer p : peers) {
                t.storm(45, i -> p.nextData(p.wire(), 1400).bytes());
            }
            t.bystanderGoesOn();
            t.othersCanConnect();
            Memory m = t.report(readers + " full windows of 64 KiB that nobody reads", Figures.Foe.PEER,
                    "exchanges, new connections");
            assertTrue(m.heap() + m.outside() < readers * (150L << 10), m::text);
            for (Peer p : peers) {
                p.app().drain(30_000);
            }
            for (Peer p : peers.subList(0, 50)) {
                p.wire().retransmit();
                t.run();
                p.app().drain();
                assertEquals(p.next(), p.app().read());
            }
        }
    }

    /** Each asks for much and takes nothing: what the application wrote waits in the send buffers. */
    @Test
    void slowTakers() {
        int takers = 400;
        try (Target t = new Target(c -> c.sendBuffer(64 << 10, 64 << 10))) {
            List<Peer> peers = connect(t, takers);
            t.memoryCounts();
            for (Peer p : peers) {
                p.wire().window(0).seg().dack().attack();
                p.app().write(1 << 20);
            }
            t.run();
            t.advance(100 * SECOND);
            t.bystanderGoesOn();
            t.othersCanConnect();
            Memory m = t.report(takers + " peers that take nothing, with full send buffers of 64 KiB",
                    Figures.Foe.PEER, "exchanges, new connections");
            assertTrue(m.heap() + m.outside() < takers * (150L << 10), m::text);
        }
    }

    /** Memory that an attack took comes back when its connections are gone. */
    @Test
    void itComesBack() {
        try (Target t = new Target()) {
            for (int round = 0; round < 4; round++) {
                List<Peer> peers = connect(t, 400);
                for (Peer p : peers) {
                    p.send(20_000);
                    p.app().write(100_000);
                    t.run();
                }
                for (Peer p : peers) {
                    p.app().socket().abort();
                    t.forget(p.wire());
                }
                t.run();
            }
            Memory m = t.report("1600 connections with 120 kB each, aborted", Figures.Foe.PEER, "exchanges");
            assertTrue(m.heap() < 8 * MB && m.outside() < 80 * MB, m::text);
            t.bystanderGoesOn();
        }
    }

    /** A stack that is closed gives all of it back. */
    @Test
    void aClosedStackHoldsNothing() {
        Memory before = Memory.now();
        for (int round = 0; round < 3; round++) {
            try (Target t = new Target()) {
                List<Peer> peers = connect(t, 100);
                for (Peer p : peers) {
                    p.send(20_000);
                    p.app().write(100_000);
                }
                t.run();
            }
        }
        Memory m = Memory.now().since(before);
        assertTrue(m.outside() < 2 * MB && m.heap() < 8 * MB, () -> "three closed stacks hold " + m.text());
        Figures.add("MemoryTest.aClosedStackHoldsNothing", "a stack closed in the middle of 100 connections, three times",
                Figures.Foe.PEER, "-", m.text(), "-");
    }
}
