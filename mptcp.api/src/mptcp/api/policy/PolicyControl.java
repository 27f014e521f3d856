package mptcp.api.policy;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Which policy a host and its connections use. Any thread; a call returns when the swap has been made. A swap keeps
 * windows, maps and subflows as they are: no byte is lost, sent twice or reordered by it.
 */
@ProviderType
public interface PolicyControl {
    /** The name that new connections of this host get, and connections without a choice of their own use. */
    String inUse(PolicyKind kind);

    /**
     * Chooses by name for the host and swaps every connection without a choice of its own. Choosing what is in use already
     * makes it anew where the host's policy settings were replaced since.
     *
     * @param name a registered name; null: no choice, so that of the host's set is used, or the highest ranked one
     * @throws IllegalArgumentException if no such policy is there; the message lists those that are
     */
    void choose(PolicyKind kind, String name);

    /** The name of the set ({@link PolicyRegistry#sets}) that says what is used where nothing was chosen. */
    String set();

    /**
     * Changes the set ({@link mptcp.api.socket.StackConfig#policySet}), takes back what was chosen for the host by kind, and
     * swaps every connection without a choice of its own. A policy of the set that is not there is used when it comes.
     *
     * @throws IllegalArgumentException if there is no such set; the message lists those that there are
     */
    void chooseSet(String name);

    /** The name in use by a live connection. */
    String inUse(long connectionId, PolicyKind kind);

    /**
     * Chooses by name for one live connection.
     *
     * @param name a registered name; null: as the host
     * @throws IllegalArgumentException if there is no such connection or policy, or the policy declines the connection
     */
    void choose(long connectionId, PolicyKind kind, String name);

    /** The settings of policies that are a live connection's own. */
    Map<String, String> settings(long connectionId);

    /**
     * Replaces them. Its path manager is told; its other policies are made anew.
     *
     * @throws IllegalArgumentException if there is no such connection
     */
    void settings(long connectionId, Map<String, String> settings);

    /** The counters that policies of this host publish ({@link PolicyStatistics}), summed over its connections, also past ones. */
    List<Total> statistics();

    /** The sum of one counter. */
    @ProviderType
    interface Total {
        PolicyKind kind();

        /** The name of the policy. */
        String policy();

        /** The name of the counter. */
        String name();

        /** For people. */
        String help();

        long value();
    }

    /**
     * What calls into the policies of this host took so far, in no order; empty where the stack does not measure it
     * ({@link mptcp.api.socket.StackConfig#policyClock}).
     */
    List<PolicyCost> costs();
}
