package mptcp.api.policy;

/**
 * What calls into a policy took on one host, as far as they were measured: a sample of the calls of schedulers and
 * congestion controls, all of the others. In real time, preemption of the thread included; what the stack does within a
 * call (a path manager that opens subflows) counts, too.
 *
 * @param measured calls that were measured
 * @param slow of these, the ones that took longer than {@link mptcp.api.socket.StackConfig#policyBudgetNs} soon after
 *     another one that did
 * @param totalNs of all measured calls, in nanoseconds
 * @param maxNs of the longest one
 */
public record PolicyCost(PolicyKind kind, String name, long measured, long slow, long totalNs, long maxNs) {
    /** In nanoseconds; 0 if none was measured. */
    public long meanNs() {
        return measured == 0 ? 0 : totalNs / measured;
    }
}
