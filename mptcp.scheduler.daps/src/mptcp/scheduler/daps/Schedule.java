package mptcp.scheduler.daps;

import mptcp.api.policy.Subflows;

/**
 * One schedule of DAPS: who carries the next bytes of the stream, in the order in which windows of the subflows will arrive. A
 * subflow of delay D sends its window at 0, D, 2D, ... and has it there at D, 2D, 3D, ...; the schedule ends when all
 * arrive at the same moment, after the least common multiple of the delays. Nothing of it is stored: the next turn is that of
 * the subflow whose next window arrives first. Loop thread; allocates nothing after construction.
 */
final class Schedule {
    private static final int NONE = -1;
    private static final long SHORTEST_NS = 1_000;
    private static final double SECOND_NS = 1e9;
    /** Of what a path carried, so much is tried where it stood no queue; a round trip of so many times the least is one with a queue. */
    private static final double TRIED = 1.25;

    private final long grainNs;
    private final int longest;
    private final long[] delayNs = new long[Subflows.MAX];
    private final long[] arrivalNs = new long[Subflows.MAX];
    /** What a subflow carries in each of its delays. */
    private final long[] window = new long[Subflows.MAX];
    private final long[] cwnd = new long[Subflows.MAX];
    /** Who takes part; 0: there is no schedule. */
    private int members;
    private long endNs;
    private int turn = NONE;
    /** Of the turn: from 0 to whole windows of its subflow. */
    private long left;

    /**
     * @param grainNs delays are rounded to multiples of this
     * @param longest a schedule ends after so many windows of the slowest subflow at the latest
     */
    Schedule(long grainNs, int longest) {
        this.grainNs = Math.max(SHORTEST_NS, grainNs);
        this.longest = longest;
    }

    /** Whether it is of these subflows, and there is more of it. */
    boolean holdsFor(int mask) {
        return members == mask && left > 0;
    }

    /** Begins a new one, with windows and delays as they are now. */
    void begin(int mask, Subflows subflows) {
        members = mask;
        long slowest = 0;
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            delayNs[sf] = Math.max(1, (subflows.minRttNs(sf) / 2 + grainNs / 2) / grainNs) * grainNs;
            arrivalNs[sf] = delayNs[sf];
            window[sf] = steady(sf, subflows);
            cwnd[sf] = subflows.cwnd(sf);
            slowest = Math.max(slowest, delayNs[sf]);
        }
        endNs = grainNs;
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            endNs = commonMultiple(endNs, delayNs[Integer.numberOfTrailingZeros(rest)], longest * slowest);
        }
        left = 0;
        nextTurn();
    }

    /** Whose turn it is. */
    int turn() {
        return turn;
    }

    /** Whether the subflow's window is no longer what it was when the schedule began: after a loss, or in slow start. */
    boolean isAnother(int sf, Subflows subflows) {
        return subflows.cwnd(sf) < cwnd[sf] / 2 || subflows.cwnd(sf) >= 2 * cwnd[sf];
    }

    /** What it carries before another does. */
    long left() {
        return left;
    }

    /** It was given so much. */
    void took(long bytes) {
        left -= bytes;
        if (left <= 0) {
            left = 0;
            nextTurn();
        }
    }

    /**
     * The window of a steady path, which the paper takes for granted: what it delivers in a round trip without a queue. The
     * congestion window is that where it alone limits what is sent. Where a schedule or the peer's window does, it is a
     * permission beyond what the path carries; counted as traffic, it gives a slow path a turn that fills the peer's buffer.
     * While there is no queue, the path delivered all that it was given, and may well carry more: a quarter more is tried, unless
     * more than half of the peer's window is taken.
     */
    private static long steady(int sf, Subflows subflows) {
        long most = Math.max(subflows.cwnd(sf), subflows.mss(sf));
        double carried = subflows.deliveryRate(sf) * (subflows.minRttNs(sf) / SECOND_NS);
        if (carried == 0) {
            return most;
        }
        boolean tries = subflows.srttNs(sf) < TRIED * subflows.minRttNs(sf) && subflows.windowBytes() >= subflows.unackedBytes();
        return Math.clamp((long) (tries ? TRIED * carried : carried), subflows.mss(sf), most);
    }

    /** Windows of one subflow that arrive before any of another make one turn. */
    private void nextTurn() {
        turn = earliest();
        while (turn != NONE && earliest() == turn) {
            left += window[turn];
            arrivalNs[turn] += delayNs[turn];
        }
    }

    /** Whose next window arrives first: among equals the one that sends it last. */
    private int earliest() {
        int best = NONE;
        for (int rest = members; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if (arrivalNs[sf] <= endNs && (best == NONE || arrivalNs[sf] < arrivalNs[best]
                    || arrivalNs[sf] == arrivalNs[best] && delayNs[sf] < delayNs[best])) {
                best = sf;
            }
        }
        return best;
    }

    /** The least common multiple, or the bound if it is beyond that. */
    private static long commonMultiple(long a, long b, long bound) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        long factor = b / x;
        return a > bound / factor ? bound : Math.min(bound, a * factor);
    }
}
