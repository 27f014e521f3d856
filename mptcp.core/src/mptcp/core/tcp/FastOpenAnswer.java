package mptcp.core.tcp;

import mptcp.core.wire.FastOpenCookie;

/**
 * What a listener makes of a SYN's Fast Open option (RFC 7413 section 4.2.2): whether it takes its data before the handshake
 * is complete, and the cookie to send with the first SYN/ACK. Made for one SYN.
 */
public final class FastOpenAnswer {
    /** Nothing of either kind. */
    public static final FastOpenAnswer NONE = new FastOpenAnswer(false, new FastOpenCookie());

    private final boolean opens;
    private final FastOpenCookie cookie;

    /** @param cookie to be sent; absent: none */
    public FastOpenAnswer(boolean opens, FastOpenCookie cookie) {
        this.opens = opens;
        this.cookie = cookie;
    }

    /** Whether the connection can be used at once, with what the SYN brought. */
    public boolean opens() {
        return opens;
    }

    FastOpenCookie cookie() {
        return cookie;
    }
}
