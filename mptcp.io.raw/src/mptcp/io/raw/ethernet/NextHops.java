package mptcp.io.raw.ethernet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which neighbour a packet is for: the destination itself if it is on the link, else the router of the route with the longest
 * prefix. What was found is remembered by destination, in a table that forgets by itself. One thread.
 */
final class NextHops {
    private static final int REMEMBERED = 256;

    private final OwnAddresses own;
    private final NeighbourCache neighbours;
    /** Routers told by the user, which come first. */
    private final List<Route> told;
    private Route[] routes = {};

    private final long[] high = new long[REMEMBERED];
    private final long[] low = new long[REMEMBERED];
    private final Neighbour[] found = new Neighbour[REMEMBERED];

    NextHops(OwnAddresses own, List<Route> told, NeighbourCache neighbours) {
        this.own = own;
        this.told = List.copyOf(told);
        this.neighbours = neighbours;
        routes(List.of());
    }

    /** Takes the kernel's routes in place of those before. */
    void routes(List<Route> kernels) {
        Comparator<Route> longest = Comparator.comparingInt(r -> -r.prefixLength());
        List<Route> all = new ArrayList<>(told);
        all.addAll(kernels.stream().sorted(longest.thenComparingLong(Route::metric)).toList());
        all.sort(longest); // stable: told ones stay before others of their length
        routes = all.toArray(Route[]::new);
        forget();
    }

    /** Forgets what was found: another answer may be due now. */
    void forget() {
        Arrays.fill(found, null);
    }

    /** @return the neighbour, or null if there is no way to the destination over this link */
    Neighbour to(long high, long low) {
        int slot = (int) ((high * 31 + low) * 0x9e37_79b9_7f4a_7c15L >>> 56) & REMEMBERED - 1;
        Neighbour n = found[slot];
        if (n != null && this.high[slot] == high && this.low[slot] == low) {
            return n;
        }
        n = look(high, low);
        if (n != null) {
            this.high[slot] = high;
            this.low[slot] = low;
            found[slot] = n; // making a neighbour may have made another one go, and all be forgotten: so now
        }
        return n;
    }

    private Neighbour look(long high, long low) {
        if (IpAddress.isGroup(high, low) || IpAddress.isUnspecified(high, low) || own.has(high, low)) {
            return null;
        }
        if (own.isOnLink(high, low) || IpAddress.isLinkLocalIpv6(high)) {
            return neighbours.obtain(high, low);
        }
        for (Route r : routes) {
            if (r.matches(high, low)) {
                return r.isOnLink() ? neighbours.obtain(high, low) : neighbours.obtain(r.viaHigh(), r.viaLow());
            }
        }
        return null;
    }
}
