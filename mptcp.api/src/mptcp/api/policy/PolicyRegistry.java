package mptcp.api.policy;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The policies that all stacks of a factory choose from, and the sets of them. Any thread. There is always one built-in of each kind, of the
 * lowest rank, which cannot be removed.
 */
@ProviderType
public interface PolicyRegistry {
    /** What a policy counts as on hosts whose set names it: only one that is registered with more comes before it. */
    int SET_RANKING = 100;

    /**
     * Adds a factory. Hosts that have no choice by name for this kind swap their connections to it if it is now the
     * highest ranked; those whose choice waits for this name swap to it.
     *
     * @param ranking the highest is used where nothing is chosen by name; the one that a host's set names counts as {@link
     *     #SET_RANKING} there, or as its own ranking if that is more; the built-ins have {@link Integer#MIN_VALUE}
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

    /** The sets that there are; first the one of hosts that say nothing. Constant. */
    List<PolicySet> sets();

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
