package mptcp.io.raw.ethernet;

import java.util.List;
import mptcp.api.address.LinkAddress;

/** The addresses that the stack has on a link, with the prefixes that are on the link because of them. Immutable. */
final class OwnAddresses {
    static final int NONE = -1;

    private final long[] high;
    private final long[] low;
    private final int[] prefix;

    OwnAddresses(List<LinkAddress> addresses) {
        int n = addresses.size();
        high = new long[n];
        low = new long[n];
        prefix = new int[n];
        for (int i = 0; i < n; i++) {
            LinkAddress each = addresses.get(i);
            high[i] = IpAddress.high(each.address());
            low[i] = IpAddress.low(each.address());
            prefix[i] = each.prefixLength() + (isIpv4(i) ? IpAddress.IPV4_PREFIX : 0);
        }
    }

    int count() {
        return high.length;
    }

    long high(int i) {
        return high[i];
    }

    long low(int i) {
        return low[i];
    }

    boolean isIpv4(int i) {
        return IpAddress.isIpv4(high[i], low[i]);
    }

    boolean has(long high, long low) {
        for (int i = 0; i < this.high.length; i++) {
            if (this.high[i] == high && this.low[i] == low) {
                return true;
            }
        }
        return false;
    }

    /** Whether the address is a neighbour's by the prefix of one of these. */
    boolean isOnLink(long high, long low) {
        return withPrefixOf(high, low) != NONE;
    }

    /** Which to speak from to a neighbour: one with its prefix, else one of its family, else {@link #NONE}. */
    int sourceFor(long high, long low) {
        int best = withPrefixOf(high, low);
        boolean ipv4 = IpAddress.isIpv4(high, low);
        for (int i = 0; best == NONE && i < this.high.length; i++) {
            best = isIpv4(i) == ipv4 ? i : NONE;
        }
        return best;
    }

    private int withPrefixOf(long high, long low) {
        boolean ipv4 = IpAddress.isIpv4(high, low);
        for (int i = 0; i < this.high.length; i++) {
            if (isIpv4(i) == ipv4 && IpAddress.samePrefix(this.high[i], this.low[i], high, low, prefix[i])) {
                return i;
            }
        }
        return NONE;
    }
}
