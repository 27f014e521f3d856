package mptcp.core.mp.path;

import mptcp.core.mp.data.DataSender;

/**
 * The infinite mapping that tells the peer of a fallback (RFC 8684 section 3.7). It is said until data carries it, which is acknowledged
 * and therefore certain to arrive. It counts from that data at the latest: what had been mapped by then and had not left, or was lost, the
 * peer saw no mapping of, and gets none any more. Loop thread only.
 */
final class InfiniteMapping {
    private final Subflow s;
    private final DataSender tx;
    private boolean due;
    private long from;
    /** The peer fell back first: data tells it where positions begin to stand for the stream, acknowledgements need not. */
    private boolean withData;
    /** Where it was sent and is not acknowledged: what is sent again there carries it again. */
    private long at = -1;

    InfiniteMapping(Subflow s, DataSender tx) {
        this.s = s;
        this.tx = tx;
    }

    /** The next data carries it, and it counts from this offset of the stream. */
    void tell(long offset, boolean onlyWithData) {
        due = true;
        from = offset;
        withData = onlyWithData;
    }

    /** Whether data may have to carry it. */
    boolean wantsRoom() {
        return due || at >= 0;
    }

    boolean onlyWithData() {
        return withData;
    }

    /** Whether a segment from this position carries it. */
    boolean rides(long position, int length) {
        if (length == 0) {
            return due && !withData;
        }
        return due || position == at || withData && s.output.plainOffset(position) < from;
    }

    /** The offset of the stream from which it counts in that segment. */
    long from(long position, int length) {
        return length == 0 ? from : Math.min(from, Math.max(tx.una(), s.output.plainOffset(position)));
    }

    /** The link took that segment. */
    void sent(long position, int length) {
        if (length > 0) {
            from = from(position, length);
            due = false;
            at = position;
        }
    }

    void acked(long una) {
        if (una > at) {
            at = -1;
        }
    }
}
