package mptcp.api.socket;

/** Habits on the wire where the RFCs leave a choice; tools that compare option lists exactly need them. */
public enum WireProfile {
    /** As Linux: {@code mss,sackOK,TS,nop,wscale} on a SYN; {@code nop,nop,TS} elsewhere. */
    LINUX,
    /**
     * As {@link #LINUX}, and as Linux also where it takes bytes that may be wrong or twice there, or throws some away, rather than doubt its peer:
     * for tools that compare with it.
     */
    LINUX_EXACT,
    /** As FreeBSD: {@code mss,nop,wscale 6,sackOK,TS}. */
    BSD
}
