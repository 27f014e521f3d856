package mptcp.itest.world;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads do. The bound is only there so that a failure ends the test. */
public final class Await {
    private static final long BOUND_NS = 20_000_000_000L;
    private static final long LOOK_AGAIN_NS = 1_000_000;

    private Await() {}

    /** @throws AssertionError that names what did not happen */
    public static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + BOUND_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited in vain: " + what);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NS);
        }
    }
}
