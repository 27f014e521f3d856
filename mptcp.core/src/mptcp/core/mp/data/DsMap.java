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

    /** Some of its bytes have left: what the peer was told of it stays. */
    private static final int IS_TOLD = 32;

    /** First byte's offset in the stream. */
    private long offset;
    private int length;
    /** First byte's position on the subflow: the SSN. */
    private long ssn;
    /** DSS checksum, or -1 while not computed. */
    private int checksum;
    private int flags;
    /** So many of its first bytes were acknowledged at the subflow level. */
    private int done;
    /** The one behind it in the list that it is in: of a subflow, or of those unused. */
    private DsMap next;
    /** Neighbours among those of the subflow with no lower byte behind them; see {@link TxMaps#lowest}. */
    private DsMap lowPrevious;
    private DsMap lowNext;

    /** From now on it stands for these bytes, and is in no list. */
    void begin(long firstOffset, int bytes, long firstPosition, int with) {
        offset = firstOffset;
        length = bytes;
        ssn = firstPosition;
        checksum = -1;
        flags = with;
        done = 0;
        next = null;
    }

    public long offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /** The offset of the first byte that was not acknowledged at the subflow level. */
    public long from() {
        return offset + done;
    }

    public long ssn() {
        return ssn;
    }

    /** Or -1 while there is none. */
    public int checksum() {
        return checksum;
    }

    public void checksum(int sum) {
        checksum = sum;
    }

    // --- its lists, whose owners are TxMaps and MapPool

    /** The next of its list, or null. */
    public DsMap next() {
        return next;
    }

    void followedBy(DsMap map) {
        next = map;
    }

    DsMap lowPrevious() {
        return lowPrevious;
    }

    DsMap lowNext() {
        return lowNext;
    }

    /** It is the last of the low ones now. @param map the one before it, or null */
    void lowBehind(DsMap map) {
        lowPrevious = map;
        lowNext = null;
        if (map != null) {
            map.lowNext = this;
        }
    }

    /** The first of the low ones leaves. @return the one that is the first then, or null */
    DsMap withoutLow() {
        if (lowNext != null) {
            lowNext.lowPrevious = null;
        }
        return lowNext;
    }

    // --- what becomes of it

    /** Whether these bytes, given behind it, can be told of with it in one mapping of so many bytes at the most. */
    boolean takes(long more, int bytes, long position, int with, int most) {
        return flags == 0 && (with & ~HAS_FIN) == 0 && end() == more && ssnEnd() == position && length + bytes <= most;
    }

    void append(int bytes, int with) {
        length += bytes;
        flags |= with;
    }

    /** The stream turned out to end with it: whoever is told of it from now on is told that, too. */
    public void endsStream() {
        if (!is(HAS_FIN) && (checksum < 0 || done == 0)) { // the sum of what has left the buffer cannot be told again
            flags |= HAS_FIN;
            checksum = -1;
        }
    }

    /** The subflow has acknowledged up to this position. @return how many of its bytes that is for the first time */
    int acked(long una) {
        int all = Math.clamp(una - ssn, done, length);
        int more = all - done;
        done = all;
        if (done == length) {
            flags |= IS_ACKED;
        }
        return more;
    }

    /** The data level had it already. */
    public void duplicate() {
        flags |= IS_DUP;
    }

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
        flags |= IS_TOLD;
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
