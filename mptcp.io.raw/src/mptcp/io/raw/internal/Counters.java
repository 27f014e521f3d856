package mptcp.io.raw.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import mptcp.api.link.LinkStatistics;

/** Written by the loop thread without fences, read by any. */
public final class Counters {
    public static final int TX_PACKETS = 0;
    public static final int TX_BYTES = 1;
    public static final int TX_DROPPED = 2;
    public static final int RX_PACKETS = 3;
    public static final int RX_BYTES = 4;
    public static final int RX_DROPPED = 5;

    private static final VarHandle VALUE = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values = new long[RX_DROPPED + 1];

    public void add(int counter, long n) {
        VALUE.setOpaque(values, counter, values[counter] + n);
    }

    public LinkStatistics snapshot() {
        return new LinkStatistics(get(TX_PACKETS), get(TX_BYTES), get(TX_DROPPED), get(RX_PACKETS), get(RX_BYTES),
                get(RX_DROPPED));
    }

    private long get(int counter) {
        return (long) VALUE.getOpaque(values, counter);
    }
}
