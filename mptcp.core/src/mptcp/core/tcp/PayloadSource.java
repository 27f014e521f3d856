package mptcp.core.tcp;

import java.lang.foreign.MemorySegment;

/** Where the payload of a subflow's segments comes from. Positions are those of the subflow. Loop thread only. */
public interface PayloadSource {
    /** Copies bytes that were mapped to these positions. */
    void copy(long position, int length, MemorySegment target, long at);

    /** How many bytes, from the position on and at most {@code max}, one segment may carry: it ends with its mapping. */
    int contiguous(long position, int max);

    /** Whether the application ended a record before this position. */
    boolean endsRecord(long position);

    /** Maps one more segment of new data whatever the congestion window says. @return false if there is none to send */
    boolean mapOne(long nowNs);
}
