package mptcp.io.sim;

/**
 * RFC 8033, section 5: the names are those of its pseudo-code. The delay is that of the packet which left last, by its
 * time of arrival (section 5.2). What the pseudo-code does at a timer is made up for when the next packet comes or
 * leaves: nothing looks at it before.
 */
final class Pie extends Fifo {
    private static final long MS = 1_000_000;
    private static final double SECOND = 1e9;
    private static final long UPDATE = 15 * MS;
    private static final long MAX_BURST = 150 * MS;
    private static final double ALPHA = 0.125;
    private static final double BETA = 1.25;
    private static final double MARK_THRESHOLD = 0.1;
    private static final int MEAN_PACKET = 1024;

    private final Aqm.Pie settings;
    private final NamedStream random;
    private long draws;
    private double dropProb;
    private double accuProb;
    private long burstAllowance = MAX_BURST;
    private long delay;
    private long delayOld;
    private long nextUpdate;

    Pie(Aqm.Pie settings, NamedStream random) {
        this.settings = settings;
        this.random = random;
    }

    @Override
    boolean enqueue(Packet packet, long now) {
        update(now);
        if (dropProb == 0 && delay < settings.targetNs() / 2 && delayOld < settings.targetNs() / 2) {
            burstAllowance = MAX_BURST;
        }
        boolean early = burstAllowance <= 0 && dropEarly();
        if (!early) {
            return super.enqueue(packet, now);
        }
        accuProb = 0;
        return dropProb < MARK_THRESHOLD && mark(packet, settings.ecn()) && super.enqueue(packet, now);
    }

    /** Section 5.1, with the safeguards of 4.1 and the derandomisation of 5.4. */
    private boolean dropEarly() {
        if (delayOld < settings.targetNs() / 2 && dropProb < 0.2 || bytes() <= 2 * MEAN_PACKET) {
            return false;
        }
        accuProb = dropProb == 0 ? 0 : accuProb + dropProb;
        if (accuProb < 0.85) {
            return false;
        }
        return accuProb >= 8.5 || random.unit(draws++) < dropProb;
    }

    @Override
    Packet dequeue(long now) {
        update(now);
        Packet packet = super.dequeue(now);
        if (packet != null) {
            delay = now - packet.queuedNs;
        }
        return packet;
    }

    private void update(long now) {
        if (packets() == 0) {
            delay = 0;
        }
        for (; nextUpdate <= now; nextUpdate += UPDATE) {
            calculateDropProb();
            if (dropProb == 0 && delay == 0 && delayOld == 0 && burstAllowance <= 0) {
                nextUpdate = now + UPDATE; // nothing changes until a packet comes
                return;
            }
        }
    }

    /** Section 4.2. */
    private void calculateDropProb() {
        double p = ALPHA * (delay - settings.targetNs()) / SECOND + BETA * (delay - delayOld) / SECOND;
        p *= dropProb < 0.000001 ? 1.0 / 2048 : dropProb < 0.00001 ? 1.0 / 512 : dropProb < 0.0001 ? 1.0 / 128
                : dropProb < 0.001 ? 1.0 / 32 : dropProb < 0.01 ? 1.0 / 8 : dropProb < 0.1 ? 1.0 / 2 : 1;
        if (dropProb >= 0.1 && p > 0.02) {
            p = 0.02;
        }
        dropProb += p;
        if (delay == 0 && delayOld == 0) {
            dropProb *= 0.98;
        }
        dropProb = Math.clamp(dropProb, 0, 1);
        dropProb = dropProb < 1e-12 ? 0 : dropProb; // what only decays ends
        delayOld = delay;
        burstAllowance = Math.max(0, burstAllowance - UPDATE);
    }

    double dropProbability() {
        return dropProb;
    }
}
