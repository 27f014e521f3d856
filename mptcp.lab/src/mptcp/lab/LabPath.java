package mptcp.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.util.List;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import mptcp.io.raw.EthernetOptions;
import mptcp.io.raw.RawLinkException;
import mptcp.io.raw.RawLinkFactory;
import mptcp.io.raw.RawLinkOptions;
import mptcp.io.raw.libc.LocalRoutes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One path of a lab: a TUN device of ours, routed by its own wire to the kernel host. Path i has our addresses
 * 10.200.i.2 and fd00:200:i::2, which are routed to the device and owned by no kernel, so that no kernel answers for
 * us; and the kernel's 10.201.i.2 and fd00:201:i::2. In an Ethernet lab ours are 10.201.i.3 and fd00:201:i::3, on the wire. What leaves the device takes this path, whatever its destination.
 */
public final class LabPath {
    private static final Logger LOG = LoggerFactory.getLogger(LabPath.class);
    private static final int RULE = 100;
    private static final int BLACKHOLE_RULE = 10;
    private static final int TUN_QUEUE = 2000;

    private final int number;
    private final LabOptions options;
    private final Host user;
    private final Host kernel;

    LabPath(int number, LabOptions options, Host user, Host kernel) {
        this.number = number;
        this.options = options;
        this.user = user;
        this.kernel = kernel;
    }

    public int number() {
        return number;
    }

    /** The TUN device, or our end of an Ethernet lab's wire, in the user host's namespace. */
    public String device() {
        return options.devices() + number;
    }

    /** The wire; its ends have the same name on both hosts. There is none in a direct lab. */
    public String wire() {
        return options.ethernet() ? device() : (options.emulated() ? "wire" : "veth") + number;
    }

    /** Where the kernel host's end of the path is. */
    public String kernelDevice() {
        return options.direct() ? device() : wire();
    }

    /** Our addresses, IPv4 and IPv6, as a stack wants them when the link is added. */
    public List<LinkAddress> addresses() {
        return List.of(LinkAddress.of(address(StandardProtocolFamily.INET), 24),
                LinkAddress.of(address(StandardProtocolFamily.INET6), 64));
    }

    /** Whether our link is the end of the wire, not a TUN device. */
    public boolean isEthernet() {
        return options.ethernet();
    }

    /** The link as programs take it after {@code --link}. */
    public String linkOption() {
        return (options.ethernet() ? "packet:" : "") + device() + "="
                + String.join(",", addresses().stream().map(LinkAddress::toString).toList());
    }

    /** Ours. */
    public InetAddress address(ProtocolFamily family) {
        return options.ethernet() ? of(family, 201, 3) : of(family, 200, 2);
    }

    /** The kernel host's. */
    public InetAddress peerAddress(ProtocolFamily family) {
        return of(family, 201, 2);
    }

    /** That of the kernel between our TUN and the wire, from which kernel programs on the user host speak. */
    public InetAddress routerAddress(ProtocolFamily family) {
        if (options.direct()) {
            throw new IllegalStateException("a direct lab has no router");
        }
        return of(family, 201, 1);
    }

    private InetAddress of(ProtocolFamily family, int net, int host) {
        return LinkAddress.of(family == StandardProtocolFamily.INET6
                ? "fd00:" + net + ":" + number + "::" + host
                : "10." + net + "." + number + "." + host).address();
    }

    private RawLinkOptions linkOptions() {
        return RawLinkOptions.attach(device()).namespace(user.namespace());
    }

    /** Opens our end, with super-segments if they are wanted and the kernel gives them; the caller closes it. */
    public IpLink openLink() throws RawLinkException {
        if (options.ethernet()) {
            return RawLinkFactory.open(EthernetOptions.of(device(), addresses()).namespace(user.namespace())
                    .superSegments(options.superSegments()));
        }
        if (options.superSegments()) {
            return RawLinkFactory.openBest(linkOptions(), LOG::warn);
        }
        return RawLinkFactory.open(linkOptions());
    }

    /** Opens an end of an emulated wire, in place of what a cable would join there; the caller closes it. */
    public IpLink openWire(Host end) throws RawLinkException {
        if (!options.emulated()) {
            throw new IllegalStateException("the wires of this lab are the kernel's");
        }
        return RawLinkFactory.open(RawLinkOptions.attach(wire()).namespace(end.namespace()));
    }

    void create() throws LabException {
        if (!options.ethernet()) {
            user.ip("tuntap add dev " + device() + " mode tun",
                    // no link-local address: the kernel then sends nothing of its own into the device
                    "link set " + device() + " addrgenmode none mtu " + options.mtu() + " txqueuelen " + TUN_QUEUE);
        }
        if (options.direct()) {
            kernel.ip("addr add 10.201." + number + ".2/32 dev " + device(),
                    "addr add fd00:201:" + number + "::2/128 dev " + device() + " nodad");
        } else {
            createWire();
        }
        restore();
    }

    private void createWire() throws LabException {
        if (options.emulated()) {
            for (Host host : List.of(user, kernel)) {
                host.ip("tuntap add dev " + wire() + " mode tun",
                        "link set " + wire() + " addrgenmode none mtu " + options.mtu() + " txqueuelen " + TUN_QUEUE);
            }
        } else {
            user.ip("link add " + wire() + " mtu " + options.mtu() + " type veth peer name " + wire() + " mtu "
                    + options.mtu() + " netns " + kernel.namespace());
        }
        user.ip("addr add 10.201." + number + ".1/24 dev " + wire(),
                "addr add fd00:201:" + number + "::1/64 dev " + wire() + " nodad");
        if (!options.ethernet()) {
            // the device picks the path, whatever the destination
            rules("rule add iif " + device() + " lookup " + table() + " pref " + table());
        }
        kernel.ip("addr add 10.201." + number + ".2/24 dev " + wire(),
                "addr add fd00:201:" + number + "::2/64 dev " + wire() + " nodad",
                "link set " + wire() + " up");
    }

    /** Waits until the kernels take packets for the addresses that they were given. */
    void awaitAddresses() throws IOException {
        awaitAddress(kernel, peerAddress(StandardProtocolFamily.INET6));
        if (!options.direct()) {
            awaitAddress(user, routerAddress(StandardProtocolFamily.INET6));
        }
    }

    private static void awaitAddress(Host host, InetAddress address) throws IOException {
        host.inside(() -> {
            LocalRoutes.awaitIpv6(address);
            return null;
        });
    }

    private int table() {
        return RULE + number;
    }

    /** Takes the path down as a pulled cable would: the devices at its ends see it. */
    public void cut() throws LabException {
        user.ip("link set " + (options.direct() ? device() : wire()) + " down");
    }

    /** Takes the path down unseen: packets vanish in both directions. Not in a direct or Ethernet lab. */
    public void blackhole() throws LabException {
        if (options.direct() || options.ethernet()) {
            throw new IllegalStateException("this lab has no router that could swallow packets");
        }
        blackhole("add");
    }

    /** Ends a {@link #blackhole}. */
    public void endBlackhole() throws LabException {
        blackhole("del");
    }

    private void blackhole(String verb) throws LabException {
        String end = " pref " + BLACKHOLE_RULE + " blackhole";
        rules("rule " + verb + " iif " + device() + end, "rule " + verb + " iif " + wire() + end);
    }

    private void rules(String... lines) throws LabException {
        user.ip(lines);
        user.ip6(lines);
    }

    /** Ends a {@link #cut}: the kernel forgets routes over a device that goes down, so they are made anew. */
    public void restore() throws LabException {
        if (options.ethernet()) {
            user.ip("link set " + wire() + " up", "link show dev " + wire());
            kernel.ip("link show dev " + wire()); // it may have noticed only now
            return;
        }
        String toUs4 = "route replace 10.200." + number + ".0/24 ";
        String toUs6 = "route replace fd00:200:" + number + "::/64 ";
        String settle = "link show dev " + wire(); // makes the kernel notice at once that the wire has two ends
        user.ip("link set " + device() + " up", toUs4 + "dev " + device(), toUs6 + "dev " + device());
        if (!options.direct()) {
            user.ip("link set " + wire() + " up", settle,
                    "route replace 0.0.0.0/0 via 10.201." + number + ".2 dev " + wire() + " table " + table(),
                    "route replace ::/0 via fd00:201:" + number + "::2 dev " + wire() + " table " + table());
            // the kernel answers on the path of the address that it answers to
            kernel.ip(settle, toUs4 + "via 10.201." + number + ".1 dev " + wire(),
                    toUs6 + "via fd00:201:" + number + "::1 dev " + wire());
        }
    }

    /**
     * Limits the rate of the wire in both directions (token bucket, 50 ms of queue). Not in a direct lab.
     *
     * @param megabits a second, as counted with the IP headers and 14 bytes of Ethernet
     */
    public void shape(int megabits) throws LabException {
        if (options.direct()) {
            throw new IllegalStateException("a direct lab has no wire to shape");
        }
        int burst = Math.max(16_000, megabits * 500); // 4 ms worth of bytes
        for (Host host : List.of(user, kernel)) {
            Command.check("tc", "-n", host.namespace(), "qdisc", "replace", "dev", wire(), "root", "tbf",
                    "rate", megabits + "mbit", "burst", Integer.toString(burst), "latency", "50ms");
        }
    }

    /** As {@link Lab#endOffloads} says. */
    void endOffloads() throws LabException {
        if (!options.direct() && !options.emulated()) {
            for (Host host : List.of(user, kernel)) {
                host.exec("ethtool", "-K", wire(), "tx", "off", "tso", "off", "gso", "off", "gro", "off");
            }
        }
    }
}
