package mptcp.config;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mptcp.api.policy.PolicyKind;

/**
 * What one configuration wants. Immutable.
 *
 * @param policies names by kind; a kind that is not there is left to others
 * @param settings of policies, by name
 * @param host settings of hosts, by their names in {@link HostSettings}, as text
 */
public record Wish(Map<PolicyKind, String> policies, Map<String, String> settings, Map<String, String> host) {
    public static final Wish NONE = new Wish(Map.of(), Map.of(), Map.of());

    public Wish {
        policies = Map.copyOf(policies);
        settings = Map.copyOf(settings);
        host = Map.copyOf(host);
    }

    /** Only settings of hosts. */
    public static Wish ofHost(Map<String, String> host) {
        return new Wish(Map.of(), Map.of(), host);
    }

    /**
     * Reads the values of a configuration; what is blank is not there.
     *
     * @param settings entries {@code name=value}, several in one string separated by semicolons
     * @throws IllegalArgumentException that quotes the entry which is none
     */
    public static Wish of(String scheduler, String cc, String path, String rexmit, List<String> settings) {
        Map<PolicyKind, String> policies = new EnumMap<>(PolicyKind.class);
        put(policies, PolicyKind.SCHEDULER, scheduler);
        put(policies, PolicyKind.CONGESTION_CONTROL, cc);
        put(policies, PolicyKind.PATH_MANAGER, path);
        put(policies, PolicyKind.RETRANSMIT, rexmit);
        Map<String, String> all = new LinkedHashMap<>();
        for (String text : settings) {
            for (String entry : text.split(";")) {
                if (!entry.isBlank()) {
                    put(all, entry.strip());
                }
            }
        }
        return new Wish(policies, all, Map.of());
    }

    private static void put(Map<PolicyKind, String> policies, PolicyKind kind, String name) {
        if (name != null && !name.isBlank()) {
            policies.put(kind, name.strip());
        }
    }

    private static void put(Map<String, String> settings, String entry) {
        int equals = entry.indexOf('=');
        if (equals <= 0) {
            throw new IllegalArgumentException("'" + entry + "' is no setting such as rexmit.threshold=2");
        }
        settings.put(entry.substring(0, equals).strip(), entry.substring(equals + 1).strip());
    }

    /** This one, and where it has something to say, the other one. */
    public Wish with(Wish other) {
        Map<PolicyKind, String> names = new LinkedHashMap<>(policies);
        names.putAll(other.policies);
        Map<String, String> values = new LinkedHashMap<>(settings);
        values.putAll(other.settings);
        Map<String, String> hosts = new LinkedHashMap<>(host);
        hosts.putAll(other.host);
        return new Wish(names, values, hosts);
    }
}
