package mptcp.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What tests need of the machine. */
public final class Needs {
    private Needs() {}

    /** Skips the test where there can be no lab. */
    public static void lab() {
        var missing = Lab.unavailable();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    }

    /** Skips the test where a program is not installed. */
    public static void programs(String... names) {
        for (String name : names) {
            assumeTrue(Command.exists(name), () -> "needs the program " + name);
        }
    }
}
