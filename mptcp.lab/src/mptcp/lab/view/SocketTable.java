package mptcp.lab.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mptcp.lab.Host;
import mptcp.lab.LabException;

/**
 * The sockets of a host, as {@code ss -tinM} shows them.
 *
 * @param connections MPTCP connections
 * @param subflows TCP connections that carry one
 */
public record SocketTable(List<Entry> connections, List<Entry> subflows) {
    private static final int ADDRESS_COLUMNS = 6;

    /**
     * One line of the table. Of the details, {@code key:value} is filed under the key and a word alone under itself.
     *
     * @param state ESTAB, LISTEN, ...
     * @param local address and port as printed
     */
    public record Entry(String state, String local, String remote, Map<String, String> details) {
        /** Of a connection: its local token. Of a subflow: the token of the connection it belongs to. */
        public String token() {
            String token = details.getOrDefault("token", "");
            // a subflow's is printed as remote(id:n)/local(id:n)
            int local = token.indexOf('/');
            String own = token.substring(local + 1);
            int end = own.indexOf('(');
            return end < 0 ? own : own.substring(0, end);
        }

        /** A number among the details, 0 if it is not there. */
        public long number(String key) {
            return Long.parseLong(details.getOrDefault(key, "0"));
        }
    }

    /** @throws LabException also if there is no {@code ss} */
    public static SocketTable of(Host host) throws LabException {
        return parse(host.exec("ss", "-tinMOH"));
    }

    static SocketTable parse(String output) {
        List<Entry> connections = new ArrayList<>();
        List<Entry> subflows = new ArrayList<>();
        for (String line : output.lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length >= ADDRESS_COLUMNS) {
                Entry entry = new Entry(words[1], words[4], words[5], details(words));
                if (words[0].equals("mptcp")) {
                    connections.add(entry);
                } else if (entry.details.containsKey("tcp-ulp-mptcp")) {
                    subflows.add(entry);
                }
            }
        }
        return new SocketTable(List.copyOf(connections), List.copyOf(subflows));
    }

    private static Map<String, String> details(String[] words) {
        Map<String, String> details = new HashMap<>();
        for (int i = ADDRESS_COLUMNS; i < words.length; i++) {
            int colon = words[i].indexOf(':');
            details.put(colon < 0 ? words[i] : words[i].substring(0, colon),
                    colon < 0 ? "" : words[i].substring(colon + 1));
        }
        return Map.copyOf(details);
    }

    /** The subflows of a connection. */
    public List<Entry> subflowsOf(Entry connection) {
        return subflows.stream().filter(s -> s.token().equals(connection.token())).toList();
    }
}
