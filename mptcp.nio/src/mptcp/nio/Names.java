package mptcp.nio;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What lookups of this process found, so that a connection to a name may go to any address of it (RFC 8305). A program of the JDK
 * connects to one address: the first of those that a lookup gave, where it named a host, and that address knows its name. Who
 * connects to another of them, or to one whose name was never looked up, has chosen it, and gets it.
 *
 * <p>Where nobody tells of lookups the JDK is asked again, which answers from its cache what it told the program shortly before
 * (30 s, networkaddress.cache.ttl); later it asks the resolver, and the connection waits for that. Any thread.
 */
final class Names {
    /** Invariant: no more names than this are kept, those that were asked for last. */
    private static final int MOST = 1_000;

    /** Where it is set the JDK looks in a file, for which nobody waits, and asks no resolver. */
    private static final String FILE = "jdk.net.hosts.file";

    /** All addresses of a name. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] of(String name) throws UnknownHostException;
    }

    private final Lookup lookup;
    private volatile boolean told;

    private final Map<String, List<InetAddress>> found = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<InetAddress>> eldest) {
            return size() > MOST;
        }
    });

    /** @param lookup asked where nobody tells */
    Names(Lookup lookup) {
        this.lookup = lookup;
    }

    /** From now on all lookups are told of, and none is made here. */
    void areTold() {
        told = true;
    }

    /** @param addresses in the order in which the program is given them */
    void found(String name, List<InetAddress> addresses) {
        if (addresses.size() > 1) {
            found.put(key(name), List.copyOf(addresses));
        } else {
            found.remove(key(name));
        }
    }

    /** Where a connection may go, what was asked for first. */
    List<InetSocketAddress> of(InetSocketAddress asked) {
        List<InetAddress> all = all(asked.getHostString());
        if (all == null || !all.getFirst().equals(asked.getAddress())) {
            return List.of(asked);
        }
        return all.stream().map(a -> new InetSocketAddress(a, asked.getPort())).toList();
    }

    private List<InetAddress> all(String name) {
        if (told && System.getProperty(FILE) == null) {
            return found.get(key(name));
        }
        try {
            return List.of(lookup.of(name));
        } catch (UnknownHostException _) {
            return null;
        }
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
