package mptcp.lab;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import mptcp.io.raw.RawLinkException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two hosts and the paths between them: ours, whose TUN devices the user-space stack attaches to, and one with the
 * kernel's MPTCP. Everything is inside network namespaces of the lab's own and goes away with {@link #close}, also when
 * the program ends without it.
 *
 * <p>In an Ethernet lab our host has no TUN devices: the stack has addresses of its own on our ends of the wires.
 *
 * <p>In a direct lab both hosts are one namespace and the TUN devices end in the kernel's MPTCP host.
 */
public final class Lab implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lab.class);

    private final LabName name;
    private final LabOptions options;
    private final List<LabPath> paths = new ArrayList<>();
    private final ReentrantLock making = new ReentrantLock();
    private volatile boolean ending;
    private Thread hook;

    private Lab(LabName name, LabOptions options) {
        this.name = name;
        this.options = options;
        for (int i = 1; i <= options.paths(); i++) {
            paths.add(new LabPath(i, options, user(), kernel()));
        }
    }

    /** @return why there can be no lab on this machine, or nothing */
    public static Optional<String> unavailable() {
        return Prerequisites.missing();
    }

    /**
     * Makes a lab. Those that programs left which were killed are removed, and that is told in the log.
     *
     * @throws IOException that says what is missing or went wrong; then nothing is left behind
     */
    public static Lab open(LabOptions options) throws IOException {
        if (unavailable().isEmpty()) {
            try (LabLock _ = LabLock.take()) {
                LabName.removeLeftOvers().forEach(each -> LOG.warn("removed {}", leftBy(each)));
            }
        }
        return make(LabName.unique(), options);
    }

    private static String leftBy(LabName lab) {
        return "lab '" + lab.shown() + "', which a program that was killed had left";
    }

    private static Lab make(LabName name, LabOptions options) throws IOException {
        Lab lab = new Lab(name, options);
        lab.hook = new Thread(lab::removeQuietly, "lab removal");
        Runtime.getRuntime().addShutdownHook(lab.hook);
        lab.making.lock();
        try {
            lab.create();
        } catch (IOException | RuntimeException | Error e) {
            lab.forgetHook();
            throw e;
        } finally {
            lab.making.unlock();
        }
        return lab;
    }

    /**
     * Makes a lab that stays when this program ends. What others left that were killed, or this one when it was ended
     * while it was being made, is removed before.
     *
     * @param told what was removed
     */
    static Lab leave(LabName name, LabOptions options, Consumer<String> told) throws IOException {
        Optional<String> missing = Prerequisites.missing();
        if (missing.isPresent()) {
            throw new LabException(missing.get());
        }
        try (LabLock _ = LabLock.take()) {
            LabName.removeLeftOvers().forEach(each -> told.accept("Removed " + leftBy(each) + "."));
            if (name.isComplete()) {
                throw new LabException("lab '" + name.shown() + "' is up already: ./mptcp lab down removes it");
            }
            if (!name.hosts().isEmpty()) {
                name.remove();
                told.accept("Removed a part of lab '" + name.shown() + "', whose making was broken off.");
            }
            Lab lab = make(name, options);
            lab.kernel().complete();
            lab.forgetHook();
            return lab;
        }
    }

    private void create() throws IOException {
        Optional<String> missing = Prerequisites.missing();
        if (missing.isPresent()) {
            throw new LabException(missing.get());
        }
        try {
            for (Host host : hosts()) {
                checkGoesOn();
                host.create();
                host.sysctl(hostSettings());
                host.ip("link set lo up");
            }
            String forwarding = options.ethernet() ? "0" : "1"; // what shares its interfaces with us must not
            user().sysctl(Map.of("net/ipv4/ip_forward", forwarding, "net/ipv6/conf/all/forwarding", forwarding));
            kernel().sysctl(Map.of("net/mptcp/enabled", "1",
                    "net/mptcp/checksum_enabled", options.checksums() ? "1" : "0"));
            // one peer that was slow to answer would end Multipath TCP for all connections, for an hour
            kernel().sysctlIfKnown("net/mptcp/blackhole_timeout", "0");
            for (LabPath path : paths) {
                checkGoesOn();
                path.create();
            }
            for (LabPath path : paths) {
                path.awaitAddresses();
            }
            kernel().ip("mptcp limits set subflow 8 add_addr_accepted 8");
            endpoints(options.endpoints(), true, true);
        } catch (IOException | RuntimeException | Error e) {
            try {
                name.remove();
            } catch (LabException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    /** When the program ends while a lab is being made, nothing more may come after what is removed. */
    private void checkGoesOn() throws LabException {
        if (ending) {
            throw new LabException("the program ends");
        }
    }

    private static Map<String, String> hostSettings() {
        var settings = new LinkedHashMap<String, String>();
        for (String which : List.of("all", "default")) {
            // paths are not symmetric for the kernel: an address of path 2 may be the source of a packet on path 1
            settings.put("net/ipv4/conf/" + which + "/rp_filter", "0");
            settings.put("net/ipv4/conf/" + which + "/send_redirects", "0");
            settings.put("net/ipv6/conf/" + which + "/disable_ipv6", "0");
            // addresses work at once, and come back after a device was down
            settings.put("net/ipv6/conf/" + which + "/accept_dad", "0");
            settings.put("net/ipv6/conf/" + which + "/keep_addr_on_down", "1");
            settings.put("net/ipv6/conf/" + which + "/accept_ra", "0");
            settings.put("net/ipv6/conf/" + which + "/router_solicitations", "0");
        }
        return settings;
    }

    public LabOptions options() {
        return options;
    }

    /** The host whose TUN devices are ours. */
    public Host user() {
        return options.direct() ? name.kernel() : name.user();
    }

    /** The host with the kernel's MPTCP. */
    public Host kernel() {
        return name.kernel();
    }

    /** The namespaces: two, or one of a direct lab. */
    public List<Host> hosts() {
        return options.direct() ? List.of(kernel()) : List.of(user(), kernel());
    }

    public List<LabPath> paths() {
        return List.copyOf(paths);
    }

    /** @param number from 1 */
    public LabPath path(int number) {
        return paths.get(number - 1);
    }

    /** Opens the TUN device of a path, from 1; the caller, or the stack it is given to, closes it. */
    public IpLink openLink(int path) throws RawLinkException {
        return path(path).openLink();
    }

    /** Our addresses on a path, from 1. */
    public List<LinkAddress> addresses(int path) {
        return path(path).addresses();
    }

    /**
     * Tells the kernel's path manager what to do with the kernel host's addresses but those of the first path.
     *
     * @param flags as {@code ip mptcp endpoint add} takes them: signal, subflow, backup, fullmesh; empty: no endpoints
     */
    public void endpoints(String flags, boolean ipv4, boolean ipv6) throws LabException {
        List<String> lines = new ArrayList<>(List.of("mptcp endpoint flush"));
        if (!flags.isBlank()) {
            for (LabPath path : paths.subList(1, paths.size())) {
                for (var family : families(ipv4, ipv6)) {
                    lines.add("mptcp endpoint add " + path.peerAddress(family).getHostAddress() + " dev "
                            + path.kernelDevice() + " " + flags);
                }
            }
        }
        kernel().ip(lines);
    }

    private static List<StandardProtocolFamily> families(boolean ipv4, boolean ipv6) {
        var families = new ArrayList<StandardProtocolFamily>();
        if (ipv4) {
            families.add(StandardProtocolFamily.INET);
        }
        if (ipv6) {
            families.add(StandardProtocolFamily.INET6);
        }
        return families;
    }

    /**
     * Has the kernel cut segments and add checksums before packets reach the wires, so that a capture there shows what
     * a real wire would carry. It takes {@code ethtool}.
     *
     * @return false if there is none: then captures hold super-segments and unfinished checksums
     */
    public boolean endOffloads() throws LabException {
        if (!Command.exists("ethtool")) {
            return false;
        }
        for (LabPath path : paths) {
            path.endOffloads();
        }
        return true;
    }

    /** Removes the namespaces with all that is in them. */
    @Override
    public void close() throws LabException {
        forgetHook();
        name.remove();
    }

    private void forgetHook() {
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The program is ending: the hook runs already, and finds nothing left.
            }
            hook = null;
        }
    }

    private void removeQuietly() {
        ending = true;
        making.lock(); // until it is made, or what there was of it is removed
        try {
            name.remove();
        } catch (LabException e) {
            System.err.println("The lab could not be removed (./mptcp lab down removes it): " + e.getMessage());
        } finally {
            making.unlock();
        }
    }
}
