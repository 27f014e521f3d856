package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A path that takes the options away, in either direction, at each moment, for ever or for a while, and loses packets besides:
 * both ends read what the other wrote, or an error; never another byte, nor an end too early (RFC 8684 section 3.7).
 */
@Timeout(120)
final class FallbackTest {
    private static final int BYTES = 60_000;
    private static final int BUFFER = 64 << 10;
    private static final int MOMENTS = 16;
    private static final int MANY_MOMENTS = 140;
    private static final long LIMIT_NS = 4_000_000_000_000L;

    /** Which packets lose their options. */
    private enum What {
        ALL,
        ACKNOWLEDGEMENTS,
        DATA,
        /** Every second one, by chance. */
        SOME
    }

    /** From the packet of this number on, of so many, options are taken; packets are lost with a chance. */
    private record Strip(What what, boolean toServer, boolean toClient, int from, int length, int loss, long seed)
            implements Duel.Attacker {
        @Override
        public byte[][] passes(boolean server, int number, byte[] packet) {
            long dice = (seed * 31 + number) * 0x9e37_79b9_7f4a_7c15L + (server ? 77 : 0);
            dice = (dice ^ dice >>> 32) * 0xd6e8_feb8_6659_fd93L;
            if (loss > 0 && number > 2 && Math.floorMod(dice >>> 33, 100) < loss) {
                return null;
            }
            boolean carries = packet.length > 100;
            boolean meant = switch (what) {
                case ALL -> true;
                case DATA -> carries;
                case ACKNOWLEDGEMENTS -> !carries;
                case SOME -> (dice >>> 20 & 1) == 0;
            };
            boolean strips = meant && (server ? toServer : toClient) && number >= from && number - from < length;
            return new byte[][] {strips ? Patch.stripped(packet) : packet};
        }

        @Override
        public String toString() {
            return what + (toServer ? toClient ? " both ways" : " to the server" : " to the client") + ", packets " + from
                    + " to " + (length == Integer.MAX_VALUE ? "the end" : from + length)
                    + (loss > 0 ? ", loss " + loss + " %, seed " + seed : "");
        }
    }

    /** The attacks: every combination of what, where, when, for how long, and losses. */
    private static List<Strip> strips(int moments, int step, int[] losses, int seeds) {
        List<Strip> all = new ArrayList<>();
        for (int from = 0; from < moments; from += step) {
            for (int length : new int[] {1, 12, Integer.MAX_VALUE}) {
                for (int direction = 1; direction <= 3; direction++) {
                    for (What what : What.values()) {
                        for (int loss : losses) {
                            for (int seed = 1; seed <= (loss == 0 ? 1 : seeds); seed++) {
                                all.add(new Strip(what, (direction & 1) != 0, (direction & 2) != 0, from, length, loss, seed));
                            }
                        }
                    }
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "0, false", "0, true"})
    void strippedAtEachMoment(int version, boolean checksums) throws IOException {
        stripped(version, checksums, strips(MOMENTS, 4, new int[] {0, 10}, 1));
    }

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "0, false", "0, true"})
    @Tag("slow")
    void strippedAtManyMoments(int version, boolean checksums) throws IOException {
        stripped(version, checksums, strips(MANY_MOMENTS, 1, new int[] {0, 2, 10, 30}, 3));
    }

    private static void stripped(int version, boolean checksums, List<Strip> strips) throws IOException {
        List<String> wrong = new ArrayList<>();
        TreeMap<String, Integer> outcomes = new TreeMap<>();
        for (Strip strip : strips) {
            try (Duel duel = new Duel(c -> c.mptcpVersion(version).checksums(checksums)
                    .sendBuffer(BUFFER, BUFFER).receiveBuffer(BUFFER, BUFFER), BYTES, strip)) {
                String outcome = duel.run(LIMIT_NS);
                outcomes.merge(outcome.substring(0, outcome.indexOf(':')), 1, Integer::sum);
                if (outcome.startsWith("wrong") || outcome.startsWith("stuck")) {
                    wrong.add(strip + ": " + outcome);
                }
            }
        }
        assertEquals("", String.join("\n", wrong), outcomes.toString());
        Figures.add("FallbackTest.stripped", "options taken away at each moment, version " + version
                + (checksums ? ", checksums" : "") + ", " + strips.size() + " transfers", Figures.Foe.PATH,
                "no wrong byte: " + outcomes, "-", "-");
    }

    /** An attacker in the middle who changes a byte of each stream: with checksums the ends notice or fall back. */
    @ParameterizedTest
    @ValueSource(ints = {1, 0})
    void aByteChanged(int version) throws IOException {
        // Without a fallback a damaged byte is never read; with one the stream is as the path made it, and both are told.
        List<String> unnoticed = new ArrayList<>();
        for (int at = 3; at < 40; at++) {
            int target = at;
            Duel.Attacker attacker = (server, number, packet) -> {
                if (!server || number != target || packet.length < 200) {
                    return new byte[][] {packet};
                }
                byte[] changed = packet.clone();
                changed[changed.length - 5] ^= 1;
                return new byte[][] {mptcp.testkit.wire.RawPackets.resealed(changed)};
            };
            try (Duel duel = new Duel(c -> c.mptcpVersion(version).checksums(true), BYTES, attacker)) {
                String outcome = duel.run(LIMIT_NS);
                if (outcome.startsWith("stuck") || outcome.contains("threw")) {
                    unnoticed.add(at + ": " + outcome);
                }
            }
        }
        assertEquals("", String.join("\n", unnoticed));
        Figures.add("FallbackTest.aByteChanged", "a byte changed on the only path, checksums in use, version " + version,
                Figures.Foe.PATH, "plain TCP from there on, or an end; nothing hangs", "-", "-");
    }
}
