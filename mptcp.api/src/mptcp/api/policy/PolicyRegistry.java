package mptcp.api.policy;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The policies that all stacks of a factory choose from. Any thread. There is always one built-in of each kind, of the
 * lowest rank, which cannot be removed.
 */
@ProviderType
public interface PolicyRegistry {
    /**
     * Adds a factory. Hosts that have no choice by name for this kind swap their connections to it if it is now the
     * highest ranked; those whose choice waits for this name swap to it.
     *
     * @param ranking the highest is the default; the built-ins have {@link Integer#MIN_VALUE}
     * @param provider who offers it, for people: a bundle's symbolic name and version
     */
    void add(PolicyKind kind, PolicyFactory<?> factory, int ranking, String provider);

    /**
     * Removes a factory, and returns when every loop has swapped its connections away from it, or after one second: the
     * caller may be the departing bundle. Unknown factories are ignored.
     */
    void remove(PolicyFactory<?> factory);

    /** The factories of a kind, highest ranked first, the built-in last. */
    List<Entry> list(PolicyKind kind);

    /** One registered factory; what it said of itself when it came. */
    @ProviderType
    interface Entry {
        PolicyKind kind();

        String name();

        String description();

        int ranking();

        /** Who offers it, for people. */
        String provider();

        /** The settings that its policies read. */
        List<Setting<?>> settings();
    }
}
