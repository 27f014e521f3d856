package mptcp.gateway;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What went through the gateway. Any thread. */
final class Statistics {
    final LongAdder accepted = new LongAdder();
    /** Connections that were not let in: by client, by login, by destination, by the limit. */
    final LongAdder refused = new LongAdder();
    /** Those that ended before they had said what they want, or before it was there: gone, silent, or none that speak as they should. */
    final LongAdder left = new LongAdder();
    final LongAdder connected = new LongAdder();
    final LongAdder multipath = new LongAdder();
    /** Destinations that could not be reached. */
    final LongAdder failed = new LongAdder();
    /** Bytes from clients to destinations, and back. */
    final LongAdder out = new LongAdder();
    final LongAdder in = new LongAdder();
    /** Connections of clients that are open. */
    final AtomicInteger open = new AtomicInteger();

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d open; %d accepted, %d refused, %d left, %d connected (%d by MPTCP), %d failed; %d bytes out,"
                + " %d in", open.get(), accepted.sum(), refused.sum(), left.sum(), connected.sum(), multipath.sum(), failed.sum(), out.sum(),
                in.sum());
    }
}
