package mptcp.shell.command;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.socket.SocketConfig;
import mptcp.api.text.Quantity;
import mptcp.shell.world.Load;
import mptcp.shell.world.LoadStream;
import mptcp.shell.world.TransferHost;

/** {@code mptcp:iperf}: client and server of a throughput measurement, both in this process. */
final class IperfCommand implements Command {
    private static final long LEAST_INTERVAL_NS = 10_000_000;
    private static final int MOST_STREAMS = 64;

    private final Syntax syntax = ConnectionPolicies.options(Syntax
            .of("iperf", "measure throughput between two hosts, with the options and the output of iperf3")
            .option("t", "time", "TIME", "for so long (10s)", Completer.NONE)
            .option("n", "bytes", "SIZE", "until so many bytes of each connection have arrived, instead",
                    Completer.NONE)
            .option("i", "interval", "TIME", "between two reports (1s)", Completer.NONE)
            .option("P", "parallel", "N", "so many connections (1)", Completer.NONE)
            .option("l", "length", "SIZE", "of each write (128K)", Completer.NONE)
            .flag("R", "reverse", "the server sends")
            .option("c", "client", "HOST", "connect to this host (server), as a client of it", Names.TRANSFER_HOSTS)
            .option("B", "bind", "HOST", "be this host (client; for the kernel: lab, and the other way round)",
                    Names.TRANSFER_HOSTS)
            .flag("6", "ipv6", "over IPv6")
            .flag("J", "json", "print one JSON document at the end, in iperf3's shape"))
            .detail("Both ends are of this process; the server listens on port " + Load.PORT + " as long as the test")
            .detail("lasts. Bytes are counted where applications hand them over: those of the sender are in its send")
            .detail("buffer first. When the time is over the connections are reset, and what is under way is lost;")
            .detail("mptcp:put and mptcp:get compare what was sent with what arrived.")
            .example("mptcp:iperf -t 5s", "client to server")
            .example("mptcp:iperf -c kernel", "to the Linux kernel, while there is a lab; -c lab the other way")
            .example("mptcp:iperf -R -P 2 --cc olia", "two connections, the other way, with a policy of their own")
            .example("mptcp:iperf -n 64M --json", "for a program");

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws Exception {
        Arguments args = call.arguments();
        if (args.has("time") && args.has("bytes")) {
            throw new CommandException("either --time or --bytes, not both");
        }
        long time = args.has("bytes") ? Long.MAX_VALUE : Quantity.timeOrSeconds(args.value("time").orElse("10s"));
        long interval = Quantity.timeOrSeconds(args.value("interval").orElse("1s"));
        if (interval < LEAST_INTERVAL_NS || time <= 0) {
            throw new CommandException("a test needs a time, and an interval of at least 10ms");
        }
        Load.Plan plan = plan(args, call.environment());
        try (Load load = Load.start(plan, call.environment().clock())) {
            IperfReport report = new IperfReport(call.console(), plan, args.has("bytes") ? 0 : time,
                    meters(call.environment(), plan, load), args.has("json"));
            report.begin();
            boolean over = false;
            for (long end = 0; !over && end < time;) {
                end = Math.min(time, end + interval);
                over = load.await(Math.max(1, end - load.elapsedNs()));
                report.interval(load.elapsedNs());
            }
            load.stop();
            report.end();
            check(load);
        }
    }

    private static void check(Load load) throws CommandException {
        for (LoadStream stream : load.streams()) {
            if (stream.failure() != null) {
                throw new CommandException("a connection ended before the test was over: " + stream.failure());
            }
        }
    }

    private static Load.Plan plan(Arguments args, Environment env) throws CommandException {
        Ends ends = Ends.of(args.value("bind").orElse(null), args.value("client").orElse(null));
        TransferHost client = env.transferHost(ends.client());
        TransferHost server = env.transferHost(ends.server());
        SocketConfig config = ConnectionPolicies.config(args, env, client);
        int streams = (int) Quantity.count(args.value("parallel").orElse("1"), "number of connections", 1,
                MOST_STREAMS);
        long block = Quantity.size(args.value("length").orElse("128K"));
        long bytes = args.value("bytes").map(Quantity::size).orElse(0L);
        if (block < 1 || block > 1 << 24 || args.has("bytes") && bytes < 1) {
            throw new CommandException("a write is of 1 byte to 16M, a test of at least one byte");
        }
        return new Load.Plan(client, server, args.has("ipv6"), args.has("reverse"), streams, (int) block, bytes,
                config);
    }

    private static List<IperfMeter> meters(Environment env, Load.Plan plan, Load load) {
        List<IperfMeter> meters = new ArrayList<>();
        for (LoadStream stream : load.streams()) {
            meters.add(new IperfMeter(env, plan, stream, meters.size() + 1));
        }
        return meters;
    }
}
