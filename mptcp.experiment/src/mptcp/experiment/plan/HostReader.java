package mptcp.experiment.plan;

import java.util.List;
import java.util.Map;
import mptcp.api.socket.HostSetting;
import mptcp.api.socket.StackConfig;
import mptcp.api.text.Quantity;

/** Reads one host: the settings of the table ({@link HostSetting}) by their names with hyphens, {@code rto-min}. */
final class HostReader {
    private static final String TIME_WAIT = "2s";
    /** Keys that files have used since before there was a table. */
    private static final Map<String, String> OTHER_KEYS = Map.of("subflows", "max-subflows", "sndbuf.max", "send-buffer",
            "rcvbuf.max", "receive-buffer", "rto.min", "min-rto");
    /** The first two have keys of their own, and one queue of events runs all hosts. */
    private static final List<String> ELSEWHERE = List.of("version", "policy.set", "loops");

    private HostReader() {}

    private static StackConfig.Builder defaults(String name) {
        return StackConfig.builder(name).set("time.wait", TIME_WAIT);
    }

    /** One with all defaults. @param set of policies */
    static HostPlan plain(String name, String set) {
        return new HostPlan(name, defaults(name.isBlank() ? "host" : name).policySet(set).build(), Map.of());
    }

    /** @param set of policies, unless the host has another */
    static HostPlan read(String name, Section s, String set, PolicyNames policies) {
        StackConfig.Builder b = defaults(name);
        b.mptcpVersion(version(s, b.build().mptcpVersion()));
        for (HostSetting setting : HostSetting.all()) {
            if (!ELSEWHERE.contains(setting.name())) {
                set(b, setting, s, setting.name().replace('.', '-'));
                String other = OTHER_KEYS.get(setting.name());
                if (other != null) {
                    set(b, setting, s, other);
                }
            }
        }
        b.policySet(policySet(s, set, policies));
        b.policySettings(s.values("settings", policies::check));
        var chosen = ExperimentReader.policies(s, policies);
        s.done();
        try {
            return new HostPlan(name, b.build(), chosen);
        } catch (IllegalArgumentException e) {
            s.problem("", e.getMessage());
            return plain(name, set);
        }
    }

    private static void set(StackConfig.Builder builder, HostSetting setting, Section s, String key) {
        s.convert(key, null, text -> builder.set(setting.name(), plain(setting, text)));
    }

    /** Files count bytes as networks do, and have no time without a unit. */
    private static String plain(HostSetting setting, String text) {
        return switch (setting.type()) {
            case TIME -> Quantity.timeText(Quantity.time(text));
            case SIZE -> Quantity.sizeText(Quantity.decimalSize(text));
            default -> text;
        };
    }

    static String policySet(Section s, String otherwise, PolicyNames policies) {
        return s.word("policy-set", otherwise, policies.sets());
    }

    static Integer version(Section s, Integer otherwise) {
        String word = s.word("mptcp", null, List.of("1", "0", "on", "off"));
        return word == null ? otherwise : Integer.valueOf(switch (word) {
            case "off" -> -1;
            case "on" -> 1;
            default -> Integer.parseInt(word);
        });
    }

    /** A fixed buffer of a connection, in the range of those of hosts. */
    static int buffer(Section s, String key, int otherwise) {
        return s.convert(key, otherwise, text -> StackConfig.builder("flow")
                .set("sndbuf.max", Quantity.sizeText(Quantity.decimalSize(text))).build().maxSendBuffer());
    }
}
