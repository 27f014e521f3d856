package mptcp.core.mp.path;

/** Reasons in MP_TCPRST (RFC 8684 section 3.6). */
public final class ResetReason {
    public static final int UNSPECIFIED = 0;
    public static final int MPTCP_SPECIFIC = 1;
    public static final int LACK_OF_RESOURCES = 2;
    public static final int PROHIBITED = 3;
    public static final int TOO_MUCH_OUTSTANDING = 4;
    public static final int UNACCEPTABLE_PERFORMANCE = 5;
    public static final int MIDDLEBOX = 6;

    private ResetReason() {}

    /** Whether a new subflow on the same path may fare better (the T flag). */
    public static boolean isTransient(int reason) {
        return reason == LACK_OF_RESOURCES || reason == TOO_MUCH_OUTSTANDING || reason == UNACCEPTABLE_PERFORMANCE;
    }
}
