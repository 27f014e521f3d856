package mptcp.scheduler.peekaboo;

import java.util.random.RandomGenerator;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyStatistics;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.support.Candidates;
import mptcp.policy.support.Fastest;

/**
 * Learns when to wait: after Wu, Alay, Brunstrom, Ferlin, Caso, "Peekaboo: Learning-Based Multipath Scheduling for Dynamic
 * Heterogeneous Environments", IEEE JSAC 38(10), 2020. The fastest subflow is used while its window has room. When it has
 * none, there are two actions, to wait for it and to use the next fastest; a bandit ({@link Arm}) learns which brings more in a
 * context: window, bytes in flight and the connection's send window over the round-trip time, of both subflows.
 *
 * <p>An action is kept for a round trip of the slower one. Its reward is what the peer acknowledged in that time at the data
 * level over what windows and data to send would have allowed, 0 to 1. Now and then the other action is taken at random, so
 * that a change is noticed.
 */
public final class Peekaboo implements PacketScheduler {
    private static final int CONTEXT = 6;
    private static final double NS_PER_SECOND = 1e9;
    /** A round that nobody ended for so many times its length says nothing. */
    private static final int STALE_ROUNDS = 4;
    /** Of an action that was tried in so little there is nothing to learn. */
    private static final long LEAST_NS = 1_000_000;

    private final double confidence;
    private final double explore;
    private final Arm wait;
    private final Arm send;
    private final RandomGenerator random;
    private final PolicyStatistics.Counter waited;
    private final PolicyStatistics.Counter sent;
    private final PolicyStatistics.Counter explored;
    private final PolicyStatistics.Gauge reward;

    /** In which the action was chosen; valid while there is one. */
    private final double[] context = new double[CONTEXT];
    /** What is being done, or null before the first time. */
    private Arm action;
    private long beganNs;
    private long lengthNs;
    private long ackedBefore;
    /** Bytes per second that the windows allowed. */
    private double allowed;

    /**
     * @param confidence how many times its uncertainty an action's reward is overestimated
     * @param keep what is left of the weight of former rounds after each, 0 to 1
     * @param explore how often the other action is taken, 0 to 1
     */
    public Peekaboo(double confidence, double keep, double explore, PolicyContext connection) {
        this.confidence = confidence;
        this.explore = explore;
        wait = new Arm(CONTEXT, keep);
        send = new Arm(CONTEXT, keep);
        random = connection.random();
        PolicyStatistics statistics = connection.statistics();
        waited = statistics.counter("rounds_waited", "rounds in which new data waited for the fastest subflow");
        sent = statistics.counter("rounds_sent", "rounds in which it went to the next fastest");
        explored = statistics.counter("rounds_explored", "rounds of the action that seemed the worse one");
        reward = statistics.gauge("reward", "what was acknowledged in the last round over what could have been, 0 to 1");
    }

    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        if (request.kind() != SendRequest.Kind.NEW_DATA) {
            int open = Candidates.forReinjection(request, subflows);
            return open == 0 ? WAIT : PacketScheduler.grant(Fastest.of(open, subflows));
        }
        int candidates = Candidates.of(subflows);
        int open = Candidates.withRoom(candidates, request, subflows);
        if (open == 0) {
            return WAIT;
        }
        int fast = Fastest.of(candidates, subflows);
        int next = Fastest.of(open, subflows);
        if (next != fast && subflows.srttNs(fast) > 0) {
            if (action == null || nowNs - beganNs >= lengthNs) {
                learn(subflows, nowNs);
                begin(fast, next, subflows, nowNs);
            }
            if (action == wait) {
                return WAIT;
            }
        }
        return PacketScheduler.grant(next);
    }

    /** What the round that is over brought. */
    private void learn(Subflows subflows, long nowNs) {
        long took = nowNs - beganNs;
        if (action == null || took > STALE_ROUNDS * lengthNs) {
            return;
        }
        long acked = subflows.dataAckedBytes() - ackedBefore;
        double there = subflows.writtenBytes() - ackedBefore;
        double possible = Math.min(allowed * took / NS_PER_SECOND, there);
        double brought = possible <= 0 ? 0 : Math.min(1, acked / possible);
        action.saw(context, brought);
        reward.set(brought);
    }

    private void begin(int fast, int slow, Subflows subflows, long nowNs) {
        look(fast, slow, subflows);
        boolean waits = wait.bound(context, confidence) >= send.bound(context, confidence);
        if (random.nextDouble() < explore) {
            waits = !waits;
            explored.count();
        }
        action = waits ? wait : send;
        (waits ? waited : sent).count();
        beganNs = nowNs;
        lengthNs = Math.max(LEAST_NS, subflows.srttNs(slow));
        ackedBefore = subflows.dataAckedBytes();
    }

    /** The paper's six numbers, as shares of what both windows allow, 0 to 1. */
    private void look(int fast, int slow, Subflows subflows) {
        double fastSeconds = subflows.srttNs(fast) / NS_PER_SECOND;
        double slowSeconds = Math.max(LEAST_NS, subflows.srttNs(slow)) / NS_PER_SECOND;
        double fastRate = subflows.cwnd(fast) / fastSeconds;
        double slowRate = subflows.cwnd(slow) / slowSeconds;
        allowed = fastRate + slowRate;
        context[0] = fastRate / allowed;
        context[1] = Math.min(1, subflows.inFlightBytes(fast) / fastSeconds / allowed);
        context[2] = Math.min(1, subflows.windowBytes() / fastSeconds / allowed);
        context[3] = slowRate / allowed;
        context[4] = Math.min(1, subflows.inFlightBytes(slow) / slowSeconds / allowed);
        context[5] = Math.min(1, subflows.windowBytes() / slowSeconds / allowed);
    }
}
