package mptcp.api.inspect;

import org.osgi.annotation.versioning.ConsumerType;

/** Told of events on the loop thread; returns soon, never blocks. */
@ConsumerType
@FunctionalInterface
public interface Monitor {
    /**
     * @param nowNs the loop's time
     * @param connectionId 0 for events of the host
     * @param subflow slot, or -1
     * @param event its name, as {@code ip mptcp monitor} has it: CREATED, ESTABLISHED, SF_ESTABLISHED, SF_CLOSED,
     *     ANNOUNCED, REMOVED, SF_PRIO, CLOSED; besides FALLBACK, SWAP, REINJECT, STALE, RECOVERED,
     *     SF_RESET, POLICY_SLOW, POLICY_FAILED
     * @param detail for people
     */
    void event(long nowNs, long connectionId, int subflow, String event, String detail);
}
