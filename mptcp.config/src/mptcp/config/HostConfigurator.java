package mptcp.config;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.Stack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries wishes out on one host. It acts only on what changed since the last wish, so that what people choose
 * meanwhile stays. Any thread; a call returns when the host's loop has done it.
 */
final class HostConfigurator {
    private static final Logger LOG = LoggerFactory.getLogger(HostConfigurator.class);

    private final Stack stack;
    private final PolicyRegistry registry;
    private final Map<String, String> ownSettings;
    private final Map<PolicyKind, String> chosen = new EnumMap<>(PolicyKind.class);
    private final Set<PolicyKind> announced = EnumSet.noneOf(PolicyKind.class);
    private final Map<String, String> ownHost;
    private Map<String, String> settings = Map.of();
    private Map<String, String> host = Map.of();
    /** What was wished for last, even if it could not be done: it is not tried again and again. */
    private Map<String, String> asked = Map.of();

    HostConfigurator(Stack stack, PolicyRegistry registry) {
        this.stack = stack;
        this.registry = registry;
        ownSettings = stack.config().policySettings();
        ownHost = HostSettings.of(stack.config());
    }

    /**
     * @param wishes asked under the lock: of several threads the last one must not carry out an old wish
     * @param last whether what is not there now is to be told of, once
     * @return whether all was done; false if a policy is not there yet
     */
    synchronized boolean apply(Supplier<Wish> wishes, boolean last) {
        Wish wish = wishes.get();
        if (!asked.equals(wish.host())) {
            configureHost(wish.host());
        }
        boolean changed = !settings.equals(wish.settings());
        if (changed) {
            configure(wish.settings());
        }
        boolean done = true;
        for (PolicyKind kind : PolicyKind.values()) {
            String name = wish.policies().get(kind);
            if (name == null) {
                release(kind);
            } else if (changed || !name.equals(chosen.get(kind))) {
                done &= choose(kind, name, last);
            }
        }
        return done;
    }

    private void configure(Map<String, String> wanted) {
        Map<String, String> all = new LinkedHashMap<>(ownSettings);
        all.putAll(wanted);
        stack.reconfigure(stack.config().toBuilder().policySettings(all).build());
        settings = wanted;
        LOG.info("{}: settings of policies: {}", stack.name(), all);
    }

    /** What is not wished for any more goes back to what the host was made with. */
    private void configureHost(Map<String, String> wanted) {
        Map<String, String> changes = new LinkedHashMap<>();
        host.keySet().forEach(name -> changes.put(name, ownHost.get(name)));
        wanted.forEach((name, text) -> {
            if (text.equals(host.get(name))) {
                changes.remove(name); // people may have changed it since
            } else {
                changes.put(name, text);
            }
        });
        try {
            stack.reconfigure(HostSettings.with(stack.config(), changes));
            host = wanted;
            LOG.info("{}: settings: {}", stack.name(), changes);
        } catch (IllegalArgumentException e) {
            LOG.error("{}: its settings stay as they are: {}", stack.name(), e.getMessage());
        }
        asked = wanted;
    }

    private void release(PolicyKind kind) {
        announced.remove(kind);
        if (chosen.remove(kind) != null) {
            stack.policies().choose(kind, null);
            LOG.info("{}: no {} policy is configured any more", stack.name(), kind.label());
        }
    }

    private boolean choose(PolicyKind kind, String name, boolean last) {
        if (registry.list(kind).stream().noneMatch(e -> e.name().equals(name))) {
            if (last && announced.add(kind)) {
                LOG.warn("{}: the configured {} policy '{}' is not there; it is used when it comes", stack.name(),
                        kind.label(), name);
            }
            return false;
        }
        try {
            stack.policies().choose(kind, name);
        } catch (IllegalArgumentException e) {
            return false; // it left between the two calls
        }
        announced.remove(kind);
        chosen.put(kind, name);
        LOG.info("{}: {} policy '{}', as configured", stack.name(), kind.label(), name);
        return true;
    }
}
