package mptcp.api.rexmit;

/** What to do with the data of a subflow that does not deliver. */
public enum Verdict {
    /** Leave it to the subflow. */
    KEEP,
    /** Give its maps that are not acknowledged at the data level to other subflows. */
    REINJECT,
    /** Give its maps to others and no new data to it until it delivers again. */
    REINJECT_AND_STALE,
    /** Both REINJECT and PENALISE. */
    REINJECT_AND_PENALISE,
    /** Give its maps to others and end it with RST. */
    CLOSE,
    /**
     * Leave it its data, and halve its congestion window, as it holds up the others (NSDI'12); the threshold as well if the
     * window has reached it. A subflow that recovers from loss is left alone: its window was cut already.
     */
    PENALISE
}
