package mptcp.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mptcp.api.link.IpLink;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.Stack;
import mptcp.embedded.LinkSetting;
import mptcp.embedded.StackBuilder;
import mptcp.io.raw.RawLinkFactory;
import mptcp.io.raw.RawLinkOptions;
import mptcp.program.CommandLines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./mptcp gateway}. */
@Command(name = "./mptcp gateway", sortOptions = false, description = {"",
    "A gateway for programs in any language: a SOCKS5 proxy (RFC 1928, 1929) whose connections to destinations are Multipath"
    + " TCP where these speak it, and TCP where not. It serves until it is ended (Ctrl-C).", ""},
    footer = {"", "Names of destinations are looked up by the kernel's resolver, outside the stack.",
        "", "  MPTCP_LOG        log level of standard error: trace, debug, info, warn (default), error",
        "  MPTCP_POLICY_SET the set of policies, where --policy-set does not say it",
        "  MPTCP_POLICIES   a folder with bundles of more policies (default: ./policies)",
        "", "Exit status: 0 when ended; 2 if the command line was not understood, 1 if something cannot be opened."})
final class Main implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--link", required = true, paramLabel = "DEVICE=ADDRESS/LENGTH[,...]", description = "a TUN device, made if"
            + " it does not exist, and the stack's addresses on it; once for each path. The kernel must route these addresses to"
            + " the device, and not have them itself. Or packet:INTERFACE=..., an Ethernet interface, and addresses of its network"
            + " that the kernel does not have; ,via=ROUTER where the kernel has no route over it")
    private List<String> links;

    @Option(names = "--namespace", paramLabel = "NAME", description = "the devices are in this network namespace")
    private String namespace;

    @Option(names = "--socks", paramLabel = "[ADDRESS:]PORT", defaultValue = "127.0.0.1:1080",
            description = "where clients come in (${DEFAULT-VALUE}); port 0: a free one; none: there is no proxy")
    private String socks;

    @Option(names = "--convert-via", paramLabel = "ADDRESS[:PORT]", description = "destinations are reached by the gateway there,"
            + " over Multipath TCP, with 0-RTT Convert (RFC 8803; port 124)")
    private String convertVia;

    @Option(names = "--convert-server", paramLabel = "[ADDRESS:]PORT", description = "be the gateway that others reach"
            + " destinations by: they come to this port of the stack's addresses, and destinations are reached by the kernel's"
            + " TCP. Those on the networks of the links may, and whom --allow-client names")
    private String convertServer;

    @Option(names = "--transparent", paramLabel = "DEVICE=ADDRESS/LENGTH[,...]", description = "a TUN device to which the kernel"
            + " routes what is captured, and the gateway's address of each family on it: programs need to know of nothing."
            + " Those on the device's network may use it, and whom --allow-client names")
    private String transparent;

    @Option(names = "--capture", paramLabel = "ADDRESSES", description = "destinations that are taken there, such as"
            + " 192.0.2.0/24; may be repeated")
    private List<String> captured = new ArrayList<>();

    @Option(names = "--allow-client", paramLabel = "ADDRESSES", description = "who may use it besides those on loopback, such as"
            + " 192.168.1.0/24; may be repeated")
    private List<String> clients = new ArrayList<>();

    @Option(names = "--users", paramLabel = "FILE", description = "clients log in; lines NAME:PASSWORD")
    private Path users;

    @Option(names = "--allow", paramLabel = "ADDRESSES[:PORT]", description = "destinations that are allowed; * is all addresses."
            + " Of --allow and --deny the first that matches decides; what none matches is allowed behind a last --deny, and not"
            + " behind a last --allow", parameterConsumer = InOrder.class)
    private List<Rule> allowed;

    @Option(names = "--deny", paramLabel = "ADDRESSES[:PORT]", description = "destinations that are not",
            parameterConsumer = InOrder.class)
    private List<Rule> denied;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "1024", description = "the most at a time (${DEFAULT-VALUE})")
    private int connections;

    @Option(names = "--connect-timeout", paramLabel = "SECONDS", defaultValue = "20", description = "how long an address may take"
            + " to answer (${DEFAULT-VALUE})")
    private long connectTimeout;

    @Option(names = "--idle", paramLabel = "SECONDS", defaultValue = "7200", description = "how long nothing may happen on a"
            + " connection; 0: as long as it likes (${DEFAULT-VALUE})")
    private long idle;

    @Option(names = "--loops", paramLabel = "N", defaultValue = "1", description = "run the connections on so many threads"
            + " (${DEFAULT-VALUE}); one connection stays on one")
    private String loops;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "another setting of the host, such as rto.min=50ms"
            + " (docs/configuration.md has all); may be repeated")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--policy-set", paramLabel = "NAME", description = "the set of policies: default, report")
    private String policySet;

    @Option(names = "--scheduler", paramLabel = "NAME", description = "policies by name: --path-manager, --rexmit, --cc too")
    private String scheduler;

    @Option(names = "--path-manager", hidden = true)
    private String pathManager;

    @Option(names = "--rexmit", hidden = true)
    private String rexmit;

    @Option(names = "--cc", hidden = true)
    private String cc;

    @Option(names = "--report", paramLabel = "SECONDS", description = "print counters as often; they are printed at the end, too")
    private Long report;

    @Option(names = {"--help", "-h"}, usageHelp = true, description = "this text")
    private boolean help;

    /** The process ends after it: {@link System#exit} of the main thread does not return once the end has begun. */
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Of --allow and --deny, in the order in which they were given. */
    private final List<Rule> rules = new ArrayList<>();

    /** Takes the rules of both options into one list. */
    static final class InOrder implements IParameterConsumer {
        @Override
        public void consumeParameters(java.util.Stack<String> words, ArgSpec option, CommandSpec command) {
            if (words.isEmpty()) {
                throw new ParameterException(command.commandLine(), option + " needs a value");
            }
            Main main = (Main) command.userObject();
            boolean allows = ((OptionSpec) option).longestName().equals("--allow");
            main.rules.add(main.rule(allows, words.pop()));
        }
    }

    public static void main(String[] args) {
        String level = System.getenv("MPTCP_LOG");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", level == null ? "warn" : level);
        System.exit(command().execute(args));
    }

    static CommandLine command() {
        // of what stands in files, too, an exception that is no ParameterException tells
        return CommandLines.of(new Main(), System.out, System.err).setExecutionExceptionHandler((e, at, _) -> CommandLines.failed(
                e instanceof IllegalArgumentException ? new IOException(e.getMessage(), e) : e, at));
    }

    @Override
    public Integer call() throws Exception {
        InetSocketAddress at = socks.equals("none") ? null : address("--socks", socks, "127.0.0.1", null);
        InetSocketAddress convertAt = convertServer == null ? null : address("--convert-server", convertServer, "0.0.0.0", null);
        InetSocketAddress via = convertVia == null ? null : address("--convert-via", convertVia, null, ConvertServer.PORT);
        LinkSetting device = transparent == null ? null : told("--transparent", () -> LinkSetting.of(transparent));
        List<AddressRange> range = captured.stream().map(text -> told("--capture", () -> AddressRange.of(text))).toList();
        if ((device == null) != range.isEmpty() || device != null && device.ethernet()) {
            throw new ParameterException(spec.commandLine(), "--transparent is a TUN device, with one --capture at least");
        }
        if (at == null && convertAt == null && device == null) {
            throw new ParameterException(spec.commandLine(), "--socks none, and neither --convert-server nor --transparent: there"
                    + " is nothing to do");
        }
        List<AddressRange> ranges = clients.stream().map(text -> told("--allow-client", () -> AddressRange.of(text))).toList();
        if (at != null && !at.getAddress().isLoopbackAddress() && ranges.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--socks " + socks + " is open to other hosts, and none may come in:"
                    + " name those that may with --allow-client");
        }
        Users known = users == null ? Users.NONE : Users.read(users);
        var limits = new SocksServer.Limits(connections, Duration.ofSeconds(10), Duration.ofSeconds(connectTimeout),
                Duration.ofSeconds(idle));
        AccessRules access = new AccessRules(ranges, rules);
        try (Stack stack = stack();
                ConvertServer converter = convertAt == null ? null : new ConvertServer(stack, convertAt, access, limits);
                TransparentServer front = device == null ? null : new TransparentServer(stack, open(device), device.addresses(),
                        range, access, limits, via);
                SocksServer proxy = at == null ? null : new SocksServer(stack, at, access, known, limits, via)) {
            Map<String, Statistics> counters = new LinkedHashMap<>();
            if (proxy != null) {
                say("SOCKS5", proxy.local());
                counters.put("SOCKS5", proxy.statistics());
            }
            if (converter != null) {
                say("Convert", converter.local());
                counters.put("Convert", converter.statistics());
            }
            if (front != null) {
                spec.commandLine().getOut().println("transparent on " + device.device());
                counters.put("transparent", front.statistics());
            }
            serve(counters);
            if (front != null) {
                System.err.println("transparent: " + front.dropped() + " packets dropped");
            }
        } finally {
            closed.countDown();
        }
        return 0;
    }

    /** Named where there are several. */
    private static void report(Map<String, Statistics> counters) {
        counters.forEach((name, each) -> System.err.println(counters.size() > 1 ? name + ": " + each : each.toString()));
    }

    private IpLink open(LinkSetting device) throws IOException {
        return RawLinkFactory.openBest(RawLinkOptions.create(device.device()).presence(RawLinkOptions.Presence.EITHER)
                .namespace(namespace), System.err::println);
    }

    private void say(String protocol, InetSocketAddress at) {
        spec.commandLine().getOut().println(protocol + " on " + at.getAddress().getHostAddress() + ":" + at.getPort());
    }

    private void serve(Map<String, Statistics> counters) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            end.countDown();
            try {
                if (!closed.await(5, TimeUnit.SECONDS)) {
                    System.err.println("ended before all was closed, which took more than 5 s");
                }
            } catch (InterruptedException _) {
                // the process ends all the same
            }
        }, "gateway-end"));
        long seconds = report == null ? Long.MAX_VALUE : report;
        while (!end.await(seconds, TimeUnit.SECONDS)) {
            report(counters);
        }
        report(counters);
    }

    private Stack stack() throws IOException {
        StackBuilder builder = StackBuilder.named("gateway").namespace(namespace).told(System.err::println).userPolicies();
        told("--loops", () -> builder.settings(c -> c.set("loops", loops)));
        told("--set", () -> builder.settings(c -> c.set(settings)));
        for (String link : links) {
            builder.link(told("--link", () -> LinkSetting.of(link)));
        }
        if (policySet != null) {
            builder.policySet(policySet);
        }
        choose(builder, PolicyKind.SCHEDULER, scheduler);
        choose(builder, PolicyKind.PATH_MANAGER, pathManager);
        choose(builder, PolicyKind.RETRANSMIT, rexmit);
        choose(builder, PolicyKind.CONGESTION_CONTROL, cc);
        return builder.open();
    }

    private static void choose(StackBuilder builder, PolicyKind kind, String name) {
        if (name != null) {
            builder.policy(kind, name);
        }
    }

    private Rule rule(boolean allows, String text) {
        return told(allows ? "--allow" : "--deny", () -> Rule.of(allows, text));
    }

    /**
     * An address with a port.
     *
     * @param host where there is none; null: there has to be one
     * @param port where there is none; null: there has to be one
     */
    private InetSocketAddress address(String option, String text, String host, Integer port) {
        int colon = text.lastIndexOf(':');
        boolean bare = colon >= 0 && text.indexOf(':') != colon && text.charAt(colon - 1) != ']'; // an IPv6 address alone
        boolean hasPort = port == null ? !bare : colon >= 0 && !bare;
        String name = !hasPort ? text : colon < 0 ? host : text.substring(0, colon);
        return told(option, () -> {
            try {
                if (name == null || !hasPort && port == null) {
                    throw new UnknownHostException();
                }
                return new InetSocketAddress(InetAddress.getByName(name), hasPort ? Integer.parseInt(text.substring(colon + 1)) : port);
            } catch (UnknownHostException | NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is no " + (host == null ? "ADDRESS[:PORT]" : "[ADDRESS:]PORT"), e);
            }
        });
    }

    /** What is wrong with an option's value is told with its name. */
    private <T> T told(String option, java.util.function.Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
        }
    }
}
