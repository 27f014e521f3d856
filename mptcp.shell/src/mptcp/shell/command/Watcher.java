package mptcp.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.shell.text.Bar;
import mptcp.shell.text.Console;
import mptcp.shell.text.Show;
import mptcp.shell.text.Table;
import mptcp.shell.world.ConnectionId;
import mptcp.shell.world.Transfer;

/** Shows a transfer while it runs: a display that is redrawn on a terminal, a line per interval elsewhere. */
final class Watcher {
    private static final int BAR = 24;
    private static final int MIN_BAR = 6;
    private static final int OTHER_COLUMNS = 86;
    /** Bits per second of a full bar, at least. */
    private static final double LEAST_SCALE = 1e6;

    private final Transfer transfer;
    private final Environment environment;
    private final Console console;
    private final SubflowMeter meter;
    private List<SubflowMeter.Rate> rates = List.of();
    private ConnectionSnapshot connection;
    private long lastBytes;
    private long lastNs;
    private double total;
    private double highest;

    Watcher(Transfer transfer, Environment environment, Console console) {
        this.transfer = transfer;
        this.environment = environment;
        this.console = console;
        lastNs = environment.clock().nowNs();
        lastBytes = transfer.transferred();
        meter = new SubflowMeter(lastNs);
    }

    /** Returns when it is over; interrupted, it leaves the transfer running. */
    void follow(long intervalNs) throws InterruptedException, CommandException {
        console.line(TransferReport.title(transfer));
        look(); // what was transferred before is no interval's
        highest = LEAST_SCALE;
        while (!transfer.await(intervalNs)) {
            look();
            if (console.live()) {
                console.redraw(display());
            } else {
                console.line(line());
            }
        }
        if (console.live()) {
            console.redraw(List.of());
        }
        TransferReport.check(transfer);
        console.line(Console.Style.GOOD, TransferReport.result(transfer));
    }

    private void look() throws CommandException {
        long now = environment.clock().nowNs();
        long bytes = transfer.transferred();
        total = (bytes - lastBytes) * 8e9 / Math.max(1, now - lastNs);
        lastBytes = bytes;
        lastNs = now;
        ConnectionId end = transfer.observed();
        Optional<ConnectionSnapshot> found = end == null ? Optional.empty()
                : environment.host(end.host()).inspector().connection(end.id());
        connection = found.orElse(null);
        rates = connection == null ? List.of() : meter.sample(connection, transfer.observesSender(), now);
        for (SubflowMeter.Rate r : rates) {
            highest = Math.max(highest, r.bitsPerSecond());
        }
    }

    private List<String> display() {
        List<String> lines = new ArrayList<>();
        if (connection != null) {
            StringBuilder policies = new StringBuilder("  " + transfer.observed() + "  ");
            for (PolicyKind kind : PolicyKind.values()) {
                policies.append(' ').append(kind.label()).append(':').append(connection.policies().get(kind));
            }
            lines.add(console.styled(Console.Style.FAINT, policies.toString()));
        }
        Table table =
                new Table("  subflow", "route", ">Mbit/s", "", ">rtt ms", ">cwnd", ">flight", ">retrans", "");
        int width = Math.clamp(console.columns() - OTHER_COLUMNS, MIN_BAR, BAR);
        for (SubflowMeter.Rate r : rates) {
            SubflowSnapshot s = r.subflow();
            String route = Show.address(s.local().getAddress()) + " > " + Show.address(s.remote().getAddress());
            table.row("  " + r.name(), route,
                    Show.tenths(r.bitsPerSecond() / 1e6),
                    Bar.of(r.bitsPerSecond() / highest, width, console.unicode()), Show.tenths(s.srttNs() / 1e6),
                    Show.compact(s.cwnd()), Show.compact(s.inFlight()), s.retransmits(), condition(s));
        }
        lines.addAll(table.lines());
        lines.add("  " + Bar.of(TransferReport.fraction(transfer), BAR, console.unicode()) + "  "
                + TransferReport.percent(transfer) + "  " + Show.size(transfer.transferred()) + "  "
                + Show.rate(total) + "  " + Show.tenths(transfer.elapsedNs() / 1e9) + " s" + left());
        return lines;
    }

    private String line() {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%7s s  %4s  %9s  %12s",
                Show.tenths(transfer.elapsedNs() / 1e9), TransferReport.percent(transfer),
                Show.size(transfer.transferred()), Show.rate(total)));
        for (SubflowMeter.Rate r : rates) {
            line.append("  ").append(r.name()).append(' ').append(Show.tenths(r.bitsPerSecond() / 1e6));
            String condition = condition(r.subflow());
            line.append(condition.isEmpty() ? "" : " (" + condition + ")");
        }
        return line.toString();
    }

    private String left() {
        double fraction = TransferReport.fraction(transfer);
        if (Double.isNaN(fraction) || total < 1) {
            return "";
        }
        double seconds = (transfer.content().length() - transfer.transferred()) * 8 / total;
        return ", " + Math.round(seconds) + " s left";
    }

    /** What is unusual about a subflow; empty if nothing is. */
    private static String condition(SubflowSnapshot s) {
        String trouble = trouble(s);
        if (s.state().startsWith("ESTAB")) {
            return trouble;
        }
        return trouble.isEmpty() ? s.state() : s.state() + ", " + trouble;
    }

    /** The same without its state. */
    static String trouble(SubflowSnapshot s) {
        List<String> parts = new ArrayList<>();
        if (s.stale()) {
            parts.add("stale");
        }
        if (s.backupLocal() || s.backupRemote()) {
            parts.add("backup");
        }
        if (s.timeouts() > 0) {
            parts.add(s.timeouts() + " timeouts");
        } else if (!s.loss().equals("OPEN")) {
            parts.add(s.loss().toLowerCase(Locale.ROOT));
        }
        return String.join(", ", parts);
    }
}
