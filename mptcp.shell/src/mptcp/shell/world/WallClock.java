package mptcp.shell.world;

import java.time.Duration;

/** The only place of the shell that reads the clock. */
final class WallClock implements Clock {
    @Override
    public long nowNs() {
        return System.nanoTime();
    }

    @Override
    public void sleep(long ns) throws InterruptedException {
        if (ns > 0) {
            Thread.sleep(Duration.ofNanos(ns));
        }
    }
}
