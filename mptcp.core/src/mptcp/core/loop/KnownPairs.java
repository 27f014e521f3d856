package mptcp.core.loop;

import java.util.Arrays;
import mptcp.core.wire.IpHeader;

/**
 * Pairs of addresses that packets came between and that were found to be what they may be: the next packet of the pair needs no other
 * look at them, until addresses of this host change. A few, each in its place by a hash; who sends many pairs only has each looked at
 * again. Loop thread only.
 */
final class KnownPairs {
    private static final int PAIRS = 16;
    private static final int WORDS = 4;

    /** Of each place the source and the destination. */
    private final long[] pairs = new long[PAIRS * WORDS];
    /** Of each place, after how many changes of the host's addresses it was looked at; -1: it is free. */
    private final int[] seen = new int[PAIRS];

    KnownPairs() {
        Arrays.fill(seen, -1);
    }

    private static int place(IpHeader ip) {
        long h = (ip.srcLo() ^ Long.rotateLeft(ip.dstLo(), 32) ^ ip.srcHi()) * 0x9e37_79b9_7f4a_7c15L;
        return (int) (h >>> 60);
    }

    boolean holds(IpHeader ip, int changes) {
        int i = place(ip);
        int at = WORDS * i;
        return seen[i] == changes && pairs[at] == ip.srcLo() && pairs[at + 1] == ip.dstLo() && pairs[at + 2] == ip.srcHi()
                && pairs[at + 3] == ip.dstHi();
    }

    void add(IpHeader ip, int changes) {
        int i = place(ip);
        int at = WORDS * i;
        seen[i] = changes;
        pairs[at] = ip.srcLo();
        pairs[at + 1] = ip.dstLo();
        pairs[at + 2] = ip.srcHi();
        pairs[at + 3] = ip.dstHi();
    }
}
