package mptcp.simtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A world as a function of its seed. Run again with the same seed it is the same, to the last bit of the last packet;
 * a failing run prints its seed and the command that replays it.
 */
record Scenario(String test, Consumer<World> plan) {
    /** Names the seed to run instead of those in the tests. */
    static final String SEED = "SIMTEST_SEED";

    /** Names a file for a capture of the run. */
    private static final String PCAP = "SIMTEST_PCAP";

    /** @param testClass where the scenario is, for the command that replays it */
    static Scenario of(Class<?> testClass, Consumer<World> plan) {
        return new Scenario(testClass.getSimpleName(), plan);
    }

    /** The seed asked for in the environment, or null. */
    static Long wanted() {
        String text = System.getenv(SEED);
        return text == null || text.isBlank() ? null : Long.decode(text.strip());
    }

    /** Twice with one seed, once with another; the events of the first two are the same. */
    void verify(long seed) {
        Long wanted = wanted();
        long first = wanted == null ? seed : wanted;
        long hash = run(first).network().eventHash();
        assertEquals(hash, run(first).network().eventHash(), "two runs of seed " + first + " differ: not reproducible");
        assertNotEquals(hash, run(first + 1).network().eventHash(), "the seed makes no difference");
    }

    /** For looking closer: all packets of the seed asked for go into the file that the environment names. */
    private static void capture(World world) {
        String file = System.getenv(PCAP);
        if (file != null && !file.isBlank()) {
            try {
                world.network().capture(Path.of(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Once. */
    World run(long seed) {
        World world = new World(seed);
        try {
            plan.accept(world);
            if (Long.valueOf(seed).equals(wanted())) {
                capture(world);
            }
            world.run();
        } catch (AssertionError | RuntimeException e) {
            world.close(); // if it did not come to be run
            throw new AssertionError(e.getMessage() + "\n  replay: " + replay(seed), e);
        }
        return world;
    }

    /** The command that runs one seed again. */
    String replay(long seed) {
        return SEED + "=" + seed + " ./mptcp test mptcp.simtest --tests " + test;
    }
}
