package mptcp.core.loop;

import java.util.function.LongPredicate;
import mptcp.api.socket.SocketConfig;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.life.StatelessCapable;
import mptcp.core.tcp.StatelessReply;
import mptcp.core.tcp.TcpEnv;
import mptcp.core.wire.Flow;
import mptcp.core.wire.OutSegment;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/**
 * Answers SYNs without keeping anything while too many connections are opening (RFC 4987 section 3.6): the initial sequence
 * number holds the time, a segment size and a keyed hash, and the third segment brings it back. Of TCP's options only the
 * segment size survives, so such a connection is without scaling, SACK and timestamps. MP_CAPABLE of version 1 survives: our
 * key follows from the cookie, and the third segment has both ends' keys.
 */
final class SynCookies {
    private static final long TICK_NS = 64_000_000_000L;
    private static final int VALID_TICKS = 2;
    private static final int TICK_BITS = 0x1f;
    private static final int HASH_BITS = 0xff_ffff;
    /** Sizes that can be told: the largest that the peer takes is used. */
    private static final int[] SIZES = {64, 536, 1220, 1300, 1400, 1440, 1460, 8940};

    /** For each loop, as with keys that are drawn. */
    private static final int KEY_TRIES = 20;

    private final TcpEnv env;
    private final Isn isn;
    private final LongPredicate ours;
    private final Counters counters;
    private final int tries;

    /** @param ours whether a key is one of this loop; {@code loops}: among so many */
    SynCookies(TcpEnv env, Isn isn, LongPredicate ours, int loops) {
        this.env = env;
        this.isn = isn;
        this.ours = ours;
        this.tries = KEY_TRIES * loops;
        this.counters = env.counters();
    }

    /** @param highestVersion the highest version of Multipath TCP that the listener speaks, or -1 */
    void answer(Flow flow, TcpHeader syn, SocketConfig socket, int highestVersion, long nowNs) {
        int index = index(syn.mss() > 0 ? syn.mss() : flow.v4() ? SIZES[1] : SIZES[2]);
        OutSegment s = env.segment();
        int cookie = cookie(flow, syn.seq(), nowNs / TICK_NS, index);
        s.begin(TcpFlags.SYN | TcpFlags.ACK, cookie, syn.seq() + 1);
        s.window(env.config().initialReceiveBuffer(), 0);
        s.synOptions(env.linkOf(flow.localHi(), flow.localLo()).mtu() - flow.headerBytes(), -1, false, false);
        if (StatelessCapable.offered(env, syn.mptcp(), highestVersion)) {
            StatelessCapable.answer(s, syn.mptcp(), env.config(), socket, key(flow, cookie));
        }
        StatelessReply.send(env, flow, s);
        counters.count(Mib.TCP_SYN_COOKIES_SENT);
    }

    /** @return the segment size that the cookie holds, or -1 if this does not acknowledge a cookie of ours */
    int check(Flow flow, TcpHeader ack, long nowNs) {
        int came = ack.ack() - 1;
        int index = came >>> 24 & 7;
        for (long tick = nowNs / TICK_NS, i = 0; i < VALID_TICKS; i++) {
            if (came == cookie(flow, ack.seq() - 1, tick - i, index)) {
                counters.count(Mib.TCP_SYN_COOKIES_RECV);
                return SIZES[index];
            }
        }
        counters.count(Mib.TCP_SYN_COOKIES_FAILED);
        return -1;
    }

    /** Our key of the connection that this acknowledges the cookie of, or 0 if it brings none back. */
    long returnedKey(Flow flow, TcpHeader ack) {
        long key = key(flow, ack.ack() - 1);
        return StatelessCapable.returned(ack.mptcp(), key) ? key : 0;
    }

    /** The first that joins find this loop by. */
    private long key(Flow flow, int cookie) {
        long key = isn.key(flow, cookie, 0);
        for (int i = 1; i < tries && !ours.test(key); i++) {
            key = isn.key(flow, cookie, i);
        }
        return key;
    }

    private static int index(int mss) {
        int index = 0;
        while (index + 1 < SIZES.length && SIZES[index + 1] <= mss) {
            index++;
        }
        return index;
    }

    private int cookie(Flow flow, int peerIsn, long tick, int index) {
        int time = (int) tick & TICK_BITS;
        long said = (peerIsn & 0xffff_ffffL) << 8 | time << 3 | index;
        return time << 27 | index << 24 | isn.hash(flow, said) & HASH_BITS;
    }
}
