package mptcp.attack;

import java.util.Map;
import java.util.TreeMap;

/** What came ahead of a gap. */
final class Ranges {
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    /** Adds [from, to) to all that was before {@code next}. @return the first position that is not there */
    long add(long from, long to, long next) {
        ends.merge(from, to, Math::max);
        long reached = next;
        for (Map.Entry<Long, Long> e = ends.firstEntry(); e != null && e.getKey() <= reached; e = ends.firstEntry()) {
            reached = Math.max(reached, e.getValue());
            ends.pollFirstEntry();
        }
        return reached;
    }
}
