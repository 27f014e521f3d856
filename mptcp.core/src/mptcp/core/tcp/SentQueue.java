package mptcp.core.tcp;

import java.util.Arrays;

/**
 * What was sent and not yet acknowledged cumulatively: one record a transmission unit, in sequence order, without gaps. It
 * is the scoreboard of RFC 6675 and holds the transmission times that RACK needs. Arrays, so that a record costs no
 * object; positions are 64-bit (see {@link mptcp.core.wire.Seq}).
 */
final class SentQueue {
    static final int SACKED = 1;
    static final int LOST = 2;
    /** Sent again since it was held to be lost, so in flight a second time. */
    static final int RESENT = 4;
    /** Sent more than once ever: no round-trip samples from it (Karn). */
    static final int EVER_RESENT = 8;
    static final int SYN = 16;
    static final int FIN = 32;
    /** When it was sent, the application and not the path said how much was sent; see {@link DeliveryRate}. */
    static final int APP_LIMITED = 64;
    /** It had PSH for what it ended, not for the burst alone that it left in. */
    static final int PUSHED = 128;
    /** The last of what left in one burst; see {@link Bursts}. */
    static final int BURST_END = 256;
    /** What is no event of the record. */
    private static final int QUIET = PUSHED | BURST_END;

    private static final int FIRST_CAPACITY = 2;
    /** What {@link DeliveryRate} notes with each transmission, in {@link #stamps}. */
    private static final int DELIVERED = 0;
    private static final int DELIVERED_NS = 1;
    private static final int FIRST_SENT_NS = 2;
    private static final int IN_FLIGHT = 3;
    private static final int LOST_BEFORE = 4;
    private static final int STAMPS = 5;
    /** For how long flights leave three quarters of the arrays unused before half of them is given back. */
    private static final long KEPT_NS = 10_000_000_000L;

    // Record i of count stands at (head + i) & (capacity - 1) of each array, so their capacity is a power of two and the same for all.
    // Invariant: a record begins where the one before it ends.
    private long[] start = new long[FIRST_CAPACITY];
    private long[] sentNs = new long[FIRST_CAPACITY];
    private int[] length = new int[FIRST_CAPACITY];
    private short[] flags = new short[FIRST_CAPACITY];
    /** {@value #STAMPS} numbers for each record. */
    private long[] stamps = new long[FIRST_CAPACITY * STAMPS];
    private int head;
    private int count;
    /** The most records since nothing was outstanding. */
    private int most;
    /** When a flight last used more than a quarter of the arrays. */
    private long neededNs;
    // The lengths of the records with these flags. Invariant: only what is LOST is RESENT, so resentBytes <= lostBytes.
    private long sackedBytes;
    private long lostBytes;
    private long resentBytes;
    private long everLostBytes;

    int count() {
        return count;
    }

    /** Bytes that were held to be lost since the beginning, each time that they were. */
    long everLostBytes() {
        return everLostBytes;
    }

    long sackedBytes() {
        return sackedBytes;
    }

    /** Bytes held to be lost, sent again or not. */
    long lostBytes() {
        return lostBytes;
    }

    /** Bytes of lost records that were sent again. */
    long resentBytes() {
        return resentBytes;
    }

    private int at(int i) {
        return head + i & start.length - 1;
    }

    long start(int i) {
        return start[at(i)];
    }

    int length(int i) {
        return length[at(i)];
    }

    long end(int i) {
        int k = at(i);
        return start[k] + length[k];
    }

    long sentNs(int i) {
        return sentNs[at(i)];
    }

    boolean is(int i, int flag) {
        return (flags[at(i)] & flag) != 0;
    }

    void add(long from, int bytes, int recordFlags, long nowNs) {
        if (count == start.length) {
            grow();
        }
        int k = at(count++);
        most = Math.max(most, count);
        start[k] = from;
        length[k] = bytes;
        flags[k] = (short) recordFlags;
        sentNs[k] = nowNs;
    }

    private void grow() {
        int size = start.length * 2;
        long[] s = new long[size * STAMPS];
        int first = (size / 2 - head) * STAMPS;
        System.arraycopy(stamps, head * STAMPS, s, 0, first);
        System.arraycopy(stamps, 0, s, first, head * STAMPS);
        stamps = s;
        start = unrolled(start, size);
        sentNs = unrolled(sentNs, size);
        int[] l = new int[size];
        short[] f = new short[size];
        for (int i = 0; i < count; i++) {
            l[i] = length[at0(i, size / 2)];
            f[i] = flags[at0(i, size / 2)];
        }
        length = l;
        flags = f;
        head = 0;
    }

    private int at0(int i, int capacity) {
        return head + i & capacity - 1;
    }

    private long[] unrolled(long[] a, int size) {
        long[] b = Arrays.copyOfRange(a, head, head + size);
        int first = a.length - head;
        System.arraycopy(a, 0, b, first, head);
        Arrays.fill(b, a.length, size, 0);
        return b;
    }

    /**
     * Nothing is outstanding: gives memory back by halves, though not at once, since what sends in flights with pauses
     * between them would allocate for each of them anew.
     */
    void shrink(long nowNs) {
        if (count > 0) {
            return;
        }
        boolean needed = most > start.length / 4;
        most = 0;
        if (needed) {
            neededNs = nowNs;
        } else if (start.length > FIRST_CAPACITY && nowNs - neededNs >= KEPT_NS) {
            neededNs = nowNs;
            empty(start.length / 2);
        }
    }

    private void empty(int capacity) {
        head = 0;
        start = new long[capacity];
        sentNs = new long[capacity];
        length = new int[capacity];
        flags = new short[capacity];
        stamps = new long[capacity * STAMPS];
    }

    /** The record that holds the position, or {@link #count} if it lies behind the last. */
    int find(long position) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = low + high >>> 1;
            if (end(middle) <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Takes the first record off, or its beginning up to {@code una}. */
    void dropHead(long una) {
        int k = head;
        int bytes = (int) Math.min(length[k], una - start[k]);
        account(k, -bytes);
        if (bytes < length[k]) {
            start[k] += bytes;
            length[k] -= bytes;
            return;
        }
        head = at(1);
        count--;
    }

    /**
     * How many records from the first on end at {@code una} or before and had nothing happen to them: sent once, when the path
     * and not the application said how much, and neither acknowledged nor lost since.
     */
    int untouchedUpTo(long una) {
        int n = 0;
        while (n < count) {
            int k = at(n);
            if ((flags[k] & ~QUIET) != 0 || start[k] + length[k] > una) {
                return n;
            }
            n++;
        }
        return n;
    }

    /** Takes that many untouched records off. */
    void dropUntouched(int records) {
        head = at(records);
        count -= records;
    }

    private void account(int k, int bytes) {
        if ((flags[k] & SACKED) != 0) {
            sackedBytes += bytes;
        }
        if ((flags[k] & LOST) != 0) {
            lostBytes += bytes;
        }
        if ((flags[k] & RESENT) != 0) {
            resentBytes += bytes;
        }
    }

    private void flag(int k, int set, int cleared) {
        account(k, -length[k]);
        flags[k] = (short) (flags[k] & ~cleared | set);
        account(k, length[k]);
    }

    /** Selectively acknowledged: neither lost nor in flight any more. */
    void markSacked(int i) {
        flag(at(i), SACKED, LOST | RESENT);
    }

    void clearSacked(int i) {
        flag(at(i), 0, SACKED);
    }

    /** Held to be lost, the latest transmission included. */
    void markLost(int i) {
        int k = at(i);
        if ((flags[k] & (LOST | RESENT)) != LOST) {
            everLostBytes += length[k];
        }
        flag(k, LOST, RESENT);
    }

    void clearLost(int i) {
        flag(at(i), 0, LOST | RESENT);
    }

    /** Nothing was lost after all. */
    void clearAllLost() {
        for (int i = 0; i < count; i++) {
            if (is(i, LOST)) {
                clearLost(i);
            }
        }
    }

    void markResent(int i, long nowNs) {
        int k = at(i);
        sentNs[k] = nowNs;
        flag(k, EVER_RESENT | ((flags[k] & LOST) != 0 ? RESENT : 0), 0);
    }

    /** Cuts a record in two; used where a SACK block or a smaller segment size ends inside it. */
    void split(int i, int firstBytes) {
        if (count == start.length) {
            grow();
        }
        for (int j = count; j > i + 1; j--) {
            copy(at(j - 1), at(j));
        }
        count++;
        int a = at(i);
        int b = at(i + 1);
        copy(a, b);
        start[b] += firstBytes;
        length[b] -= firstBytes;
        length[a] = firstBytes;
        flags[a] &= ~(FIN | PUSHED | BURST_END);
    }

    /** Puts a record and the next one together, neither of which is in flight. */
    void merge(int i) {
        int a = at(i);
        int b = at(i + 1);
        account(a, -length[a]);
        account(b, -length[b]);
        length[a] += length[b];
        flags[a] |= (short) (flags[b] & (EVER_RESENT | FIN | PUSHED | BURST_END));
        account(a, length[a]);
        for (int j = i + 1; j < count - 1; j++) {
            copy(at(j + 1), at(j));
        }
        count--;
    }

    private void copy(int from, int to) {
        start[to] = start[from];
        length[to] = length[from];
        flags[to] = flags[from];
        sentNs[to] = sentNs[from];
        System.arraycopy(stamps, from * STAMPS, stamps, to * STAMPS, STAMPS);
    }

    // --- what was so when a record was sent last

    /** The record was sent, with so much delivered and lost before it and so much in flight with it. */
    void stamp(int i, long delivered, long deliveredNs, long firstSentNs, long inFlight, long lost, boolean appLimited) {
        int k = at(i);
        flags[k] = (short) (appLimited ? flags[k] | APP_LIMITED : flags[k] & ~APP_LIMITED);
        int s = k * STAMPS;
        stamps[s + DELIVERED] = delivered;
        stamps[s + DELIVERED_NS] = deliveredNs;
        stamps[s + FIRST_SENT_NS] = firstSentNs;
        stamps[s + IN_FLIGHT] = inFlight;
        stamps[s + LOST_BEFORE] = lost;
    }

    long delivered(int i) {
        return stamps[at(i) * STAMPS + DELIVERED];
    }

    long deliveredNs(int i) {
        return stamps[at(i) * STAMPS + DELIVERED_NS];
    }

    long firstSentNs(int i) {
        return stamps[at(i) * STAMPS + FIRST_SENT_NS];
    }

    long inFlight(int i) {
        return stamps[at(i) * STAMPS + IN_FLIGHT];
    }

    long lostBefore(int i) {
        return stamps[at(i) * STAMPS + LOST_BEFORE];
    }

    /** Forgets everything and gives the memory back. */
    void clear() {
        count = 0;
        sackedBytes = 0;
        lostBytes = 0;
        resentBytes = 0;
        if (start.length > FIRST_CAPACITY) {
            empty(FIRST_CAPACITY);
        }
        head = 0;
    }
}
