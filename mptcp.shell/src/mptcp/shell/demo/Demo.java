package mptcp.shell.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.io.sim.LinkSpec;
import mptcp.shell.command.CommandException;
import mptcp.shell.command.Environment;
import mptcp.shell.command.SubflowMeter;
import mptcp.shell.command.TransferReport;
import mptcp.shell.text.Console;
import mptcp.shell.text.Show;
import mptcp.shell.world.ConnectionId;
import mptcp.shell.world.NetworkPath;
import mptcp.shell.world.Transfer;

/** One run of the demonstration: the chart, the steps, the comparison. One thread. */
final class Demo {
    /** How often it looks whether a step is due. */
    static final long TICK_NS = 50_000_000;
    private static final long CUT_NS = 2_500_000_000L;
    private static final Set<String> TOLD = Set.of("SF_ESTABLISHED", "SF_CLOSED", "STALE", "RECOVERED", "FALLBACK");

    private final Environment environment;
    private final Stage stage;
    private final Transfer transfer;
    private final Scheduling scheduling;
    private final Console console;
    private final Chart chart;
    private final SubflowMeter meter;
    private final Map<String, Long> carried = new LinkedHashMap<>();
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final Deque<Step> steps = new ArrayDeque<>();
    private long lastStepNs;
    private long arrivedBytes;
    private long arrivedNs;

    Demo(Environment environment, Stage stage, Transfer transfer, Scheduling scheduling, Console console) {
        this.environment = environment;
        this.stage = stage;
        this.transfer = transfer;
        this.scheduling = scheduling;
        this.console = console;
        long fastest = stage.paths().stream().mapToLong(p -> p.spec().rateBps()).max().orElse(0);
        chart = new Chart(stage.paths().stream().map(NetworkPath::name).toList(), Math.max(1e6, fastest),
                console.unicode(), console.columns());
        arrivedNs = environment.clock().nowNs();
        meter = new SubflowMeter(arrivedNs);
        NetworkPath first = stage.paths().getFirst();
        LinkSpec before = first.spec();
        steps.add(new Step(0.15, Long.MAX_VALUE, () -> scheduling.swapIn(transfer.sender())));
        steps.add(new Step(0.30, Long.MAX_VALUE, () -> scheduling.stopBundle(transfer.sender())));
        steps.add(new Step(0.45, Long.MAX_VALUE, () -> set(first, before.with("down"), " is cut")));
        steps.add(new Step(0.85, CUT_NS, () -> set(first, before.with("up"), " is restored")));
    }

    private static String set(NetworkPath path, LinkSpec spec, String what) {
        path.spec(spec);
        return path.name() + what;
    }

    void run(long intervalNs) throws Exception {
        introduce();
        NetworkPath first = stage.paths().getFirst();
        LinkSpec before = first.spec();
        AutoCloseable registration = stage.client().inspector().monitor(this::heard);
        try {
            follow(intervalNs);
        } finally {
            registration.close();
            first.spec(before);
            if (scheduling.hasStopped()) {
                tell(scheduling.startBundle());
            }
            transfer.cancel(); // nothing if it is over, as it is unless somebody interrupted
        }
        conclude();
    }

    private void introduce() throws CommandException {
        console.line(Console.Style.BOLD, TransferReport.title(transfer));
        for (NetworkPath path : stage.paths()) {
            console.line("  " + path.name() + ": " + path.spec());
        }
        StringBuilder policies = new StringBuilder(" ");
        for (PolicyKind kind : PolicyKind.values()) {
            String name = kind == PolicyKind.SCHEDULER ? scheduling.builtIn() : stage.client().policies().inUse(kind);
            policies.append(' ').append(kind.label()).append(": ").append(name);
        }
        console.line(policies.toString());
        console.line("");
        console.line(Console.Style.BOLD, chart.header());
    }

    private void follow(long intervalNs) throws InterruptedException, CommandException {
        long nextRow = intervalNs;
        while (!transfer.await(TICK_NS)) {
            tellEvents();
            if (transfer.elapsedNs() >= nextRow) {
                row();
                nextRow += intervalNs;
            }
            Step next = steps.peek();
            if (next != null && transfer.sender() != null
                    && next.due(TransferReport.fraction(transfer), transfer.elapsedNs() - lastStepNs)) {
                steps.remove();
                lastStepNs = transfer.elapsedNs();
                tell(next.action().run());
            }
        }
        row();
        tellEvents();
    }

    private void row() throws CommandException {
        ConnectionId sender = transfer.sender();
        Optional<ConnectionSnapshot> connection = sender == null ? Optional.empty()
                : environment.host(sender.host()).inspector().connection(sender.id());
        if (connection.isEmpty()) {
            return;
        }
        long now = environment.clock().nowNs();
        long bytes = transfer.transferred();
        double arrived = (bytes - arrivedBytes) * 8e9 / Math.max(1, now - arrivedNs);
        arrivedBytes = bytes;
        arrivedNs = now;
        Map<String, Double> rates = new LinkedHashMap<>();
        for (SubflowMeter.Rate r : meter.sample(connection.get(), true, now)) {
            rates.merge(r.name(), r.bitsPerSecond(), Double::sum);
            carried.merge(r.name(), r.subflow().bytesAcked(), Math::max);
        }
        console.line(chart.row(transfer.elapsedNs(), rates, arrived, TransferReport.fraction(transfer)));
    }

    /** Loop thread. */
    private void heard(long nowNs, long connectionId, int subflow, String event, String detail) {
        ConnectionId sender = transfer.sender();
        if (TOLD.contains(event) && sender != null && sender.id() == connectionId) {
            events.add("subflow " + subflow + " " + event + (detail == null || detail.isEmpty() ? "" : " " + detail));
        }
    }

    private void tellEvents() {
        for (String event = events.poll(); event != null; event = events.poll()) {
            console.line(Console.Style.FAINT, at(event));
        }
    }

    private String at(String what) {
        return String.format(Locale.ROOT, "%6s s  %s", Show.tenths(transfer.elapsedNs() / 1e9), what);
    }

    private void tell(String what) {
        console.line(Console.Style.NOTE, at("** " + what));
    }

    private void conclude() throws CommandException {
        if (!steps.isEmpty()) {
            console.line("(it was over before all steps could be shown: try a longer one)");
        }
        console.line("");
        StringBuilder shares = new StringBuilder();
        carried.forEach((path, bytes) -> shares.append(shares.isEmpty() ? "" : ", ").append(path).append(' ')
                .append(Show.size(bytes)));
        console.line(Show.size(transfer.transferred()) + " in " + Show.tenths(transfer.elapsedNs() / 1e9) + " s, "
                + Show.rate(TransferReport.meanRate(transfer)) + "; acknowledged on " + shares);
        console.line("SHA-256 sent      " + transfer.sentDigest());
        console.line("SHA-256 received  " + transfer.receivedDigest());
        TransferReport.check(transfer);
        console.line(Console.Style.GOOD, "equal");
    }
}
