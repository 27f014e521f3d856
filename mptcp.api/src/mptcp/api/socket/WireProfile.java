package mptcp.api.socket;

/** Habits on the wire where the RFCs leave a choice; tools that compare option lists exactly need them. */
public enum WireProfile {
    /** As Linux: {@code mss,sackOK,TS,nop,wscale} on a SYN; {@code nop,nop,TS} elsewhere. */
    LINUX,
    /** As FreeBSD: {@code mss,nop,wscale 6,sackOK,TS}. */
    BSD
}
