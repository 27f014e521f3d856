package mptcp.api.rexmit;

/** What to do with the data of a subflow that does not deliver. */
public enum Verdict {
    /** Leave it to the subflow. */
    KEEP,
    /** Give its maps that are not acknowledged at the data level to other subflows. */
    REINJECT,
    /** Give its maps to others and no new data to it until it delivers again. */
    REINJECT_AND_STALE,
    /** As REINJECT, and halve its congestion window, at most once per round trip: it holds up the others (NSDI'12). */
    REINJECT_AND_PENALISE,
    /** Give its maps to others and end it with RST. */
    CLOSE
}
