package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.LongConsumer;

/** Attacks that are functions of a seed. {@code ATTACK_SEED=n}, or {@code n..m}, names those to run instead of the test's. */
final class Seeds {
    private static final int TOLD = 40;

    private Seeds() {}

    /** All of them, whichever fail; then tells those. */
    static void run(long from, long to, LongConsumer attack) {
        String wanted = System.getenv("ATTACK_SEED");
        String[] range = wanted == null ? new String[] {"" + from, "" + to} : wanted.split("\\.\\.");
        StringBuilder broken = new StringBuilder();
        int failed = 0;
        for (long seed = Long.parseLong(range[0]); seed <= Long.parseLong(range[range.length - 1]); seed++) {
            try {
                attack.accept(seed);
            } catch (AssertionError | RuntimeException e) {
                if (++failed <= TOLD) {
                    broken.append("\nseed ").append(seed).append(": ").append(e).append(" at ").append(e.getStackTrace()[0]);
                    Throwable cause = e.getCause();
                    broken.append(cause == null ? "" : " <- " + cause.getStackTrace()[0]);
                }
            }
        }
        assertEquals("", broken.toString(), failed + " failed");
    }
}
