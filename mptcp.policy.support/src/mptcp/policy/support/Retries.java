package mptcp.policy.support;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Subflows that failed and are due to be tried again: each pair after a delay that doubles from failure to failure, until one
 * of its subflows comes up. Loop thread.
 */
final class Retries {
    static final long NEVER = Long.MAX_VALUE;
    private static final long LONGEST_NS = 60_000_000_000L;

    private static final class Failure {
        private int count;
        private long dueNs;
        private long delayNs;
    }

    private final long firstNs;
    private final Map<AddressPair, Failure> failures = new LinkedHashMap<>();

    /** @param firstNs the first delay */
    Retries(long firstNs) {
        this.firstNs = firstNs;
    }

    /** One more subflow of the pair failed. */
    void failed(AddressPair pair, long nowNs) {
        Failure failure = failures.computeIfAbsent(pair, p -> new Failure());
        if (failure.count++ == 0) {
            failure.delayNs = failure.delayNs == 0 ? firstNs : Math.min(2 * failure.delayNs, LONGEST_NS);
            failure.dueNs = nowNs + failure.delayNs;
        }
    }

    /** A subflow of the pair is up: the next failure is a first one again. */
    void succeeded(AddressPair pair) {
        Failure failure = failures.get(pair);
        if (failure != null && failure.count == 0) {
            failures.remove(pair);
        } else if (failure != null) {
            failure.delayNs = firstNs;
        }
    }

    void forget(Predicate<AddressPair> which) {
        failures.keySet().removeIf(which);
    }

    /** Tells of each failed subflow whose time has come; it counts as tried again. */
    void due(long nowNs, Consumer<AddressPair> each) {
        failures.forEach((pair, failure) -> {
            if (failure.count > 0 && failure.dueNs - nowNs <= 0) {
                for (; failure.count > 0; failure.count--) {
                    each.accept(pair);
                }
            }
        });
    }

    /** How long until the next one is due, or NEVER. */
    long nextNs(long nowNs) {
        long next = NEVER;
        for (Failure failure : failures.values()) {
            next = failure.count == 0 ? next : Math.min(next, failure.dueNs - nowNs);
        }
        return next;
    }
}
