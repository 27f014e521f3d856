package mptcp.core.mp.data;

/**
 * A mapping of a run of the byte stream onto a subflow (report, listing 2; RFC 8684 section 3.3.1). It owns no bytes. Stream
 * positions are offsets from the first byte; the DSN on the wire is the initial DSN plus one plus the offset. Pooled.
 */
public final class DsMap {
    /** All of it was sent. */
    public static final int IS_SENT = 1;
    /** All of it was acknowledged at the subflow level. */
    public static final int IS_ACKED = 2;
    /** The data level had it already when it was sent or arrived. */
    public static final int IS_DUP = 4;
    /** It was sent on another subflow before. */
    public static final int IS_REXMIT = 8;

    /** A DATA_FIN stands behind its last byte: the length on the wire is one more. */
    public static final int HAS_FIN = 16;

    /** First byte's offset in the stream. */
    public long offset;
    public int length;
    /** First byte's position on the subflow: the SSN. */
    public long ssn;
    /** DSS checksum, or -1 while not computed. */
    public int checksum;
    public int flags;
    public DsMap next;
    /** Neighbours among those of the subflow with no lower byte behind them; see {@link TxMaps#lowest}. */
    public DsMap lowPrevious;
    public DsMap lowNext;

    public long end() {
        return offset + length;
    }

    public long ssnEnd() {
        return ssn + length;
    }

    /** Data-level length as in the option, which the checksum covers. */
    public int wireLength() {
        return length + (is(HAS_FIN) ? 1 : 0);
    }

    /** Some of its bytes leave, up to this position; the data level has all before {@code dataUna}. */
    public void leaves(long position, long dataUna) {
        if (position >= ssnEnd()) {
            flags |= IS_SENT;
        }
        if (end() <= dataUna) {
            flags |= IS_DUP;
        }
    }

    public boolean is(int flag) {
        return (flags & flag) != 0;
    }
}
