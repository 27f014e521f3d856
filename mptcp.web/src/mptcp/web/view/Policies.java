package mptcp.web.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mptcp.api.policy.PolicyCost;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.LoopStuckException;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackFactory;

/** The policies of every kind, which host uses which and with which settings, and what calls into them took. */
public final class Policies implements Answer {
    private final Hosts hosts;

    public Policies(Hosts hosts) {
        this.hosts = hosts;
    }

    /** @param hosts that use it where a connection has no choice of its own */
    private record Row(String kind, String name, int ranking, String provider, String description, List<String> hosts,
            long measured, long slow, long meanNs, long maxNs) {}

    @Override
    public Object of(Map<String, String> query) throws NotThere {
        StackFactory factory = hosts.factory();
        Map<String, Map<String, String>> settings = new TreeMap<>();
        Map<Stack, List<PolicyCost>> costs = new LinkedHashMap<>();
        Map<Stack, Map<PolicyKind, String>> used = new LinkedHashMap<>();
        for (Stack host : hosts.answering()) {
            try {
                Map<PolicyKind, String> names = new LinkedHashMap<>();
                for (PolicyKind kind : PolicyKind.values()) {
                    names.put(kind, host.policies().inUse(kind));
                }
                costs.put(host, host.policies().costs());
                used.put(host, names);
                settings.put(host.name(), new TreeMap<>(host.config().policySettings()));
            } catch (LoopStuckException e) {
                used.remove(host); // it is named in the overview
            }
        }
        List<Row> rows = new ArrayList<>();
        for (PolicyKind kind : PolicyKind.values()) {
            for (PolicyRegistry.Entry e : factory.policies().list(kind)) {
                rows.add(row(e, costs.values().stream().flatMap(List::stream)
                        .filter(c -> c.kind() == kind && c.name().equals(e.name())).toList(), used));
            }
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("policies", rows);
        map.put("settings", settings);
        return map;
    }

    private static Row row(PolicyRegistry.Entry e, List<PolicyCost> costs, Map<Stack, Map<PolicyKind, String>> used) {
        long measured = costs.stream().mapToLong(PolicyCost::measured).sum();
        long total = costs.stream().mapToLong(PolicyCost::totalNs).sum();
        List<String> users = used.entrySet().stream().filter(u -> u.getValue().get(e.kind()).equals(e.name()))
                .map(u -> u.getKey().name()).toList();
        return new Row(e.kind().label(), e.name(), e.ranking(), e.provider(), e.description(), users, measured,
                costs.stream().mapToLong(PolicyCost::slow).sum(), measured == 0 ? 0 : total / measured,
                costs.stream().mapToLong(PolicyCost::maxNs).max().orElse(0));
    }
}
