package mptcp.socketagent;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ServiceLoader;
import mptcp.socketagent.machine.Machine;
import mptcp.api.link.IpLink;
import mptcp.api.socket.StackFactory;
import mptcp.io.raw.RawLinkFactory;
import mptcp.io.raw.RawLinkOptions;

/** {@code ./mptcp agent}: see {@link Options}. */
public final class Main {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Main() {}

    public static void main(String[] args) {
        String level = System.getenv("MPTCP_LOG");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", level == null ? "warn" : level);
        System.exit(run(System.out, System.err, args));
    }

    /** @return the exit status: 0 after a bye, 1 if it failed, 2 if the command line was not understood */
    static int run(PrintStream out, PrintStream err, String... args) {
        if (args.length == 1 && (args[0].equals("--help") || args[0].equals("help"))) {
            Options.line().usage(out);
            return 0;
        }
        try {
            if (args.length == 1 && args[0].equals("--rehearse")) {
                Rehearsal.run();
                return 0;
            }
            if (args.length == 1 && args[0].equals("--figures")) {
                Rehearsal.figures(out);
                return 0;
            }
            Options options = Options.parse(args);
            try (Machine machine = open(options); Server server = new Server(machine, options.control())) {
                Rehearsal.warmUp();
                out.println("READY");
                out.flush();
                server.serve();
            }
            return 0;
        } catch (IllegalArgumentException e) {
            err.println("error: " + e.getMessage() + " (./mptcp agent --help)");
            return USAGE;
        } catch (IOException e) {
            err.println("error: " + e.getMessage());
            return FAILED;
        }
    }

    private static Machine open(Options options) throws IOException {
        RawLinkOptions wanted = RawLinkOptions.create(options.device()).presence(RawLinkOptions.Presence.EITHER)
                .mtu(options.mtu());
        IpLink device = options.superSegments()
                ? RawLinkFactory.openBest(wanted, System.err::println) : RawLinkFactory.open(wanted);
        return new Machine(stacks(), device, options.setup());
    }

    static StackFactory stacks() {
        return ServiceLoader.load(StackFactory.class).findFirst()
                .orElseThrow(() -> new IllegalStateException("the stack is not on the class path"));
    }
}
