package mptcp.shell.world;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Events of connections as qlog has them: a name in the namespace {@code mptcp}, and data by field. */
final class QlogEvents {
    /** Nobody registers it: whoever reads it knows by docs/commands/qlog.md what it means. */
    static final String SCHEMA = "urn:mptcp:qlog:events:1";

    private static final Map<String, String> NAMES = Map.ofEntries(Map.entry("CREATED", "connection_created"),
            Map.entry("ESTABLISHED", "connection_established"), Map.entry("CLOSED", "connection_closed"),
            Map.entry("FALLBACK", "connection_fell_back"), Map.entry("ANNOUNCED", "address_announced"),
            Map.entry("REMOVED", "address_removed"), Map.entry("SF_ESTABLISHED", "subflow_established"),
            Map.entry("SF_CLOSED", "subflow_closed"), Map.entry("SF_RESET", "subflow_reset"), Map.entry("SF_PRIO", "subflow_priority"),
            Map.entry("STALE", "subflow_stale"), Map.entry("RECOVERED", "subflow_recovered"), Map.entry("REINJECT", "data_reinjected"),
            Map.entry("SWAP", "policy_swapped"), Map.entry("POLICY_FAILED", "policy_failed"), Map.entry("POLICY_SLOW", "policy_slow"));
    private static final Map<String, Pattern> DETAILS = Map.ofEntries(
            Map.entry("CREATED", Pattern.compile("(?<local>\\S+) - (?<remote>\\S+)")),
            Map.entry("SF_ESTABLISHED", Pattern.compile("(?<local>\\S+) - (?<remote>\\S+)")),
            Map.entry("ESTABLISHED", Pattern.compile("version (?<version>\\d+)(?<checksums>, checksums)?")),
            Map.entry("FALLBACK", Pattern.compile("(?<reason>.+)")),
            Map.entry("ANNOUNCED", Pattern.compile("(?<address>\\S+) id (?<id>\\d+).*")),
            Map.entry("REMOVED", Pattern.compile("id (?<id>\\d+)")),
            Map.entry("SF_CLOSED", Pattern.compile("(?<reason>.+)")),
            Map.entry("SF_RESET", Pattern.compile("reason (?<code>\\d+)(?<transient>, transient)?")),
            Map.entry("SF_PRIO", Pattern.compile("(?:(?<backup>backup)|regular)")),
            Map.entry("REINJECT", Pattern.compile("(?:data timeout (?<timeouts>\\d+), )?(?<bytes>\\d+) bytes")),
            Map.entry("SWAP", Pattern.compile("(?<kind>\\S+) (?<policy>.+)")),
            Map.entry("POLICY_FAILED", Pattern.compile("(?<kind>\\S+) (?<policy>[^:]+): (?<fault>.+)")),
            Map.entry("POLICY_SLOW", Pattern.compile("(?<kind>\\S+) (?<policy>\\S+) (?<us>\\d+) us")));
    private static final List<String> NUMBERS = List.of("version", "id", "code", "timeouts", "bytes", "us");
    private static final List<String> FLAGS = List.of("checksums", "transient", "backup");

    private QlogEvents() {}

    static String name(String event) {
        return "mptcp:" + NAMES.getOrDefault(event, event.toLowerCase(Locale.ROOT));
    }

    /** @param detail as monitors are told it; what is not as expected is kept as text */
    static Map<String, Object> data(String event, int subflow, String detail) {
        Map<String, Object> data = new LinkedHashMap<>();
        if (subflow >= 0) {
            data.put("subflow", subflow);
        }
        Pattern pattern = DETAILS.get(event);
        Matcher m = pattern == null || detail == null ? null : pattern.matcher(detail);
        if (m != null && m.matches()) {
            pattern.namedGroups().entrySet().stream().sorted(Map.Entry.comparingByValue())
                    .forEach(group -> put(data, group.getKey(), m.group(group.getKey())));
        } else if (detail != null && !detail.isEmpty()) {
            data.put("detail", detail);
        }
        return data;
    }

    private static void put(Map<String, Object> data, String name, String value) {
        if (FLAGS.contains(name)) {
            data.put(name, value != null);
        } else if (value != null) {
            data.put(name, NUMBERS.contains(name) ? (Object) Long.valueOf(value) : value);
        }
    }
}
