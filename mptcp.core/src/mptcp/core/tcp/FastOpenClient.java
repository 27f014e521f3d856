package mptcp.core.tcp;

import mptcp.api.socket.FastOpen;
import mptcp.core.mib.Mib;
import mptcp.core.wire.FastOpenCookie;
import mptcp.core.wire.OutSegment;
import mptcp.core.wire.TcpHeader;

/**
 * The connecting end of Fast Open for one connection (RFC 7413 section 4.2): what goes on its first SYN, and what the SYN/ACK
 * makes of it. The data on the SYN is not in the scoreboard: bytes that the SYN/ACK acknowledges have been sent, all others never
 * were, and go like those that follow. Only the first SYN has any of it, since later ones have to come through. Loop thread only.
 */
final class FastOpenClient {
    /** What the SYN with data leaves for options, its own and those that are added on the way. */
    private static final int OPTION_SPACE = 40;
    private static final int DEFAULT_MSS_V4 = 536;
    private static final int DEFAULT_MSS_V6 = 1220;
    /** Timeouts in a row, with data on the SYN and nothing heard but its SYN/ACK. */
    private static final int BLACKHOLE_TIMEOUTS = 3;

    private final Tcb t;
    private final FastOpenCookie cookie = new FastOpenCookie();
    /** The bytes that may be acknowledged with the SYN. */
    private int data;
    private boolean firstSent;
    private boolean lost;
    private boolean acknowledged;

    /** Looks up what is known of the server. */
    FastOpenClient(Tcb t, boolean cookies, long nowNs) {
        this.t = t;
        FastOpen host = t.env.config().fastOpen();
        if (!host.client() || !t.env.fastOpenCache().permits(t.flow, nowNs)) {
            return;
        }
        t.env.fastOpenCache().cookie(t.flow, cookie);
        boolean without = !cookies || host.sendsWithoutCookie();
        if (without && cookie.isRequest()) {
            cookie.clear();
        }
        data = without || cookie.hasCookie() ? space() : 0;
    }

    private int space() {
        int known = t.env.fastOpenCache().mss(t.flow);
        int unknown = t.env.habits().synDataByOwnSize() ? t.sizes.advertised()
                : t.flow.v4() ? DEFAULT_MSS_V4 : DEFAULT_MSS_V6; // RFC 7413 section 4.2.1
        return Math.max(0, Math.min(known > 0 ? known : unknown, t.sizes.advertised()) - OPTION_SPACE);
    }

    /** The most bytes that may go on the SYN. */
    int room() {
        return data;
    }

    /** So many are there. */
    void given(int bytes) {
        data = bytes;
    }

    /** Adds the option to the first SYN. @return bytes of data that go with it */
    int addTo(OutSegment s) {
        if (firstSent) {
            return 0;
        }
        if (cookie.present() && !s.fastOpen(cookie)) {
            data = 0; // there is no room for the cookie, which the data goes by
        }
        return data;
    }

    /** The link took a SYN. */
    void synSent() {
        firstSent = true;
    }

    /** How far beyond the SYN an acknowledgement of it may reach. */
    int acceptable() {
        return firstSent ? data : 0;
    }

    /** A SYN/ACK acknowledged so many bytes of data. */
    void synAck(TcpHeader h, int bytes, long nowNs) {
        FastOpenCache cache = t.env.fastOpenCache();
        if (h.fastOpen().hasCookie()) {
            cache.learn(t.flow, h.fastOpen(), t.options.peerMss());
        } else if (cookie.present()) {
            cache.noCookie(t.flow, t.options.peerMss(), cookie.isRequest(), cookie.experimental());
        }
        if (data == 0) {
            return;
        }
        acknowledged = bytes > 0;
        if (bytes == data) {
            t.upper.counters().count(Mib.FAST_OPEN_ACTIVE);
            cache.passed(t.flow);
        } else {
            t.upper.counters().count(Mib.FAST_OPEN_ACTIVE_FAIL);
            if (lost) {
                cache.lost(t.flow, nowNs);
            }
        }
    }

    /** The peer's first data came: nothing swallows what follows such a SYN. */
    void heard() {
        acknowledged = false;
    }

    /** Nothing was heard for the n-th time in a row. */
    void timeout(int n, long nowNs) {
        lost |= !t.state().synchronised();
        if (n == BLACKHOLE_TIMEOUTS && (acknowledged || !t.state().synchronised() && data > 0)) {
            t.env.fastOpenCache().blackhole(t.env.config().fastOpen().blackholeNs(), nowNs);
        }
    }
}
