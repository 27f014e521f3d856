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
 */
public record Wish(Map<PolicyKind, String> policies, Map<String, String> settings) {
    public static final Wish NONE = new Wish(Map.of(), Map.of());

    public Wish {
        policies = Map.copyOf(policies);
        settings = Map.copyOf(settings);
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
        return new Wish(policies, all);
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
        return new Wish(names, values);
    }
}
