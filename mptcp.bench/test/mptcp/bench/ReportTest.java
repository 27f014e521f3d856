package mptcp.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import mptcp.program.CommandLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of figures that {@code --report} writes. */
class ReportTest {
    private static final String MACHINE = "2 processors";

    @TempDir
    private Path folder;

    /** Measures these, one a round. */
    private static Benchmark measuring(String name, double... values) {
        Iterator<Double> next = Arrays.stream(values).iterator();
        return new Benchmark() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String summary() {
                return "how it goes";
            }

            @Override
            public Optional<String> unavailable() {
                return Optional.empty();
            }

            @Override
            public void run(Session session) {
                session.result("case", "rate", next.next(), "Gbit/s", 2);
            }
        };
    }

    private static int run(Benchmark b, String... args) {
        PrintStream none = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new Main(none, none, List.of(b)).run(args);
    }

    @Test
    void mediansAndRangesOfRounds() throws IOException {
        Path page = folder.resolve("page.md");
        assertEquals(0, run(measuring("one", 3, 1, 2.5), "one", "--rounds", "3", "--report", page.toString()));
        String text = Files.readString(page);
        assertTrue(text.contains("| case | rate | 2.500 | 1 | 3 | Gbit/s | at least 2: reached |\n"), text);
        assertTrue(text.contains("`./mptcp bench one --rounds 3`, "), text);
        assertTrue(text.contains("medians of 3 rounds on "), text);
    }

    @Test
    void thePeerIsNamedWithItsVersion() throws IOException {
        Path page = folder.resolve("page.md");
        Benchmark one = measuring("one");
        Benchmark beside = new Benchmark() {
            @Override
            public String name() {
                return one.name();
            }

            @Override
            public String summary() {
                return one.summary();
            }

            @Override
            public String peer() {
                return "a stack, version 7";
            }

            @Override
            public void run(Session session) {
                throw new AssertionError();
            }
        };
        new Report(page, LocalDate.of(2026, 1, 2), MACHINE).write(beside, "./mptcp bench one", 1, rounds(1), 0.5);
        assertTrue(Files.readString(page).contains("when it began; the peer: a stack, version 7.\n"));
    }

    @Test
    void whatPeopleWroteStays() throws IOException {
        Path page = folder.resolve("page.md");
        Report report = new Report(page, LocalDate.of(2026, 1, 2), MACHINE);
        report.write(measuring("one"), "./mptcp bench one", 1, rounds(1), 0.5);
        report.write(measuring("two"), "./mptcp bench two", 1, rounds(2), -1);
        String first = Files.readString(page);
        assertTrue(first.contains("`./mptcp bench one`, 2026-01-02: one round on 2 processors; load average 0.5 when it began.\n"), first);
        assertTrue(first.contains("at least 2: missed"), first);
        String written = first.replace("## one: how it goes\n", "## What one is about\n\nProse.\n");
        Files.writeString(page, written + "\nThe end.\n");
        report.write(measuring("one"), "./mptcp bench one", 1, rounds(7), 0.5);
        assertEquals(written.replace("| case | rate | 1 | 1 | 1 | Gbit/s | at least 2: missed |",
                "| case | rate | 7 | 7 | 7 | Gbit/s | at least 2: reached |") + "\nThe end.\n", Files.readString(page));
    }

    private static Rounds rounds(double value) {
        Rounds rounds = new Rounds();
        rounds.add(List.of(new Result("one", "case", "rate", value, "Gbit/s", Result.Bound.AT_LEAST, 2)));
        return rounds;
    }

    @Test
    void aPageThatLostItsEndIsLeftAlone() throws IOException {
        Path page = folder.resolve("page.md");
        String text = "# P\n\n<!-- begin of bench one -->\nold\n";
        Files.writeString(page, text);
        Report report = new Report(page, LocalDate.of(2026, 1, 2), MACHINE);
        assertThrows(IOException.class, () -> report.write(measuring("one"), "./mptcp bench one", 1, rounds(1), 0));
        assertEquals(text, Files.readString(page));
    }

    @Test
    void badNumbersOfRoundsAreRefused() {
        assertEquals(2, run(measuring("one", 1), "--rounds", "0"));
        assertEquals(2, run(measuring("one", 1), "--rounds"));
        assertEquals(2, run(measuring("one", 1), "--report"));
    }

    @Test
    void itsPageTellsEveryOption() throws IOException {
        String page = Files.readString(Path.of("../docs/commands/bench.md"));
        assertEquals(List.of(), CommandLines.words(new Main(System.out, System.err, Main.benchmarks()).line()).stream().filter(word -> !page.contains(word)).toList());
    }

    @Test
    void thePageTellsEveryOptionOfTheGate() throws IOException {
        String page = Files.readString(Path.of("../docs/commands/bench.md"));
        assertEquals(List.of(), CommandLines.words(new Gate(folder, System.out, System.err, java.util.Map.of()).line()).stream().filter(word -> !page.contains(word)).toList());
    }
}
