package mptcp.experiment.plan;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.policy.PolicyKind;
import mptcp.experiment.plan.FlowPlan.Pattern;

/** Which metrics a run has; docs/experiments.md says what they are. */
public final class MetricNames {
    private static final List<String> FLOW = List.of("bytes", "goodput", "completion", "connect", "gap_max",
            "retransmits",
            "retransmitted_bytes", "reinjected_bytes", "duplicate_bytes", "ooo_mean", "ooo_p95", "ooo_max");
    private static final List<String> FLOW_WINDOW = List.of("goodput", "gap_max");
    private static final List<String> MESSAGES = List.of("messages", "latency_mean", "latency_p50", "latency_p90",
            "latency_p95", "latency_p99", "latency_max");
    private static final List<String> PATH = List.of("sent_bytes", "acked_bytes", "throughput", "retransmits",
            "retransmitted_bytes", "srtt_mean", "cwnd_mean");
    private static final List<String> PATH_WINDOW = List.of("acked_bytes", "throughput");

    /** What a policy publishes: its kind, and the name that the policy gives it. */
    private static final String PUBLISHED = "(scheduler|path|rexmit|cc)_[a-z][a-z0-9_]*";

    private MetricNames() {}

    /** The name of a number that the policy of this kind publishes. */
    public static String published(PolicyKind kind, String name) {
        return kind.label() + "_" + name;
    }

    /** Whether it may be one: which there are the run shows. */
    static boolean isPublished(String metric) {
        return metric.matches(PUBLISHED);
    }

    /** Of a flow, in the order in which tables have them. */
    public static List<String> ofFlow(FlowPlan flow, List<Window> windows) {
        boolean messages = flow.pattern() != Pattern.BULK;
        List<String> names = new ArrayList<>(FLOW);
        names.addAll(messages ? MESSAGES : List.of());
        names.addAll(flow.app() == null ? List.of() : flow.app().metrics());
        for (Window w : windows) {
            FLOW_WINDOW.forEach(name -> names.add(name + "_" + w.name()));
            if (messages) {
                MESSAGES.forEach(name -> names.add(name + "_" + w.name()));
            }
        }
        return names;
    }

    /** Of a flow on one path. */
    public static List<String> ofPath(List<Window> windows) {
        List<String> names = new ArrayList<>(PATH);
        for (Window w : windows) {
            PATH_WINDOW.forEach(name -> names.add(name + "_" + w.name()));
        }
        return names;
    }
}
