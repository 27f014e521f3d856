package mptcp.core.wire;

/** Arithmetic on 64-bit data sequence numbers (RFC 8684 section 3.3.1), which wrap like the 32-bit ones. */
public final class Dsn {
    private Dsn() {}

    public static boolean before(long a, long b) {
        return a - b < 0;
    }

    public static boolean atOrBefore(long a, long b) {
        return a - b <= 0;
    }

    public static long min(long a, long b) {
        return a - b <= 0 ? a : b;
    }

    public static long max(long a, long b) {
        return a - b >= 0 ? a : b;
    }

    /** The 64-bit number nearest to {@code reference} with these low 32 bits (RFC 8684 section 3.3.1). */
    public static long expand(long reference, int low) {
        return reference + (low - (int) reference);
    }
}
