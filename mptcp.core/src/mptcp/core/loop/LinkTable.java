package mptcp.core.loop;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.address.Tags;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;
import mptcp.core.wire.IpAddress;

/** The links of a host and which address leaves by which: the source address picks the path. Loop thread only. */
final class LinkTable {
    private final List<IpLink> links = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private int changes;

    /** What is said of links, by name. */
    private final Map<String, Tags> linkTags = new HashMap<>();
    /** What is said of addresses as endpoints. */
    private final Map<InetAddress, Tags> endpointTags = new HashMap<>();

    /** @param tags what is said of the link, the address and its endpoint together */
    record Entry(IpAddress address, LinkAddress configured, IpLink link, Tags tags) {}

    List<IpLink> links() {
        return links;
    }

    IpLink named(String name) {
        return links.stream().filter(l -> l.name().equals(name)).findFirst().orElse(null);
    }

    /** Of all addresses or, if one cannot be, of nothing. */
    void add(IpLink link, List<LinkAddress> addresses) {
        if (named(link.name()) != null) {
            throw new IllegalArgumentException("there is a link '" + link.name() + "' already");
        }
        links.add(link);
        try {
            addresses.forEach(a -> add(link, a));
        } catch (RuntimeException e) {
            remove(link);
            throw e;
        }
    }

    void add(IpLink link, LinkAddress address) {
        IpAddress ip = IpAddress.of(address.address());
        if (isLocal(ip)) {
            throw new IllegalArgumentException("the address " + address + " is in use already");
        }
        entries.add(entry(ip, address, link));
        changes++;
    }

    /** How often an address came or went. */
    int changes() {
        return changes;
    }

    /** @return the addresses that went with it */
    List<IpAddress> remove(IpLink link) {
        List<IpAddress> gone = entries.stream().filter(e -> e.link == link).map(Entry::address).toList();
        entries.removeIf(e -> e.link == link);
        changes++;
        links.remove(link);
        linkTags.remove(link.name());
        return gone;
    }

    private Entry entry(IpAddress ip, LinkAddress address, IpLink link) {
        return new Entry(ip, address, link, tags(link.name()).with(address.tags())
                .with(endpointTags.getOrDefault(address.address(), Tags.NONE)));
    }

    // --- tags

    Tags tags(String link) {
        return linkTags.getOrDefault(link, Tags.NONE);
    }

    void tags(String link, Tags said) {
        linkTags.put(link, said);
        tagAgain();
    }

    void tags(List<Endpoint> endpoints) {
        endpointTags.clear();
        endpoints.forEach(e -> endpointTags.merge(e.address(), e.tags(), Tags::with));
        tagAgain();
    }

    private void tagAgain() {
        entries.replaceAll(e -> entry(e.address, e.configured, e.link));
    }

    /** What is said of an address of ours. */
    Tags tagsOf(long hi, long lo) {
        for (int i = 0; i < entries.size(); i++) {
            IpAddress a = entries.get(i).address;
            if (a.lo() == lo && a.hi() == hi) {
                return entries.get(i).tags;
            }
        }
        return Tags.NONE;
    }

    boolean remove(IpAddress address) {
        changes++;
        return entries.removeIf(e -> e.address.equals(address));
    }

    List<Entry> entries() {
        return entries;
    }

    /** Whether what arrives may be as long as a super-segment. */
    boolean bringsSuperSegments() {
        return links.stream().anyMatch(l -> (l.capabilities() & IpLink.CAP_RX_SUPER) != 0);
    }

    boolean isLocal(IpAddress address) {
        return of(address.hi(), address.lo()) != null;
    }

    /** Whether it is the highest address of a prefix of ours that has one for all. */
    boolean isBroadcast(IpAddress address) {
        if (!address.v4()) {
            return false;
        }
        for (Entry e : entries) {
            int length = e.configured.prefixLength();
            long host = (1L << 32 - length) - 1;
            if (e.address.v4() && length < 31 && e.address.sharesPrefix(address, length) && (address.lo() & host) == host) {
                return true;
            }
        }
        return false;
    }

    IpLink of(long hi, long lo) {
        for (int i = 0; i < entries.size(); i++) {
            IpAddress a = entries.get(i).address;
            if (a.lo() == lo && a.hi() == hi) {
                return entries.get(i).link;
            }
        }
        return null;
    }

    List<InetAddress> addresses() {
        return entries.stream().map(e -> e.configured.address()).toList();
    }

    /** The address to reach this one from: on its own prefix, else the first of its family; null if there is none. */
    IpAddress sourceFor(IpAddress remote) {
        IpAddress first = null;
        IpAddress best = null;
        int bestLength = -1;
        for (Entry e : entries) {
            if (e.address.v4() != remote.v4()) {
                continue;
            }
            first = first == null ? e.address : first;
            int length = e.configured.prefixLength();
            if (length > bestLength && e.address.sharesPrefix(remote, length)) {
                best = e.address;
                bestLength = length;
            }
        }
        return best != null ? best : first;
    }

    // --- all of them, as the loop serves them; without iterators, which would be allocated

    /** @return whether one may have more than so many packets */
    boolean poll(Containment containment, PacketSink sink, int budget, long nowNs) {
        boolean more = false;
        for (int i = 0; i < links.size(); i++) {
            more |= containment.poll(links.get(i), sink, budget, nowNs) >= budget;
        }
        return more;
    }

    void flush(Containment containment, long nowNs) {
        for (int i = 0; i < links.size(); i++) {
            containment.flush(links.get(i), nowNs);
        }
    }

    long nextEventNs(long nowNs) {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < links.size(); i++) {
            IpLink link = links.get(i);
            next = Math.min(next, link instanceof GuardedLink g ? g.nextEventNs(nowNs) : link.nextEventNs());
        }
        return next;
    }

    /** What is still to be sent is flushed before. */
    void close(long nowNs) {
        for (IpLink link : List.copyOf(links)) {
            link.flush(nowNs);
            remove(link);
            link.close();
        }
    }
}
