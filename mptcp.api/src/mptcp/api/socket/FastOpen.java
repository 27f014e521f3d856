package mptcp.api.socket;

import java.util.List;

/**
 * How a host goes by TCP Fast Open (RFC 7413). As with Linux, a server needs both: the host's permission and a listener's {@link
 * SocketConfig#fastOpenQueue}.
 *
 * @param client whether connections that are opened with first bytes ask for cookies and use them
 * @param server whether listeners may give out cookies and take data on SYNs
 * @param sendsWithoutCookie whether first bytes go on the first SYN to whomever, without a cookie
 * @param takesWithoutCookie whether data on a SYN is taken without a cookie
 * @param everyListener the queue of listeners that say nothing of Fast Open; 0: for these it is off
 * @param keys what cookies are made with, the first; those of the second are taken as well, and replaced; empty: a key of
 *     the host's own, made when it is
 * @param blackholeNs how long first bytes wait for the handshake, to any address, after data on SYNs disappeared on the
 *     way; doubled each time up to 64 times; 0: nothing is inferred
 */
public record FastOpen(boolean client, boolean server, boolean sendsWithoutCookie, boolean takesWithoutCookie,
        int everyListener, List<FastOpenKey> keys, long blackholeNs) {
    /** Both roles, with cookies, for listeners that ask for it. */
    public static final FastOpen DEFAULT = new FastOpen(true, true, false, false, 0, List.of(), 0);

    private static final int MAX_KEYS = 2;

    public FastOpen {
        if (everyListener < 0 || blackholeNs < 0) {
            throw new IllegalArgumentException("everyListener and blackholeNs must not be negative");
        }
        keys = checked(keys);
    }

    static List<FastOpenKey> checked(List<FastOpenKey> keys) {
        if (keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException("Fast Open has two keys at the most, not " + keys.size());
        }
        return List.copyOf(keys);
    }

    /** See {@link #client} and {@link #server}. */
    public FastOpen withRoles(boolean asClient, boolean asServer) {
        return new FastOpen(asClient, asServer, sendsWithoutCookie, takesWithoutCookie, everyListener, keys, blackholeNs);
    }

    /** See {@link #sendsWithoutCookie} and {@link #takesWithoutCookie}. */
    public FastOpen withoutCookies(boolean sends, boolean takes) {
        return new FastOpen(client, server, sends, takes, everyListener, keys, blackholeNs);
    }

    /** See {@link #everyListener}. */
    public FastOpen withEveryListener(int queue) {
        return new FastOpen(client, server, sendsWithoutCookie, takesWithoutCookie, queue, keys, blackholeNs);
    }

    /** See {@link #keys}. */
    public FastOpen withKeys(List<FastOpenKey> chosen) {
        return new FastOpen(client, server, sendsWithoutCookie, takesWithoutCookie, everyListener, chosen, blackholeNs);
    }

    /** See {@link #blackholeNs}. */
    public FastOpen withBlackhole(long ns) {
        return new FastOpen(client, server, sendsWithoutCookie, takesWithoutCookie, everyListener, keys, ns);
    }
}
