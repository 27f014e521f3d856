package mptcp.api.policy;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Numbers that a policy publishes for its connection. Tools show them ({@code policy -v}, snapshots, results of experiments);
 * counters are also summed over the connections of a host. A name is asked for once, when the policy is made; updating
 * allocates nothing. Loop thread only.
 */
@ProviderType
public interface PolicyStatistics {
    /**
     * A number that only grows.
     *
     * @param name lower case, with digits and underscores, at most 64 characters, as metrics are named; the unit last: {@code
     *     probe_bytes}
     * @param help a line for people, of which 200 characters are kept
     * @return the same object for the same name
     * @throws IllegalArgumentException if the name is none, or a gauge's, or there are more than 64
     */
    Counter counter(String name, String help);

    /**
     * A number that goes up and down; see {@link #counter}.
     */
    Gauge gauge(String name, String help);

    /** Counts. */
    @ProviderType
    interface Counter {
        /** @param n not negative */
        void add(long n);

        /** One more. */
        default void count() {
            add(1);
        }
    }

    /** Shows the last value; what is no number, or infinite, as none in JSON. */
    @ProviderType
    interface Gauge {
        void set(double value);
    }
}
