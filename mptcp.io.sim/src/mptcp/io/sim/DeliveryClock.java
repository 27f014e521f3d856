package mptcp.io.sim;

/** How far a hop has used a {@link DeliveryTrace}. */
final class DeliveryClock {
    private DeliveryTrace trace;
    /** Opportunities before this one are used, or over. */
    private long next;
    private long left;
    private long leftNs;

    /** When so many bytes are sent that begin now; they are. */
    long sent(DeliveryTrace by, int bytes, long nowNs) {
        if (by != trace) {
            trace = by;
            next = 0;
            left = 0;
        }
        long needed = bytes - (leftNs == nowNs ? left : 0);
        if (needed <= 0) {
            left -= bytes;
            return nowNs;
        }
        next = Math.max(next, trace.first(nowNs));
        long last = next + (needed - 1) / DeliveryTrace.BYTES;
        left = (last - next + 1) * DeliveryTrace.BYTES - needed;
        next = last + 1;
        leftNs = trace.time(last);
        return leftNs;
    }
}
