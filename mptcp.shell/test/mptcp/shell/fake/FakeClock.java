package mptcp.shell.fake;

import java.util.concurrent.atomic.AtomicLong;
import mptcp.shell.world.Clock;

/** Time that moves by a millisecond with each look. */
public final class FakeClock implements Clock {
    private final AtomicLong now = new AtomicLong();

    @Override
    public long nowNs() {
        return now.addAndGet(1_000_000);
    }
}
