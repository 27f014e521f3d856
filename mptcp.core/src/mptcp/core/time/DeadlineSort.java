package mptcp.core.time;

/** Merge sort of deadlines chained by {@link Deadline#next}, in place: no allocation, O(n log n) for any input. */
final class DeadlineSort {
    private DeadlineSort() {
    }

    /** Sorts the first count (all) entries of a chain by their filed time and number; returns the new first one. */
    static Deadline sort(Deadline chain, int count) {
        if (count < 2) {
            return chain;
        }
        int half = count / 2;
        Deadline cut = chain;
        for (int i = 1; i < half; i++) {
            cut = cut.next;
        }
        Deadline right = cut.next;
        cut.next = null;
        return merge(sort(chain, half), sort(right, count - half));
    }

    private static Deadline merge(Deadline a, Deadline b) {
        Deadline left = a;
        Deadline right = b;
        Deadline first = null;
        Deadline last = null;
        while (left != null && right != null) {
            Deadline least;
            if (right.before(left)) {
                least = right;
                right = right.next;
            } else {
                least = left;
                left = left.next;
            }
            if (last == null) {
                first = least;
            } else {
                last.next = least;
            }
            last = least;
        }
        last.next = left == null ? right : left;
        return first;
    }
}
