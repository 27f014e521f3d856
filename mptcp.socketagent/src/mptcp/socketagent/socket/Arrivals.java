package mptcp.socketagent.socket;

import java.util.ArrayDeque;
import java.util.Deque;

/** When the bytes of a stream that wait to be read could be read first. Guarded by its owner. */
final class Arrivals {
    /** More than that many are known by the time of the newest. */
    private static final int MOST = 4096;

    /** All up to {@code end}, counted from the first byte of the stream that was seen, by this time. */
    private record Arrival(long end, long atNs) {}

    private final Deque<Arrival> waiting = new ArrayDeque<>();
    private long taken;
    private long end;

    /** So many bytes can be read now. */
    void available(long bytes, long nowNs) {
        if (taken + bytes > end) {
            end = taken + bytes;
            if (waiting.size() == MOST) {
                waiting.removeLast();
            }
            waiting.add(new Arrival(end, nowNs));
        }
    }

    /** So many bytes were read, or are looked at. @return when the last of them came; 0: not known */
    long read(long bytes, boolean stay) {
        long at = taken + bytes;
        long time = 0;
        for (Arrival each : waiting) {
            time = each.atNs;
            if (each.end >= at) {
                break;
            }
        }
        if (!stay) {
            taken = at;
            end = Math.max(end, at);
            while (!waiting.isEmpty() && waiting.peek().end <= taken) {
                waiting.remove();
            }
        }
        return time;
    }
}
