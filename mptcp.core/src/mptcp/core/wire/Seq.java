package mptcp.core.wire;

/**
 * Arithmetic on 32-bit TCP sequence numbers (RFC 9293 section 3.4). Inside the stack a position in a sequence space is a
 * {@code long} that starts at 0 with the SYN and never wraps; only headers hold the 32 bits.
 */
public final class Seq {
    private Seq() {}

    /** The position nearest to {@code reference} whose low 32 bits, counted from {@code initial}, are {@code wire}. */
    public static long unwrap(long reference, int initial, int wire) {
        int expected = initial + (int) reference;
        return reference + (wire - expected);
    }

    /** What stands in a header for a position. */
    public static int wire(int initial, long position) {
        return initial + (int) position;
    }

    public static boolean before(int a, int b) {
        return a - b < 0;
    }
}
