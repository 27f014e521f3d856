package mptcp.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import mptcp.api.socket.HostSetting;
import mptcp.api.socket.StackConfig;

/**
 * The settings of a host that are configuration: those of the table ({@link HostSetting}) that a stack can change. Entropy, clock and
 * name of a host are none, nor are the settings of policies, which have their own.
 */
public final class HostSettings {
    private static final List<HostSetting> ALL = HostSetting.all().stream()
            .filter(s -> s.reach() != HostSetting.Reach.NEW_HOSTS).toList();
    private static final List<String> NAMES = ALL.stream().map(HostSetting::name).toList();

    private HostSettings() {}

    static List<HostSetting> all() {
        return ALL;
    }

    public static List<String> names() {
        return NAMES;
    }

    /** All of them, as they are. */
    static Map<String, String> of(StackConfig config) {
        Map<String, String> texts = new LinkedHashMap<>();
        ALL.forEach(setting -> texts.put(setting.name(), setting.text(config)));
        return texts;
    }

    /**
     * A configuration with some of them changed.
     *
     * @throws IllegalArgumentException that quotes what is wrong
     */
    static StackConfig with(StackConfig config, Map<String, String> changes) {
        TreeSet<String> unknown = new TreeSet<>(changes.keySet());
        NAMES.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("there is no setting '" + unknown.first() + "'; there are: " + String.join(", ", NAMES));
        }
        return config.toBuilder().set(changes).build();
    }
}
