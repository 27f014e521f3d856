package mptcp.simtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign runs each seed once, goes on where it was, and tells what failed. */
class CampaignRunTest {
    private static final LongConsumer GOOD = _ -> { };

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final Queue<Long> ran = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("below/results.txt");
    }

    private boolean run(long from, long to, int threads, LongConsumer world) throws Exception {
        try (CampaignResults results = CampaignResults.open(file(), from, to);
                PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8)) {
            return new Campaign(from, to, seed -> {
                ran.add(seed);
                world.accept(seed);
            }, results, out).run(threads);
        }
    }

    private String told() {
        return told.toString(StandardCharsets.UTF_8);
    }

    private String lastLine() {
        return told().lines().reduce((_, last) -> last).orElseThrow();
    }

    private List<Long> sorted() {
        return ran.stream().sorted().toList();
    }

    @Test
    void eachSeedIsRunOnce() throws Exception {
        assertTrue(run(100, 400, 4, GOOD));
        assertEquals(LongStream.rangeClosed(100, 400).boxed().toList(), sorted());
        assertEquals("301 passed, 0 failed", lastLine());
    }

    @Test
    void whateverAWorldThrowsIsAFailureOfItsSeed() throws Exception {
        assertFalse(run(1, 50, 2, seed -> {
            if (seed == 7) {
                throw new AssertionError("a wrong byte\n  at 3 s");
            }
            if (seed == 9) {
                throw new StackOverflowError();
            }
        }));
        assertEquals(50, ran.size());
        assertEquals("48 passed, 2 failed", lastLine());
        assertTrue(told().contains("FAILED    seed 7: a wrong byte\n          replay: SIMTEST_SEED=7 ./mptcp test mptcp.simtest "
                + "--tests CampaignTest\n"), told());
        assertTrue(told().contains("FAILED    seed 9: java.lang.StackOverflowError\n"), told());
    }

    @Test
    void oneThatWasEndedGoesOnWhereItWas() throws Exception {
        try (CampaignResults results = CampaignResults.open(file(), 10, 20)) {
            results.passed(10);
            results.failed(12, "was wrong\nand more");
            results.passed(15);
        }
        Files.writeString(file(), Files.readString(file()) + "16 pas"); // ended within a line
        assertFalse(run(10, 20, 3, GOOD), "a failure of before counts");
        assertEquals(List.of(11L, 13L, 14L, 16L, 17L, 18L, 19L, 20L), sorted());
        assertEquals("10 passed, 1 failed", lastLine());
        assertTrue(told().contains("FAILED    seed 12: was wrong\n"), told());
        ran.clear();
        assertFalse(run(10, 20, 3, GOOD));
        assertEquals(List.of(), sorted(), "all were run");
    }

    @Test
    void rangesMayOverlap() throws Exception {
        assertFalse(run(1, 10, 1, seed -> {
            if (seed == 2 || seed == 8) {
                throw new IllegalStateException("bad");
            }
        }));
        ran.clear();
        assertFalse(run(5, 12, 1, GOOD));
        assertEquals(List.of(11L, 12L), sorted());
        assertEquals("7 passed, 1 failed", lastLine(), "seed 2 is none of these");
        try (CampaignResults all = CampaignResults.open(file(), 1, 12)) {
            assertEquals(12, all.done());
            assertEquals(Map.of(2L, "java.lang.IllegalStateException: bad", 8L, "java.lang.IllegalStateException: bad"),
                    all.failures());
        }
    }

    @Test
    void twoDoNotWriteToOneFile() throws Exception {
        try (CampaignResults first = CampaignResults.open(file(), 1, 2)) {
            assertThrows(IOException.class, () -> CampaignResults.open(file(), 3, 4));
            first.passed(1);
        }
        assertEquals("1 passed\n", Files.readString(file()));
    }

    @Test
    void oneWorldThatHangsDoesNotHoldUpTheOthers() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (CampaignResults results = CampaignResults.open(file(), 1, 30);
                PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8)) {
            boolean good = new Campaign(1, 30, seed -> {
                ran.add(seed);
                if (seed == 3) {
                    wait(never);
                }
            }, results, out).hangsAfter(200_000_000).run(1);
            assertFalse(good);
            assertEquals(LongStream.rangeClosed(1, 30).boxed().toList(), sorted());
            assertEquals("29 passed, 1 failed", lastLine());
            assertTrue(results.failures().get(3L).contains("CampaignRunTest.wait"), results.failures().get(3L));
            never.countDown(); // that it ends later changes nothing
            assertEquals(30, results.done());
        }
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void worldsThatFailGiveTheirMemoryBackToo() {
        List<SimHost> hosts = new ArrayList<>();
        long[] used = new long[1];
        Scenario broken = Scenario.of(CampaignRunTest.class, world -> {
            world.path(Route.of("rate=10M,delay=10ms"));
            world.transfer(1_000_000, 1_000_000);
            hosts.addAll(world.hosts());
            world.at(200 * World.MS, "fails", () -> {
                used[0] = hosts.getFirst().nativeBytes();
                throw new IllegalStateException("as planned");
            });
        });
        assertThrows(AssertionError.class, () -> broken.run(1));
        assertTrue(used[0] > 0, "in the middle of a transfer");
        hosts.forEach(h -> assertEquals(0, h.nativeBytes(), h.name()));
    }
}
