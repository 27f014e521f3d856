package mptcp.io.sim;

/** RFC 8289, section 5: the names are those of its pseudo-code. */
final class CoDel extends Fifo {
    private static final int MAX_PACKET = 1500;

    private final long target;
    private final long interval;
    private final boolean ecn;
    private final Drops drops;
    private long firstAboveTime;
    private long dropNext;
    private int count;
    private int lastCount;
    private boolean dropping;
    private boolean okToDrop;

    CoDel(long targetNs, long intervalNs, boolean ecn, Drops drops) {
        target = targetNs;
        interval = intervalNs;
        this.ecn = ecn;
        this.drops = drops;
    }

    /** Section 5.5. */
    private Packet doDequeue(long now) {
        Packet p = take();
        okToDrop = false;
        if (p == null) {
            firstAboveTime = 0;
            return null;
        }
        long sojourn = now - p.queuedNs;
        if (sojourn < target || bytes() <= MAX_PACKET) {
            firstAboveTime = 0;
        } else if (firstAboveTime == 0) {
            firstAboveTime = now + interval;
        } else {
            okToDrop = now >= firstAboveTime;
        }
        return p;
    }

    /** Section 5.6. */
    private long controlLaw(long t) {
        return t + (long) (interval / Math.sqrt(count));
    }

    /** Section 5.4. Marked instead of dropped, a packet is sent, and the next one is not looked at in its stead. */
    @Override
    Packet dequeue(long now) {
        Packet p = doDequeue(now);
        if (p == null) {
            dropping = false;
            return null;
        }
        if (dropping) {
            if (!okToDrop) {
                dropping = false;
            }
            while (dropping && now >= dropNext) {
                count++;
                if (mark(p, ecn)) {
                    dropNext = controlLaw(dropNext);
                    return p;
                }
                drops.drop(p, now);
                p = doDequeue(now);
                if (okToDrop) {
                    dropNext = controlLaw(dropNext);
                } else {
                    dropping = false;
                }
            }
        } else if (okToDrop) {
            if (!mark(p, ecn)) {
                drops.drop(p, now);
                p = doDequeue(now);
            }
            dropping = true;
            int delta = count - lastCount;
            count = delta > 1 && now - dropNext < 16 * interval ? delta : 1;
            dropNext = controlLaw(now);
            lastCount = count;
        }
        return p;
    }

    boolean dropping() {
        return dropping;
    }
}
