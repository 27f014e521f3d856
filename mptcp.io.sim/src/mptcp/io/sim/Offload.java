package mptcp.io.sim;

/** What the links at the ends of a path take over from the stack. */
public enum Offload {
    /** Nothing: packets of at most the MTU with complete checksums. */
    NONE,
    /** Checksums and super-segments, which are cut into wire segments before anything else happens to them. */
    SPLIT,
    /**
     * Super-segments travel whole, as one packet each, and arrive so: for fast links without impairments and
     * middleboxes. The receiver need not verify checksums.
     */
    WHOLE
}
