package mptcp.experiment.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mptcp.api.text.Quantity;
import mptcp.experiment.plan.FlowPlan.Pattern;

/** Reads one flow. */
final class FlowReader {
    private static final int LONGEST_MESSAGE = 1 << 30;
    /** Each is remembered until it is read. */
    private static final int MOST_MESSAGES = 10_000_000;

    private final Section s;
    private final Map<String, HostPlan> hosts;
    private final Map<String, PathPlan> paths;
    private final PolicyNames policies;
    private final Traces traces;
    private final long durationNs;

    FlowReader(Section s, Map<String, HostPlan> hosts, Map<String, PathPlan> paths, PolicyNames policies,
            Traces traces, long durationNs) {
        this.traces = traces;
        this.s = s;
        this.hosts = hosts;
        this.paths = paths;
        this.policies = policies;
        this.durationNs = durationNs;
    }

    FlowPlan read(String name) {
        s.required("from", "client");
        s.required("to", "server");
        String from = host("from");
        String to = host("to");
        String over = over(from, to);
        long startNs = s.time("start", 0);
        long stopNs = s.time("stop", -1);
        if (startNs >= durationNs) {
            s.problem("start", "it starts when the experiment is over");
        }
        if (stopNs >= 0 && stopNs <= startNs) {
            s.problem("stop", "it stops before it starts");
        }
        List<String> patterns = new ArrayList<>(List.of("bulk", "blocks", "requests"));
        AppPlan.PATTERNS.stream().sorted().forEach(patterns::add);
        String word = s.word("pattern", "bulk", patterns);
        if (AppPlan.PATTERNS.contains(word)) {
            AppPlan app = new AppReader(s, traces).read(word);
            return plan(name, from, to, over, startNs, stopNs, app);
        }
        Pattern pattern = Pattern.valueOf(word.toUpperCase(java.util.Locale.ROOT));
        boolean messages = pattern != Pattern.BULK;
        long bytes = messages ? -1 : size("bytes", -1, Long.MAX_VALUE / 4);
        long block = pattern == Pattern.BLOCKS ? size("block", 8_000, LONGEST_MESSAGE) : 0;
        long request = pattern == Pattern.REQUESTS ? size("request", 100, LONGEST_MESSAGE) : 0;
        long response = pattern == Pattern.REQUESTS ? size("response", 10_000, LONGEST_MESSAGE) : 0;
        long everyNs = messages ? s.time("every", 0) : 0;
        if (pattern == Pattern.BLOCKS && !s.has("every")) {
            s.problem("every", "blocks need 'every', such as 'every: 20ms'");
        }
        if (messages && s.has("every") && everyNs <= 0) {
            s.problem("every", "'every' must be more than 0; without it, each request begins when the former is answered");
        }
        int count = messages ? s.count("count", -1, 1, MOST_MESSAGES) : -1;
        if (everyNs > 0 && count < 0 && (durationNs - startNs) / everyNs > MOST_MESSAGES) {
            s.problem("every", "these would be more than " + MOST_MESSAGES + " messages");
        }
        var chosen = ExperimentReader.policies(s, policies);
        Integer mptcp = HostReader.version(s, null);
        int sendBuffer = HostReader.buffer(s, "send-buffer", 0);
        int receiveBuffer = HostReader.buffer(s, "receive-buffer", 0);
        FlowHints hints = FlowHints.read(s, messages);
        s.done();
        return new FlowPlan(name, from, to, over, startNs, stopNs, pattern, bytes, block, everyNs, count, request,
                response, chosen, mptcp, sendBuffer, receiveBuffer, hints, null);
    }

    private FlowPlan plan(String name, String from, String to, String over, long startNs, long stopNs, AppPlan app) {
        var chosen = ExperimentReader.policies(s, policies);
        Integer mptcp = HostReader.version(s, null);
        int sendBuffer = HostReader.buffer(s, "send-buffer", 0);
        int receiveBuffer = HostReader.buffer(s, "receive-buffer", 0);
        FlowHints hints = FlowHints.read(s, false);
        s.done();
        return new FlowPlan(name, from, to, over, startNs, stopNs, Pattern.OTHER, -1, 0, 0, -1, 0, 0, chosen, mptcp,
                sendBuffer, receiveBuffer, hints, app);
    }

    private String host(String key) {
        return s.word(key, "", List.copyOf(hosts.keySet()));
    }

    /** The path of the first subflow: the one said, or the first between the hosts. */
    private String over(String from, String to) {
        List<String> between = paths.values().stream().filter(p -> p.joins(from, to)).map(PathPlan::name).toList();
        if (between.isEmpty()) {
            if (from.isEmpty() || to.isEmpty()) {
                return "";
            }
            s.problem("to", "there is no path between " + from + " and " + to);
            return "";
        }
        return s.word("over", between.getFirst(), between);
    }

    private long size(String key, long otherwise, long most) {
        return s.convert(key, otherwise, text -> {
            long bytes = Quantity.decimalSize(text);
            if (bytes < 1 || bytes > most) {
                throw new IllegalArgumentException("it must be 1 to " + most + " bytes, not " + text);
            }
            return bytes;
        });
    }
}
