package mptcp.io.raw.ethernet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetAddress;
import java.util.List;
import java.util.SplittableRandom;
import mptcp.api.address.LinkAddress;
import org.junit.jupiter.api.Test;

/** Which neighbour a destination is reached by. */
final class NextHopsTest {
    private final NeighbourCache neighbours = new NeighbourCache(new NeighbourCache.Owner() {
        @Override
        public void solicit(Neighbour neighbour, boolean multicast) {}

        @Override
        public void resolved(Neighbour neighbour) {}

        @Override
        public void failed(Neighbour neighbour) {}

        @Override
        public void evicted(Neighbour neighbour) {}
    }, new SplittableRandom(1));
    private final OwnAddresses own =
            new OwnAddresses(List.of(LinkAddress.of("10.9.0.77/24"), LinkAddress.of("fd09::4d/64")));

    private static Route route(String destination, int length, String via, long metric) {
        InetAddress d = InetAddress.ofLiteral(destination);
        boolean ipv4 = d.getAddress().length == 4;
        InetAddress v = via == null ? null : InetAddress.ofLiteral(via);
        return new Route(ipv4, IpAddress.high(d), IpAddress.low(d), length + (ipv4 ? IpAddress.IPV4_PREFIX : 0),
                v == null ? 0 : IpAddress.high(v), v == null ? 0 : IpAddress.low(v), metric);
    }

    private static String to(NextHops hops, String destination) {
        InetAddress d = InetAddress.ofLiteral(destination);
        Neighbour n = hops.to(IpAddress.high(d), IpAddress.low(d));
        return n == null ? null : IpAddress.text(n.high, n.low);
    }

    @Test
    void neighboursAreReachedDirectlyAndTheRestByTheLongestPrefix() {
        NextHops hops = new NextHops(own, List.of(), neighbours);
        assertEquals("10.9.0.5", to(hops, "10.9.0.5"));
        assertNull(to(hops, "192.0.2.1"), "there is no route");
        hops.routes(List.of(route("0.0.0.0", 0, "10.9.0.1", 100), route("0.0.0.0", 0, "10.9.0.9", 50),
                route("192.0.2.0", 24, "10.9.0.2", 0), route("192.0.2.128", 25, "10.9.0.3", 0),
                route("198.51.100.0", 24, null, 0), route("::", 0, "fe80::1", 1024)));
        assertEquals("10.9.0.9", to(hops, "203.0.113.1"), "of two the lower metric");
        assertEquals("10.9.0.2", to(hops, "192.0.2.1"));
        assertEquals("10.9.0.3", to(hops, "192.0.2.200"));
        assertEquals("198.51.100.7", to(hops, "198.51.100.7"), "on the link by a route");
        assertEquals("fe80:0:0:0:0:0:0:1", to(hops, "2001:db8::1"));
        assertEquals("fd09:0:0:0:0:0:0:5", to(hops, "fd09::5"));
        assertEquals("10.9.0.5", to(hops, "10.9.0.5"));
    }

    @Test
    void whatWasFoundIsForgottenWhenRoutesChange() {
        NextHops hops = new NextHops(own, List.of(), neighbours);
        hops.routes(List.of(route("0.0.0.0", 0, "10.9.0.1", 0)));
        assertEquals("10.9.0.1", to(hops, "192.0.2.1"));
        hops.routes(List.of(route("0.0.0.0", 0, "10.9.0.2", 0)));
        assertEquals("10.9.0.2", to(hops, "192.0.2.1"));
        hops.routes(List.of());
        assertNull(to(hops, "192.0.2.1"));
    }

    @Test
    void routersThatWereToldComeBeforeOthersOfTheirLength() {
        NextHops hops = new NextHops(own, List.of(route("0.0.0.0", 0, "10.9.0.8", 0)), neighbours);
        assertEquals("10.9.0.8", to(hops, "192.0.2.1"));
        hops.routes(List.of(route("0.0.0.0", 0, "10.9.0.1", 0), route("192.0.2.0", 24, "10.9.0.2", 0)));
        assertEquals("10.9.0.8", to(hops, "203.0.113.1"));
        assertEquals("10.9.0.2", to(hops, "192.0.2.1"));
    }

    @Test
    void groupsAndOneselfAreNobodysNeighbours() {
        NextHops hops = new NextHops(own, List.of(route("0.0.0.0", 0, "10.9.0.8", 0), route("::", 0, "fe80::1", 0)),
                neighbours);
        for (String each : List.of("224.0.0.1", "255.255.255.255", "0.0.0.0", "ff02::1", "::", "10.9.0.77", "fd09::4d")) {
            assertNull(to(hops, each), each);
        }
        assertEquals(0, neighbours.count());
    }
}
