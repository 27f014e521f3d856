package mptcp.shell.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.shell.text.Console;
import mptcp.shell.text.Show;
import mptcp.shell.world.Load;
import mptcp.shell.world.LoadStream;

/** What {@code mptcp:iperf} prints while it measures: the lines of iperf3, or all at the end as JSON. */
final class IperfReport {
    private static final double NS = 1e9;
    private static final String RULE = "- ".repeat(25).strip();

    private final Console console;
    private final Load.Plan plan;
    private final long durationNs;
    private final List<IperfMeter> meters;
    private final boolean json;
    private final List<IperfJson.Place> places = new ArrayList<>();

    /** @param durationNs 0 if the number of bytes ends the test */
    IperfReport(Console console, Load.Plan plan, long durationNs, List<IperfMeter> meters, boolean json) {
        this.console = console;
        this.plan = plan;
        this.durationNs = durationNs;
        this.meters = meters;
        this.json = json;
    }

    /** Connected: who with whom. */
    void begin() throws IOException {
        InetSocketAddress remote = plan.remote();
        for (IperfMeter meter : meters) {
            InetSocketAddress local = meter.snapshot(meter.stream().client()).map(ConnectionSnapshot::local)
                    .orElse(null);
            places.add(new IperfJson.Place(local, remote));
        }
        if (json) {
            return;
        }
        console.line("Connecting to host " + Show.address(remote.getAddress()) + ", port " + remote.getPort());
        for (IperfMeter meter : meters) {
            InetSocketAddress local = places.get(meter.number() - 1).local();
            console.line(String.format(Locale.ROOT, "[%3d] local %s port %s connected to %s port %d", meter.number(),
                    local == null ? plan.client().name() : Show.address(local.getAddress()),
                    local == null ? "?" : local.getPort(), Show.address(remote.getAddress()), remote.getPort()));
        }
        console.line("[ ID] Interval           Transfer     Bitrate         Retr  Cwnd");
    }

    /** Looks, and says what was seen. @param nowNs since the begin of the load */
    void interval(long nowNs) {
        List<IperfMeter.Sample> samples = meters.stream().map(m -> m.look(nowNs)).toList();
        if (json) {
            return;
        }
        for (IperfMeter.Sample s : samples) {
            console.line(row(Integer.toString(s.stream()), s.startNs(), s.endNs(), s.bytes())
                    + String.format(Locale.ROOT, " %4s  %s", s.retransmits() < 0 ? "" : s.retransmits(),
                            s.cwnd() < 0 ? "" : amount(s.cwnd())).stripTrailing() + paths(s));
        }
        if (samples.size() > 1) {
            console.line(row("SUM", samples.getFirst().startNs(), nowNs,
                    samples.stream().mapToLong(IperfMeter.Sample::bytes).sum()));
        }
    }

    /** Of a connection with several subflows, what each carried. */
    private static String paths(IperfMeter.Sample s) {
        return s.subflows().size() < 2 ? "" : s.subflows().stream()
                .map(r -> r.name() + " " + rate(r.bitsPerSecond())).collect(Collectors.joining(", ", "  (", ")"));
    }

    /** The whole test. */
    void end() {
        if (json) {
            console.json(IperfJson.of(plan, durationNs, meters, places));
            return;
        }
        console.line(RULE);
        console.line("[ ID] Interval           Transfer     Bitrate         Retr");
        for (IperfMeter meter : meters) {
            LoadStream stream = meter.stream();
            long retransmits = IperfJson.retransmits(meter);
            console.line(row(Integer.toString(meter.number()), 0, stream.sentNs(), stream.sent())
                    + String.format(Locale.ROOT, " %4s             sender", retransmits < 0 ? "" : retransmits));
            console.line(row(Integer.toString(meter.number()), 0, stream.receivedNs(), stream.received())
                    + "                  receiver");
        }
        if (meters.size() > 1) {
            sum("sender", meters.stream().mapToLong(m -> m.stream().sentNs()).max().orElse(0),
                    meters.stream().mapToLong(m -> m.stream().sent()).sum());
            sum("receiver", meters.stream().mapToLong(m -> m.stream().receivedNs()).max().orElse(0),
                    meters.stream().mapToLong(m -> m.stream().received()).sum());
        }
        console.line("");
        console.line("iperf Done.");
    }

    private void sum(String end, long ns, long bytes) {
        console.line(row("SUM", 0, ns, bytes) + "                  " + end);
    }

    private static String row(String id, long startNs, long endNs, long bytes) {
        return String.format(Locale.ROOT, "[%3s] %6.2f-%-6.2f sec  %s  %s", id, startNs / NS, endNs / NS,
                amount(bytes), rate(bytes * 8 * NS / Math.max(1, endNs - startNs)));
    }

    private static String amount(long bytes) {
        return bytes >= 1 << 30 ? number(bytes / (double) (1 << 30)) + " GBytes"
                : bytes >= 1 << 20 ? number(bytes / (double) (1 << 20)) + " MBytes"
                : number(bytes / 1024.0) + " KBytes";
    }

    private static String rate(double bitsPerSecond) {
        return bitsPerSecond >= 1e9 ? number(bitsPerSecond / 1e9) + " Gbits/sec"
                : bitsPerSecond >= 1e6 ? number(bitsPerSecond / 1e6) + " Mbits/sec"
                : number(bitsPerSecond / 1e3) + " Kbits/sec";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%4.0f" : value >= 10 ? "%4.1f" : "%4.2f", value);
    }
}
