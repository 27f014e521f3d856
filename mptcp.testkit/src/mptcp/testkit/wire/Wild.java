package mptcp.testkit.wire;

/** Two values that stand for "whatever it is" and "not there" where a number is expected. */
public final class Wild {
    /** Matches every value; only in expectations. */
    public static final long ANY = 0x8d5a_b7c1_91f3_6e24L;
    /** The field is not in the packet. */
    public static final long ABSENT = 0x8d5a_b7c1_91f3_6e25L;

    private Wild() {}

    /** Whether a field with this value takes up room in the packet. */
    public static boolean present(long value) {
        return value != ABSENT;
    }
}
