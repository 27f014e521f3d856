package mptcp.core.tcp;

import mptcp.core.wire.OutSegment;

/**
 * What the layer above adds to the options of a subflow's segments. What it adds is not sent before the link took the
 * segment: until then nothing changes, and what is due stays due. Loop thread only.
 */
public interface HeaderOptions {
    /** Sets the window of a SYN or SYN/ACK, which is never scaled, and adds MP_CAPABLE or MP_JOIN. */
    void syn(OutSegment s, boolean synAck);

    /** The link took the SYN or SYN/ACK. */
    void synSent(boolean synAck);

    /** Bytes that the receive buffer has room for, whatever the peer was told. */
    long room();

    /** Sets the window, in units of 2 to the scale, and adds what belongs to a segment with this payload (possibly none). */
    void segment(OutSegment s, long position, int length, int scale);

    /** The link took the segment that {@link #segment} was last asked about: what it carried is due no more. */
    void sent(long position, int length);

    /** Adds what tells the reason of a reset. */
    void reset(OutSegment s);

    /** The link took the reset. */
    void resetSent();

    /** The most bytes that {@link #segment} adds to a segment with payload. */
    int dataBytes();
}
