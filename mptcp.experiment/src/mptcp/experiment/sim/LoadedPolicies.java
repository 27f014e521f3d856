package mptcp.experiment.sim;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.policy.Setting;
import mptcp.experiment.plan.PolicyNames;
import mptcp.policy.loader.PolicyLoader;

/** The policies of a loader, for those who read files: what they are called, and the settings that they describe. Immutable; any thread. */
public final class LoadedPolicies implements PolicyNames {
    private final PolicyLoader loader;
    private final Map<String, Setting<?>> settings;

    /** @param loader is asked once for settings */
    public LoadedPolicies(PolicyLoader loader) {
        this.loader = loader;
        PolicyRegistry registry = loader.stacks().policies();
        settings = Arrays.stream(PolicyKind.values()).flatMap(kind -> registry.list(kind).stream()).flatMap(e -> e.settings().stream())
                .collect(Collectors.toMap(Setting::name, s -> s, (first, _) -> first, TreeMap::new));
    }

    @Override
    public List<String> of(PolicyKind kind) {
        return loader.of(kind);
    }

    @Override
    public void check(String setting, String value) {
        Setting<?> described = settings.get(setting);
        if (described == null) {
            String owner = setting.substring(0, setting.indexOf('.') + 1);
            List<String> near = settings.keySet().stream().filter(name -> name.startsWith(owner)).toList();
            throw new IllegalArgumentException("no policy lists it among its settings; possible are "
                    + String.join(", ", near.isEmpty() ? settings.keySet() : near));
        }
        described.parse(value);
    }
}
