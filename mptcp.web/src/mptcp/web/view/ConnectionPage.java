package mptcp.web.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.socket.Stack;

/**
 * One page of a host's connections, a line for each: {@code host}, {@code after} (a number) and {@code limit}. What a page
 * costs the loop does not grow with what is not on it.
 */
public final class ConnectionPage implements Answer {
    private static final int LONGEST = 100;

    private final Hosts hosts;

    public ConnectionPage(Hosts hosts) {
        this.hosts = hosts;
    }

    @Override
    public Object of(Map<String, String> query) throws NotThere {
        Stack host = hosts.named(query.getOrDefault("host", ""));
        long after = Hosts.number(query.getOrDefault("after", "0"));
        int limit = Math.clamp(Hosts.number(query.getOrDefault("limit", "25")), 1, LONGEST);
        List<ConnectionSnapshot> page = host.inspector().connections(after, limit);
        List<Object> rows = new ArrayList<>();
        page.forEach(c -> rows.add(row(c)));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("total", host.inspector().connectionCount());
        map.put("connections", rows);
        return map;
    }

    private static Map<String, Object> row(ConnectionSnapshot c) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("number", c.id());
        row.put("id", c.host() + "/" + c.id());
        row.put("state", c.state());
        row.put("local", c.local());
        row.put("remote", c.remote());
        row.put("version", c.fallback() ? "TCP" : c.mptcpVersion() < 0 ? null : "MPTCP v" + c.mptcpVersion());
        row.put("subflows", c.subflows().size());
        row.put("sent", c.bytesSent());
        row.put("acked", c.bytesAcked());
        row.put("received", c.bytesReceived());
        return row;
    }
}
