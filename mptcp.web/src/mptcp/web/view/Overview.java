package mptcp.web.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mptcp.api.inspect.Inspector;
import mptcp.api.inspect.MemorySnapshot;
import mptcp.api.link.IpLink;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.LoopStuckException;
import mptcp.api.socket.Stack;

/** Each host in a few numbers, however many connections it has: they are counted, not looked at. */
public final class Overview implements Answer {
    private final Hosts hosts;

    public Overview(Hosts hosts) {
        this.hosts = hosts;
    }

    @Override
    public Object of(Map<String, String> query) {
        List<Object> all = new ArrayList<>();
        for (Stack host : hosts.all()) {
            all.add(host(host));
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("hosts", all);
        return map;
    }

    private static Map<String, Object> host(Stack host) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", host.name());
        map.put("stuck", host.stuckIn().orElse(null));
        map.put("links", links(host));
        if (host.stuckIn().isPresent()) {
            return map;
        }
        try {
            Inspector inspector = host.inspector();
            map.put("connections", inspector.connectionCount());
            map.put("memory", memory(inspector.memory()));
            Map<String, Long> counters = inspector.counters();
            counters.values().removeIf(v -> v == 0);
            map.put("counters", counters);
            Map<String, String> policies = new LinkedHashMap<>();
            for (PolicyKind kind : PolicyKind.values()) {
                policies.put(kind.label(), host.policies().inUse(kind));
            }
            map.put("policies", policies);
        } catch (LoopStuckException e) { // between the question whether it is and here
            map.put("stuck", e.getMessage());
        }
        return map;
    }

    private static List<Object> links(Stack host) {
        List<Object> links = new ArrayList<>();
        for (IpLink link : host.links()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", link.name());
            map.put("statistics", link.statistics());
            links.add(map);
        }
        return links;
    }

    private static Map<String, Object> memory(MemorySnapshot m) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("limit", m.limit());
        map.put("held", m.heldBytes() + m.pooledBytes() + m.connectionBytes());
        map.put("orphans", m.orphans());
        map.put("pressure", m.pressure().name().toLowerCase(Locale.ROOT));
        return map;
    }
}
