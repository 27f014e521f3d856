package mptcp.core.policy;

import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicySet;
import mptcp.core.mp.policy.PolicyOffer;

/**
 * Which policy is wanted: what was chosen for the connection, else for its host, else what the host's set names or the
 * highest ranked, and the built-in in place of one that failed. Choices are names, so they may come before what they name and outlive it. Loop thread only.
 */
final class Selection {
    private final Registry registry;
    private PolicySet set;
    private final Map<PolicyKind, String> ofHost = new EnumMap<>(PolicyKind.class);
    /** Only of those for which something was chosen. */
    private final Map<Long, Map<PolicyKind, String>> ofConnection = new HashMap<>();
    /** By identity: a factory is never asked whether it equals another. */
    private final Set<PolicyFactory<?>> broken = Collections.newSetFromMap(new IdentityHashMap<>());

    Selection(Registry registry, PolicySet set) {
        this.registry = registry;
        this.set = set;
    }

    PolicySet set() {
        return set;
    }

    /** For what nothing is chosen. @return whether it is another one */
    boolean set(PolicySet other) {
        boolean changed = set != other;
        set = other;
        return changed;
    }

    /** @param name null: no choice */
    void choose(PolicyKind kind, String name) {
        ofHost.put(kind, name);
    }

    /** @param name null: as the host */
    void choose(long connection, PolicyKind kind, String name) {
        if (name != null) {
            ofConnection.computeIfAbsent(connection, _ -> new EnumMap<>(PolicyKind.class)).put(kind, name);
        } else if (ofConnection.containsKey(connection)) {
            ofConnection.get(connection).remove(kind);
        }
    }

    /** The name that was chosen for this connection, or null. */
    String chosen(long connection, PolicyKind kind) {
        return ofConnection.getOrDefault(connection, Map.of()).get(kind);
    }

    /** The connection is over. */
    void forget(long connection) {
        ofConnection.remove(connection);
    }

    PolicyOffer wanted(PolicyKind kind) {
        return sound(named(kind, ofHost.get(kind)));
    }

    PolicyOffer wanted(long connection, PolicyKind kind) {
        String name = chosen(connection, kind);
        PolicyOffer own = name == null ? null : registry.find(kind, name);
        return own == null ? wanted(kind) : sound(own);
    }

    private PolicyOffer named(PolicyKind kind, String name) {
        PolicyOffer found = name == null ? null : registry.find(kind, name);
        return found == null ? registry.best(kind, set) : found;
    }

    private PolicyOffer sound(PolicyOffer offer) {
        return broken.contains(offer.factory()) ? registry.builtin(offer.kind()) : offer;
    }

    /** It failed: not used any more. @return whether that is news */
    boolean failed(PolicyOffer offer) {
        return broken.add(offer.factory());
    }

    /** It was asked for by name: it gets another chance. */
    void forgive(PolicyOffer offer) {
        if (offer != null) {
            broken.remove(offer.factory());
        }
    }

    /** Nothing refers to a factory that has gone. */
    void prune() {
        broken.removeIf(f -> !registry.contains(f));
    }
}
