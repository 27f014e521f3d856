package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bytes that a path damages, on a connection with DSS checksums (RFC 8684 section 3.3.1): what was not verified is never read,
 * and a path that did nothing wrong does not pay for another.
 */
@Timeout(60)
final class ChecksumTest {
    private static final long SECOND = 1_000_000_000;

    private static Target target(int version) {
        return Target.small(c -> c.mptcpVersion(version).checksums(true));
    }

    private static Peer connected(Target t, int version) {
        Peer p = t.peer().version(version).checksums(true).connect();
        p.exchange(1000);
        return p;
    }

    /** A part of a mapping of 300 bytes on a wire, as it is or damaged. */
    private static void part(Peer p, Wire w, long ssn, long offset, int from, int length, boolean right) {
        byte[] bytes = p.out().bytes(offset + from, length);
        if (!right) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] ^= 0x55;
            }
        }
        Seg seg = w.seg().seq(ssn + from).data(bytes).dack().map(offset, ssn, 300);
        if (right) {
            seg.go();
        } else {
            seg.attack();
        }
    }

    /** The first part comes twice and is read before the mapping is whole; the rest is damaged. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void readBeforeItIsWhole(int version) {
        try (Target t = target(version)) {
            Peer p = connected(t, version);
            Wire a = p.wire();
            Wire b = p.join("10.0.3.2", 1);
            long at = p.next();
            long ssn = a.next();
            part(p, a, ssn, at, 0, 100, true);
            b.seg().data(at, 100).dack().map(at, b.next(), 100).go();
            p.app().drain();
            part(p, a, ssn, at, 100, 200, false);
            t.advance(SECOND);
            p.app().drain();
            assertTrue(p.app().read() == at + 100 || !p.app().lives(), () -> "read " + p.app().read());
            t.bystanderGoesOn();
            t.report("a mapping of which a part was read before it was verified", Figures.Foe.PATH,
                    "no damaged byte is read");
        }
    }

    /** One path damages what the other brings intact: the one that did wrong ends. */
    @ParameterizedTest
    @CsvSource({"0, true", "0, false", "1, true", "1, false"})
    void damagedOnOnePathOfTwo(int version, boolean damagedLast) {
        try (Target t = target(version)) {
            Peer p = connected(t, version);
            Wire a = p.wire();
            Wire b = p.join("10.0.3.2", 1);
            long at = p.next();
            long ssnA = a.next();
            long ssnB = b.next();
            if (damagedLast) {
                part(p, a, ssnA, at, 0, 100, true);
                part(p, b, ssnB, at, 0, 100, false);
            } else {
                part(p, b, ssnB, at, 0, 100, false);
                part(p, a, ssnA, at, 0, 100, true);
            }
            part(p, a, ssnA, at, 100, 200, true);
            t.advance(100_000_000);
            p.app().drain();
            assertFalse(a.reset(), "the subflow that did nothing wrong was reset");
            assertEquals(at + 300, p.app().read(), "bytes that came intact");
            part(p, b, ssnB, at, 100, 200, true);
            t.advance(SECOND);
            p.app().drain();
            assertFalse(a.reset(), "the subflow that did nothing wrong was reset");
            t.bystanderGoesOn();
            t.report("unverified bytes of two subflows over each other", Figures.Foe.PATH,
                    "the intact ones are read; only the damaged path may end");
        }
    }

    /** Every place of a segment damaged in turn, on the second path; what is lost comes again on the first. */
    @Test
    void anyBitOnTheSecondPath() {
        int bits = 80;
        for (int bit = 0; bit < bits; bit++) {
            try (Target t = target(1)) {
                Peer p = connected(t, 1);
                Wire b = p.join("10.0.3.2", 1);
                long at = p.next();
                byte[] bytes = p.out().bytes(at, 10);
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
                b.seg().data(bytes).dack().map(at, b.next(), 10).attack();
                p.nextData(p.wire(), 10).go();
                t.advance(SECOND);
                p.app().drain();
                assertEquals(at + 10, p.app().read());
                p.exchange(500);
                t.report("each bit of a mapping's bytes turned over on one path of two", Figures.Foe.PATH,
                        "no wrong byte; the other path goes on");
            }
        }
    }

    /** With one path only: plain TCP with the bytes as they are, or an end; MP_FAIL tells the peer (section 3.7). */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void onTheOnlyPath(int version) {
        try (Target t = target(version)) {
            Peer p = connected(t, version);
            long at = p.next();
            byte[] bytes = p.out().bytes(at, 300);
            bytes[17] ^= 1;
            p.wire().seg().data(bytes).dack().map(at, p.wire().next(), 300).attack();
            t.advance(SECOND);
            boolean told = p.wire().reset() || p.wire().last().stream()
                    .anyMatch(s -> s.option(mptcp.testkit.wire.TcpOption.MpFail.class).isPresent());
            assertTrue(told, "neither MP_FAIL nor a reset");
            t.bystanderGoesOn();
            t.report("a damaged mapping on the only path", Figures.Foe.PATH, "MP_FAIL or a reset tells the peer");
        }
    }

    /** Mappings without the checksum that was agreed on, and with one that was not. */
    @Test
    void withoutTheChecksum() {
        try (Target t = target(1)) {
            Peer p = connected(t, 1);
            Wire b = p.join("10.0.3.2", 1);
            long at = p.next();
            byte[] plain = b.seg().data(new byte[100]).dack().bytes();
            b.seg().data(new byte[100]).opt(new mptcp.testkit.wire.TcpOption.Dss(p.theirDsn(p.received()), 8, p.dsn(at), 8,
                    b.next(), 100, mptcp.testkit.wire.Wild.ABSENT, 0, 0)).attack();
            t.advance(SECOND);
            assertEquals(at, p.app().drain().read());
            p.exchange(500);
            assertTrue(Arrays.stream(new int[] {plain.length}).allMatch(n -> n > 100));
            t.bystanderGoesOn();
            t.report("a mapping without the checksum that was agreed on", Figures.Foe.PATH, "not taken");
        }
    }

    /** Reads as the bytes come, so that each moment between two segments is one of reading. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void twoPathsInSmallPieces(int seed) {
        try (Target t = target(1)) {
            Peer p = connected(t, 1);
            Wire a = p.wire();
            Wire b = p.join("10.0.3.2", 1);
            java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
            for (int round = 0; round < 40 && !a.reset() && !b.reset() && p.app().lives(); round++) {
                long at = p.next();
                long ssnA = a.next();
                long ssnB = b.next();
                int pieces = 0b111111;
                while (pieces != 0) {
                    int i = random.nextInt(6);
                    if ((pieces & 1 << i) != 0) {
                        pieces &= ~(1 << i);
                        boolean onA = i < 3;
                        part(p, onA ? a : b, onA ? ssnA : ssnB, at, i % 3 * 100, 100, onA || random.nextInt(4) > 0);
                        p.app().drain();
                    }
                }
                a.sent(300);
                b.sent(300);
                p.skipTo(at + 300);
                t.advance(1_000_000);
                p.app().drain();
            }
            assertFalse(a.reset(), "the subflow that did nothing wrong was reset");
            t.bystanderGoesOn();
            t.report("two paths, one of which damages, in pieces of any order", Figures.Foe.PATH,
                    "no wrong byte; the path that did nothing wrong lives");
        }
    }
}
