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

    private final long grainNs;
    private final int longest;
    private final long[] delayNs = new long[Subflows.MAX];
    private final long[] arrivalNs = new long[Subflows.MAX];
    private final long[] window = new long[Subflows.MAX];
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
            delayNs[sf] = Math.max(1, (subflows.srttNs(sf) / 2 + grainNs / 2) / grainNs) * grainNs;
            arrivalNs[sf] = delayNs[sf];
            window[sf] = Math.max(subflows.cwnd(sf), subflows.mss(sf));
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

    /** What the subflow's window was when the schedule began. */
    long window(int sf) {
        return window[sf];
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
