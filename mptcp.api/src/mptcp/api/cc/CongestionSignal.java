package mptcp.api.cc;

/** Why a window has to shrink, or may grow back. */
public enum CongestionSignal {
    /** Loss was detected and fast recovery begins; at most once per window. */
    LOSS,
    /** The retransmission timer ran out. */
    TIMEOUT,
    /** The peer echoed a congestion mark (RFC 3168); at most once per window. */
    ECN,
    /** The last LOSS or TIMEOUT was spurious; the core restores the window and threshold from before it. */
    UNDO
}
