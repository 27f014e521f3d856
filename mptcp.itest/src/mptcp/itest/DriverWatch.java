package mptcp.itest;

import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Ends the framework when whoever started it has gone, be it by a signal that cannot be caught: nobody waits for its results. */
public final class DriverWatch implements BundleActivator {
    private static final int ENDED = 143;
    private static final long WITHIN_NS = 10_000_000_000L;

    @Override
    public void start(BundleContext context) {
        ProcessHandle.current().parent().ifPresent(driver -> driver.onExit().thenRun(DriverWatch::end));
    }

    @Override
    public void stop(BundleContext context) {
        // to end what is ending already does no harm
    }

    private static void end() {
        Thread.ofPlatform().daemon().start(() -> System.exit(ENDED)); // what tests made is to go, too
        LockSupport.parkNanos(WITHIN_NS);
        Runtime.getRuntime().halt(ENDED);
    }
}
