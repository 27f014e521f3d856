package mptcp.simtest;

import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mptcp.api.policy.PolicyKind;
import org.junit.jupiter.api.Test;

/**
 * Throughput and completion over loss, round-trip time and buffer, against the table {@code goldens.txt} beside this
 * class. Virtual time makes a run a function of its seed, so the table is met to the last digit; a change of the stack
 * that moves a number moves the table, in the same commit, with a reason. {@code SIMTEST_GOLDENS=write ./build test
 * mptcp.simtest --tests GoldenTest} rewrites it, unless a figure moved by more than 3 %: a stall was written into it once. Whoever
 * has understood such a move says {@code "write explained"}.
 */
class GoldenTest {
    private static final String WRITE = "SIMTEST_GOLDENS";
    private static final Path TABLE = Path.of("test", "mptcp", "simtest", "goldens.txt");
    private static final long RATE_MBIT = 20;
    private static final double PAYLOAD_SHARE = 1448.0 / 1500;
    private static final long BULK = 6 << 20;
    private static final long SHORT = 100_000;
    private static final double MOST_MOVE = 0.03;
    /** What of a row says which it is. */
    private static final int CELL = 41;

    private enum Stream {
        TCP(-1, 1),
        MPTCP(1, 1),
        MPTCP_TWO_PATHS(1, 2);

        private final int version;
        private final int paths;

        Stream(int version, int paths) {
            this.version = version;
            this.paths = paths;
        }
    }

    private record Cell(Stream stream, String loss, int rttMs, int bufferKb) {
        /** The link's queue holds one bandwidth-delay product, at least 30 packets. */
        String link() {
            long queue = Math.max(45_000, RATE_MBIT * 1000 * rttMs / 8);
            return "rate=%dm,delay=%dms,queue=%d,loss=%s".formatted(RATE_MBIT, rttMs / 2, queue, loss);
        }

        /** When the last byte was there, in nanoseconds. */
        long completion(long bytes) {
            long[] eof = new long[1];
            Scenario.of(GoldenTest.class, w -> {
                int buffer = bufferKb << 10;
                w.hosts(b -> b.mptcpVersion(stream.version).sendBuffer(buffer, buffer).receiveBuffer(buffer, buffer));
                w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(false));
                w.client().choose(PolicyKind.PATH_MANAGER, "pairs");
                for (int i = 0; i < stream.paths; i++) {
                    w.path(Route.of(link()));
                }
                Transfer t = w.transfer(bytes, 0);
                w.expect(() -> eof[0] = t.server().eofNs());
            }).run(1);
            return eof[0];
        }

        double mbits() {
            return BULK * 8e3 / completion(BULK);
        }

        String line() {
            return String.format(Locale.ROOT, "%-16s %6s %6d %8d %10.3f %12.3f", stream, loss, rttMs, bufferKb, mbits(),
                    completion(SHORT) / 1e6);
        }
    }

    private static List<Cell> cells() {
        List<Cell> all = new ArrayList<>();
        for (Stream stream : Stream.values()) {
            for (String loss : new String[] {"0", "0.001", "0.01", "0.05"}) {
                for (int rtt : new int[] {2, 20, 100}) {
                    for (int buffer : new int[] {32, 256, 2048}) {
                        all.add(new Cell(stream, loss, rtt, buffer));
                    }
                }
            }
        }
        return all;
    }

    @Test
    void theTable() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# 6 MiB and 100 kB over links of 20 Mbit/s; written by GoldenTest, which says how. Congestion control: lia.");
        lines.add("# stream            loss rtt ms buffer kB   Mbit/s  short in ms");
        for (Cell c : cells()) {
            lines.add(c.line());
        }
        List<String> golden = Files.readAllLines(TABLE, StandardCharsets.UTF_8);
        String wish = System.getenv(WRITE);
        if ("write".equals(wish) || "write explained".equals(wish)) {
            List<String> moved = moved(golden, lines);
            assertTrue(moved.isEmpty() || !"write".equals(wish), () -> "to be explained or mended before they are written:\n"
                    + String.join("\n", moved));
            Files.write(TABLE, lines, StandardCharsets.UTF_8);
            golden = lines;
        }
        assertEquals(String.join("\n", golden), String.join("\n", lines), "the table and the stack differ");
    }

    /** Rows of which a figure moved by more than 3 %, before and after. */
    private static List<String> moved(List<String> before, List<String> after) {
        List<String> moved = new ArrayList<>();
        for (String line : after) {
            String cell = line.startsWith("#") ? line : line.substring(0, CELL);
            for (String old : before) {
                if (!line.startsWith("#") && old.startsWith(cell) && (moved(old, line, 4) || moved(old, line, 5))) {
                    moved.add(old + "\n" + line);
                }
            }
        }
        return moved;
    }

    private static boolean moved(String before, String after, int field) {
        double was = Double.parseDouble(before.strip().split("\\s+")[field]);
        double is = Double.parseDouble(after.strip().split("\\s+")[field]);
        return Math.abs(is - was) > MOST_MOVE * was;
    }

    @Test
    void largeMovesAreFound() {
        String row = "TCP                   0      2       32     18.000       90.000";
        assertEquals(List.of(), moved(List.of("# head", row), List.of("# head", row.replace("18.000", "18.500"))));
        assertEquals(List.of(row + "\n" + row.replace("90.000", "80.000")), moved(List.of(row), List.of(row.replace("90.000", "80.000"))));
        assertEquals(1, moved(List.of(row), List.of(row.replace("18.000", "17.000"))).size());
        assertEquals(0, moved(List.of(row), List.of(row.replace("     32", "     64"))).size(), "a new one");
    }

    /** What the table is good for, so that a bad one is not written without a word: the bounds that theory sets. */
    @Test
    void theTableIsPlausible() throws IOException {
        double[] best = new double[Stream.values().length];
        for (String line : Files.readAllLines(TABLE, StandardCharsets.UTF_8)) {
            if (line.startsWith("#")) {
                continue;
            }
            String[] f = line.strip().split("\\s+");
            Stream stream = Stream.valueOf(f[0]);
            double rtt = Double.parseDouble(f[2]);
            double most = Math.min(RATE_MBIT * stream.paths * PAYLOAD_SHARE,
                    Double.parseDouble(f[3]) * 1024 * 8 / rtt / 1000);
            double mbits = Double.parseDouble(f[4]);
            double shortMs = Double.parseDouble(f[5]);
            assertTrue(mbits <= most * 1.001, line + ": more than " + most);
            assertTrue(shortMs >= 2 * rtt && shortMs < 5 * SECOND / 1e6, line);
            boolean easy = f[1].equals("0") && stream.paths == 1;
            assertTrue(!easy || mbits > 0.8 * most, line + ": less than 0.8 of " + most);
            best[stream.ordinal()] = Math.max(best[stream.ordinal()], mbits);
        }
        assertTrue(best[Stream.TCP.ordinal()] > 0.97 * RATE_MBIT * PAYLOAD_SHARE);
        assertTrue(best[Stream.MPTCP_TWO_PATHS.ordinal()] > 1.8 * RATE_MBIT * PAYLOAD_SHARE);
    }
}
