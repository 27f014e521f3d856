package mptcp.core.mp.output;

import mptcp.core.buffer.RangeSet;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.path.Subflow;
import mptcp.core.mp.path.SubflowSet;

/**
 * Finds what a redundant scheduler may repeat: bytes that are not acknowledged at the data level and that a subflow with
 * room was not given yet. What each subflow was given is kept as ranges, by the subflow itself: its maps would have to be
 * walked for every byte in flight. It is there only while the scheduler wants duplicates. A subflow gets the same byte once; what it loses is its
 * own to retransmit.
 */
final class Duplicates {
    private final SubflowSet set;
    private final DataSender tx;
    private final long floor;
    private long start;
    private long end;
    private int carriers;

    /** What is in flight now stays where it is: a swap to a redundant scheduler is no burst of all of it. */
    Duplicates(SubflowSet set, DataSender tx) {
        this.set = set;
        this.tx = tx;
        floor = tx.next();
        forget(); // what was noted for another scheduler has gaps
    }

    /** No duplicates are wanted any more. */
    void forget() {
        for (int left = set.mask(); left != 0; left &= left - 1) {
            set.get(Integer.numberOfTrailingZeros(left)).output.forgetGiven();
        }
    }

    /** First byte of those found. */
    long start() {
        return start;
    }

    /** Up to where the same subflows were given what follows that byte, at least. */
    long end() {
        return end;
    }

    /** Mask of the subflows that were given it. */
    int carriers() {
        return carriers;
    }

    /**
     * Looks for the first bytes that some subflow with room was not given.
     *
     * @param except mask of subflows that do not count
     * @return whether there are any
     */
    boolean find(int except) {
        long una = Math.max(floor, tx.una());
        long next = tx.next();
        start = next;
        int used = set.mask();
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = set.get(Integer.numberOfTrailingZeros(left));
            RangeSet ranges = s.output.given();
            ranges.removeBelow(una);
            if ((except & s.bit()) == 0 && s.usable() && s.tcb.room() > 0) {
                start = Math.min(start, ranges.firstGap(barredTo(s, una), next));
            }
        }
        if (start >= next) {
            return false;
        }
        end = next;
        carriers = 0;
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = set.get(Integer.numberOfTrailingZeros(left));
            long covered = Math.max(s.output.given().coveredFrom(start), barredTo(s, start));
            if (covered > start) {
                carriers |= s.bit();
                end = Math.min(end, covered);
            } else {
                end = Math.min(end, s.output.given().gapEnd(start, end));
            }
        }
        return true;
    }

    /** What a path without options has delivered is not to be sent there again: the peer takes it for new bytes. */
    private static long barredTo(Subflow s, long from) {
        return s.input.bare() ? Math.max(from, s.output.maps().deliveredTo()) : from;
    }
}
