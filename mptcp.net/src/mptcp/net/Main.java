package mptcp.net;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.link.IpLink;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.io.raw.RawLinkFactory;
import mptcp.io.raw.RawLinkOptions;
import mptcp.shelf.PolicyShelf;

/** {@code ./mptcp run}: see {@link Options#HELP}. */
public final class Main {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Main() {}

    public static void main(String[] args) {
        String level = System.getenv("MPTCP_LOG");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", level == null ? "warn" : level);
        if (args.length == 0 || args[0].equals("--help") || args[0].equals("help")) {
            System.out.println(Options.HELP);
            System.exit(args.length == 0 ? USAGE : 0);
        }
        try {
            Options options = Options.parse(args);
            Launcher launcher = new Launcher(options.program());
            prepare(options);
            run(launcher);
        } catch (IllegalArgumentException e) {
            fail(e.getMessage() + " (./mptcp run --help)", USAGE);
        } catch (IOException e) {
            fail(e.getMessage(), FAILED);
        }
    }

    /** What the program throws ends it as a JVM would. */
    private static void run(Launcher launcher) {
        try {
            launcher.run();
        } catch (Throwable e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            System.exit(FAILED);
        }
    }

    private static void fail(String message, int status) {
        System.err.println("error: " + message);
        System.exit(status);
    }

    private static void prepare(Options options) throws IOException {
        Stack stack = stack(options);
        StackSockets sockets = new StackSockets(stack);
        if (options.report()) {
            sockets.observe(Main::report);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            int left = sockets.finish(options.linger());
            if (left > 0) {
                System.err.println("warning: " + left + " connections had not ended after "
                        + options.linger().toMillis() / 1e3 + " s (--linger) and are reset");
            }
            stack.close();
        }, "mptcp-end"));
        sockets.install();
    }

    private static Stack stack(Options options) throws IOException {
        StackFactory factory = PolicyShelf.of(policyFolder(), System.err::println).stacks();
        Stack stack = factory.create(StackConfig.builder("program").mptcpVersion(options.version()).build());
        try {
            for (Options.Link link : options.links()) {
                stack.addLink(open(link, options.namespace()), link.addresses());
            }
            options.policies().forEach(stack.policies()::choose);
            if (options.announce()) {
                stack.endpoints(announced(options));
            }
            return stack;
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private static Path policyFolder() {
        String folder = System.getenv("MPTCP_POLICIES");
        return Path.of(folder == null || folder.isBlank() ? "policies" : folder);
    }

    private static IpLink open(Options.Link link, String namespace) throws IOException {
        return RawLinkFactory.open(RawLinkOptions.create(link.device())
                .presence(RawLinkOptions.Presence.EITHER).namespace(namespace));
    }

    private static List<Endpoint> announced(Options options) {
        List<Endpoint> endpoints = new ArrayList<>();
        List<InetAddress> all = options.links().stream().flatMap(l -> l.addresses().stream())
                .map(LinkAddress::address).toList();
        for (int i = 1; i < all.size(); i++) {
            endpoints.add(Endpoint.of(i, all.get(i)).withSignal(true));
        }
        return endpoints;
    }

    private static void report(ConnectionSnapshot c) {
        StringBuilder text = new StringBuilder("mptcp: ").append(c.local()).append(" - ").append(c.remote());
        text.append(c.fallback() ? ", TCP (" + c.fallbackReason() + ")" : ", MPTCP v" + c.mptcpVersion());
        text.append(", sent ").append(c.bytesSent()).append(", received ").append(c.bytesReceived());
        for (SubflowSnapshot s : c.subflows()) {
            text.append("\nmptcp:   ").append(s.link()).append(' ').append(s.local()).append(" - ").append(s.remote())
                    .append(", sent ").append(s.bytesAcked()).append(", received ").append(s.bytesReceived());
        }
        System.err.println(text);
    }
}
