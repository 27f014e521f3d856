package mptcp.experiment.plan;

import java.util.Map;
import mptcp.api.policy.PolicyKind;

/**
 * One connection and what the applications at its ends do. Times in nanoseconds from the start of the run, sizes in
 * bytes.
 *
 * @param from who opens it
 * @param over the path of its first subflow
 * @param stopNs when it is aborted, or -1: it ends by itself, or with the run
 * @param bytes of a bulk flow, or -1: without end
 * @param block of each message one way
 * @param everyNs between the beginnings of messages; 0: each begins when the answer to the former has come
 * @param count messages, or -1: without end
 * @param policies names by kind for both ends, where not the hosts' ones
 * @param mptcp 1, 0, -1 for plain TCP; null: as the hosts say
 * @param app of the pattern {@code OTHER}, else null
 * @param sendBuffer fixed, or 0: auto-tuned
 * @param hints what the applications say of their bytes
 */
public record FlowPlan(String name, String from, String to, String over, long startNs, long stopNs, Pattern pattern,
        long bytes, long block, long everyNs, int count, long request, long response, Map<PolicyKind, String> policies,
        Integer mptcp, int sendBuffer, int receiveBuffer, FlowHints hints, AppPlan app) {
    /** What the applications do. */
    public enum Pattern {
        /** One stream from the opener. */
        BULK,
        /** Messages from the opener, at a period. */
        BLOCKS,
        /** Requests from the opener, each answered. */
        REQUESTS,
        /** What {@link #app} says. */
        OTHER
    }

    /** The same, beginning at another time. */
    public FlowPlan startingAt(long ns) {
        return new FlowPlan(name, from, to, over, ns, stopNs, pattern, bytes, block, everyNs, count, request, response,
                policies, mptcp, sendBuffer, receiveBuffer, hints, app);
    }

    /** Whether most bytes go from the opener to the other. */
    public boolean upward() {
        return app != null ? app.upward() : pattern != Pattern.REQUESTS || request > response;
    }
}
