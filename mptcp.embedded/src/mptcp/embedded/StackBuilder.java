package mptcp.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.io.raw.EthernetOptions;
import mptcp.io.raw.RawLinkException;
import mptcp.io.raw.RawLinkFactory;
import mptcp.io.raw.RawLinkOptions;
import mptcp.policy.loader.PolicyLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a stack with its links and policies in a program without OSGi. The policies are those of the bundles on the class path,
 * and of a folder if one is named. One thread; the stack that it opens may be used by any.
 */
public final class StackBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(StackBuilder.class);

    /** A link, opened when the stack is. */
    private interface Opening {
        IpLink open() throws IOException;
    }

    private record Link(Opening opening, List<LinkAddress> addresses) {}

    private final StackConfig.Builder config;
    private final List<Link> links = new ArrayList<>();
    private final Set<String> devices = new HashSet<>();
    private final Map<PolicyKind, String> policies = new EnumMap<>(PolicyKind.class);
    private Consumer<String> told = LOG::warn;
    private String namespace;
    private Path policyFolder;
    private boolean superSegments = true;
    private boolean announce;

    private StackBuilder(String name) {
        config = StackConfig.builder(name);
    }

    /** @param name of the host, as the log and the names of its threads have it; several of one name do not know of each other */
    public static StackBuilder named(String name) {
        return new StackBuilder(name);
    }

    /**
     * Adds a path to the kernel: a TUN device, which is made if it does not exist. Linux; needs the right to.
     *
     * @param device such as {@code tun1}
     * @param addresses of the stack on it, such as {@code 10.0.1.2/24}. The kernel must route them to the device, and not have
     *     them itself
     * @throws IllegalArgumentException if one is no address, there is none, or the device was named before
     */
    public StackBuilder tun(String device, String... addresses) {
        return tun(device, parsed(addresses));
    }

    /** As {@link #tun(String, String...)}. */
    public StackBuilder tun(String device, List<LinkAddress> addresses) {
        named(device, addresses);
        links.add(new Link(() -> open(RawLinkOptions.create(device).presence(RawLinkOptions.Presence.EITHER)
                .namespace(namespace)), List.copyOf(addresses)));
        return this;
    }

    /**
     * Adds a path over an Ethernet interface (a card, a veth, a macvlan) that the kernel has as well. Linux; needs the right to
     * use packet sockets (CAP_NET_RAW). Neighbours are found by ARP and NDP, and routers by the kernel's routes over it.
     *
     * @param device such as {@code eth0}; it is up
     * @param addresses of the stack on it, such as {@code 192.0.2.77/24}: free ones of its network, which the kernel does not have
     * @throws IllegalArgumentException if one is no address, there is none, or the device was named before
     */
    public StackBuilder ethernet(String device, String... addresses) {
        return link(new LinkSetting(device, true, parsed(addresses), List.of()));
    }

    /** Adds the path that a setting names. */
    public StackBuilder link(LinkSetting setting) {
        if (!setting.ethernet()) {
            return tun(setting.device(), setting.addresses());
        }
        named(setting.device(), setting.addresses());
        links.add(new Link(() -> RawLinkFactory.open(EthernetOptions.of(setting.device(), setting.addresses())
                .namespace(namespace).routers(setting.routers()).superSegments(superSegments)), setting.addresses()));
        return this;
    }

    private void named(String device, List<LinkAddress> addresses) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException(device + " needs an address of the stack, such as 10.0.1.2/24");
        }
        if (!devices.add(Objects.requireNonNull(device))) {
            throw new IllegalArgumentException(device + " is there already; a device has all its addresses at once");
        }
    }

    /** Adds a link of another kind. It is the stack's from {@link #open} on, which closes it. */
    public StackBuilder link(IpLink link, String... addresses) {
        links.add(new Link(() -> link, parsed(addresses)));
        return this;
    }

    /** The network namespace of the devices; null, which is the default: the present one. */
    public StackBuilder namespace(String name) {
        namespace = name;
        return this;
    }

    /**
     * Whether devices exchange super-segments of up to 64 KiB with the kernel, which costs a fraction of the work; the
     * default is to where the kernel can. With false, each packet is one of the wire.
     */
    public StackBuilder superSegments(boolean wanted) {
        superSegments = wanted;
        return this;
    }

    /**
     * The set of policies that says what is used where none is chosen: {@code default}, {@code report}; {@link #open} fails if
     * there is no such set.
     */
    public StackBuilder policySet(String name) {
        config.policySet(name);
        return this;
    }

    /** Chooses a policy by its name; {@link #open} fails if there is none. */
    public StackBuilder policy(PolicyKind kind, String name) {
        policies.put(kind, Objects.requireNonNull(name));
        return this;
    }

    /** A folder with bundles of more policies, which may be missing; the default is none. */
    public StackBuilder policyFolder(Path folder) {
        policyFolder = folder;
        return this;
    }

    /**
     * As the programs of {@code ./mptcp} have it: the folder that MPTCP_POLICIES names, or {@code policies} where they are
     * started, and the set that MPTCP_POLICY_SET names.
     */
    public StackBuilder userPolicies() {
        String set = System.getenv("MPTCP_POLICY_SET");
        policySet(set == null ? "" : set.strip());
        String folder = System.getenv("MPTCP_POLICIES");
        return policyFolder(Path.of(folder == null || folder.isBlank() ? "policies" : folder));
    }

    /**
     * How many loops, each on a thread of its own, run the stack's connections; the default is 1. More of them serve more
     * connections on as many cores; one connection is not faster. TUN devices get a queue for each.
     */
    public StackBuilder loops(int n) {
        config.loops(n);
        return this;
    }

    /** Whether peers are told of the addresses besides the first, so that they can open subflows: for servers. */
    public StackBuilder announce(boolean wanted) {
        announce = wanted;
        return this;
    }

    /** Changes other settings: {@code .settings(c -> c.mptcpVersion(0))}. */
    public StackBuilder settings(UnaryOperator<StackConfig.Builder> change) {
        change.apply(config);
        return this;
    }

    /** Who is told what is not as wanted, and why: a bundle left out, no super-segments. The default is the log. */
    public StackBuilder told(Consumer<String> consumer) {
        told = Objects.requireNonNull(consumer);
        return this;
    }

    /**
     * Opens the stack: its links, its policies, its loop.
     *
     * @throws IOException if a device cannot be opened or a bundle of policies cannot be read; then nothing stays open
     * @throws IllegalArgumentException if there is no policy, or set of policies, of a chosen name, or a setting cannot be what it is
     */
    public Stack open() throws IOException {
        PolicyLoader loader = PolicyLoader.of(policyFolder, told);
        checkPolicies(loader);
        StackFactory factory = loader.stacks();
        Stack stack = factory.create(config.build());
        try {
            for (Link link : links) {
                stack.addLink(link.opening().open(), link.addresses());
            }
            policies.forEach(stack.policies()::choose);
            if (announce) {
                stack.endpoints(announced());
            }
            return stack;
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private void checkPolicies(PolicyLoader loader) {
        policies.forEach((kind, name) -> {
            List<String> there = Stream.concat(Stream.of("builtin"), loader.of(kind).stream()).toList();
            if (!there.contains(name)) {
                throw new IllegalArgumentException("there is no " + kind.label() + " '" + name + "'; there are: "
                        + String.join(", ", there));
            }
        });
    }

    /** With a queue for each loop, or, where that cannot be, with one, which one loop serves for all. */
    private IpLink open(RawLinkOptions options) throws RawLinkException {
        int loops = config.build().loops();
        if (loops > 1) {
            try {
                return openBest(options.queues(loops));
            } catch (RawLinkException e) {
                IpLink link = openBest(options); // whatever else is wrong is told by this
                told.accept(options.device() + " has one queue for " + loops + " loops: " + e.getMessage());
                return link;
            }
        }
        return openBest(options);
    }

    private IpLink openBest(RawLinkOptions options) throws RawLinkException {
        if (!superSegments) {
            return RawLinkFactory.open(options);
        }
        return RawLinkFactory.openBest(options, told);
    }

    private List<Endpoint> announced() {
        List<InetAddress> all = links.stream().flatMap(l -> l.addresses().stream()).map(LinkAddress::address).toList();
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            endpoints.add(Endpoint.of(i, all.get(i)).withSignal(true));
        }
        return endpoints;
    }

    private static List<LinkAddress> parsed(String... addresses) {
        return Stream.of(addresses).map(LinkAddress::of).toList();
    }
}
