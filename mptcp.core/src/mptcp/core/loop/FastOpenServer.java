package mptcp.core.loop;

import java.util.List;
import mptcp.api.socket.FastOpen;
import mptcp.api.socket.FastOpenKey;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.tcp.FastOpenAnswer;
import mptcp.core.wire.FastOpenCookie;
import mptcp.core.wire.Flow;
import mptcp.core.wire.SipHash;
import mptcp.core.wire.TcpHeader;

/**
 * The listening end of Fast Open (RFC 7413 sections 4.1.2 and 4.2.2): makes cookies of a key and the two addresses, and says
 * what a SYN's option, or its data, is worth. Loop thread only.
 */
final class FastOpenServer {
    private final Host host;
    private final Counters counters;
    /** Of the host where it was told none. */
    private final List<FastOpenKey> own;

    FastOpenServer(Host host, FastOpenKey own) {
        this.host = host;
        this.counters = host.counters();
        this.own = List.of(own);
    }

    /** What to make of a SYN that the listener takes. */
    FastOpenAnswer answer(Listener l, Flow flow, TcpHeader syn, long nowNs) {
        FastOpen settings = host.config().fastOpen();
        FastOpenCookie asked = syn.fastOpen();
        boolean data = syn.payloadLength() > 0;
        int queue = queue(l, settings);
        if (!settings.server() || queue == 0 || !data && !asked.present()) {
            return FastOpenAnswer.NONE;
        }
        if (l.fastOpens(nowNs) >= queue) {
            counters.count(Mib.FAST_OPEN_OVERFLOW);
            return FastOpenAnswer.NONE;
        }
        if (settings.takesWithoutCookie() || !l.config().fastOpenCookies()) {
            return data || asked.hasCookie() ? opened(new FastOpenCookie()) : FastOpenAnswer.NONE;
        }
        if (!asked.present()) {
            return FastOpenAnswer.NONE;
        }
        return byCookie(keys(l, settings), flow, asked);
    }

    private FastOpenAnswer byCookie(List<FastOpenKey> keys, Flow flow, FastOpenCookie asked) {
        long right = cookie(keys.getFirst(), flow);
        if (asked.isUsual(right)) {
            return opened(new FastOpenCookie());
        }
        FastOpenCookie fresh = new FastOpenCookie();
        fresh.usual(right, asked.experimental());
        if (asked.isRequest()) {
            counters.count(Mib.FAST_OPEN_COOKIE_REQUIRED);
            return new FastOpenAnswer(false, fresh);
        }
        if (keys.size() > 1 && asked.isUsual(cookie(keys.getLast(), flow))) {
            counters.count(Mib.FAST_OPEN_PASSIVE_ALT_KEY);
            return opened(fresh);
        }
        counters.count(Mib.FAST_OPEN_PASSIVE_FAIL);
        return new FastOpenAnswer(false, fresh);
    }

    private FastOpenAnswer opened(FastOpenCookie fresh) {
        counters.count(Mib.FAST_OPEN_PASSIVE);
        return new FastOpenAnswer(true, fresh);
    }

    private static int queue(Listener l, FastOpen settings) {
        int own = l.config().fastOpenQueue();
        return own > 0 ? own : settings.everyListener();
    }

    private List<FastOpenKey> keys(Listener l, FastOpen settings) {
        List<FastOpenKey> listeners = l.config().fastOpenKeys();
        return !listeners.isEmpty() ? listeners : !settings.keys().isEmpty() ? settings.keys() : own;
    }

    /** The octets of the cookie for the peer of this flow. */
    static long cookie(FastOpenKey key, Flow flow) {
        long hash = flow.v4()
                ? SipHash.of(key.low(), key.high(), littleEndian(flow.remoteLo()) | littleEndian(flow.localLo()) << 32)
                : SipHash.of(key.low(), key.high(), Long.reverseBytes(flow.remoteHi()), Long.reverseBytes(flow.remoteLo()),
                        Long.reverseBytes(flow.localHi()), Long.reverseBytes(flow.localLo()));
        return Long.reverseBytes(hash);
    }

    private static long littleEndian(long v4) {
        return Integer.reverseBytes((int) v4) & 0xffff_ffffL;
    }
}
