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
    // The numbers of a record, side by side: they are read and written together, and mostly not in the caches.
    private static final int START = 0;
    private static final int LENGTH = 1;
    private static final int SENT_NS = 2;
    // What DeliveryRate notes with each transmission.
    private static final int DELIVERED = 3;
    private static final int DELIVERED_NS = 4;
    private static final int FIRST_SENT_NS = 5;
    private static final int IN_FLIGHT = 6;
    private static final int LOST_BEFORE = 7;
    /** 2 to this power are the numbers of a record. */
    private static final int SHIFT = 3;
    /** For how long flights leave three quarters of the arrays unused before half of them is given back. */
    private static final long KEPT_NS = 10_000_000_000L;

    // Record i of count is number (head + i) & (capacity - 1) in both arrays, so the capacity is a power of two.
    // Invariant: a record begins where the one before it ends.
    private long[] numbers = new long[FIRST_CAPACITY << SHIFT];
    private short[] flags = new short[FIRST_CAPACITY];
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
        return head + i & flags.length - 1;
    }

    private long number(int i, int which) {
        return numbers[(at(i) << SHIFT) + which];
    }

    long start(int i) {
        return number(i, START);
    }

    int length(int i) {
        return length0(at(i));
    }

    /** Of the record that stands there. */
    private int length0(int k) {
        return (int) numbers[(k << SHIFT) + LENGTH];
    }

    long end(int i) {
        return end0(at(i));
    }

    private long end0(int k) {
        return numbers[(k << SHIFT) + START] + numbers[(k << SHIFT) + LENGTH];
    }

    long sentNs(int i) {
        return number(i, SENT_NS);
    }

    boolean is(int i, int flag) {
        return (flags[at(i)] & flag) != 0;
    }

    void add(long from, int bytes, int recordFlags, long nowNs) {
        if (count == flags.length) {
            grow();
        }
        int k = at(count++);
        most = Math.max(most, count);
        flags[k] = (short) recordFlags;
        numbers[(k << SHIFT) + START] = from;
        numbers[(k << SHIFT) + LENGTH] = bytes;
        numbers[(k << SHIFT) + SENT_NS] = nowNs;
    }

    private void grow() {
        int capacity = flags.length;
        int first = capacity - head;
        long[] n = new long[2 * capacity << SHIFT];
        System.arraycopy(numbers, head << SHIFT, n, 0, first << SHIFT);
        System.arraycopy(numbers, 0, n, first << SHIFT, head << SHIFT);
        short[] f = new short[2 * capacity];
        System.arraycopy(flags, head, f, 0, first);
        System.arraycopy(flags, 0, f, first, head);
        numbers = n;
        flags = f;
        head = 0;
    }

    /**
     * Nothing is outstanding: gives memory back by halves, though not at once, since what sends in flights with pauses
     * between them would allocate for each of them anew.
     */
    void shrink(long nowNs) {
        if (count > 0) {
            return;
        }
        boolean needed = most > flags.length / 4;
        most = 0;
        if (needed) {
            neededNs = nowNs;
        } else if (flags.length > FIRST_CAPACITY && nowNs - neededNs >= KEPT_NS) {
            neededNs = nowNs;
            empty(flags.length / 2);
        }
    }

    private void empty(int capacity) {
        head = 0;
        numbers = new long[capacity << SHIFT];
        flags = new short[capacity];
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
        int bytes = (int) Math.min(length0(k), una - numbers[(k << SHIFT) + START]);
        account(k, -bytes);
        if (bytes < length0(k)) {
            numbers[(k << SHIFT) + START] += bytes;
            numbers[(k << SHIFT) + LENGTH] -= bytes;
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
            if ((flags[k] & ~QUIET) != 0 || end0(k) > una) {
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
        int length = length0(k);
        account(k, -length);
        flags[k] = (short) (flags[k] & ~cleared | set);
        account(k, length);
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
            everLostBytes += length0(k);
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
        numbers[(k << SHIFT) + SENT_NS] = nowNs;
        flag(k, EVER_RESENT | ((flags[k] & LOST) != 0 ? RESENT : 0), 0);
    }

    /** Cuts a record in two; used where a SACK block or a smaller segment size ends inside it. */
    void split(int i, int firstBytes) {
        if (count == flags.length) {
            grow();
        }
        for (int j = count; j > i + 1; j--) {
            copy(at(j - 1), at(j));
        }
        count++;
        int a = at(i);
        int b = at(i + 1);
        copy(a, b);
        numbers[(b << SHIFT) + START] += firstBytes;
        numbers[(b << SHIFT) + LENGTH] -= firstBytes;
        numbers[(a << SHIFT) + LENGTH] = firstBytes;
        flags[a] &= ~(FIN | PUSHED | BURST_END);
    }

    /** Puts a record and the next one together, neither of which is in flight. */
    void merge(int i) {
        int a = at(i);
        int b = at(i + 1);
        account(a, -length0(a));
        account(b, -length0(b));
        numbers[(a << SHIFT) + LENGTH] += length0(b);
        flags[a] |= (short) (flags[b] & (EVER_RESENT | FIN | PUSHED | BURST_END));
        account(a, length0(a));
        for (int j = i + 1; j < count - 1; j++) {
            copy(at(j + 1), at(j));
        }
        count--;
    }

    private void copy(int from, int to) {
        flags[to] = flags[from];
        System.arraycopy(numbers, from << SHIFT, numbers, to << SHIFT, 1 << SHIFT);
    }

    // --- what was so when a record was sent last

    /** The record was sent, with so much delivered and lost before it and so much in flight with it. */
    void stamp(int i, long delivered, long deliveredNs, long firstSentNs, long inFlight, long lost, boolean appLimited) {
        int k = at(i);
        flags[k] = (short) (appLimited ? flags[k] | APP_LIMITED : flags[k] & ~APP_LIMITED);
        int at = k << SHIFT;
        numbers[at + DELIVERED] = delivered;
        numbers[at + DELIVERED_NS] = deliveredNs;
        numbers[at + FIRST_SENT_NS] = firstSentNs;
        numbers[at + IN_FLIGHT] = inFlight;
        numbers[at + LOST_BEFORE] = lost;
    }

    long delivered(int i) {
        return number(i, DELIVERED);
    }

    long deliveredNs(int i) {
        return number(i, DELIVERED_NS);
    }

    long firstSentNs(int i) {
        return number(i, FIRST_SENT_NS);
    }

    long inFlight(int i) {
        return number(i, IN_FLIGHT);
    }

    long lostBefore(int i) {
        return number(i, LOST_BEFORE);
    }

    /** Forgets everything and gives the memory back. */
    void clear() {
        count = 0;
        sackedBytes = 0;
        lostBytes = 0;
        resentBytes = 0;
        if (flags.length > FIRST_CAPACITY) {
            empty(FIRST_CAPACITY);
        }
        head = 0;
    }
}
