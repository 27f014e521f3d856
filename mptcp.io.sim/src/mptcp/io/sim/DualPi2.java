package mptcp.io.sim;

/**
 * RFC 9332, appendix A: a queue for scalable senders (ECT(1) or CE, RFC 9331), marked by a ramp on its own delay, beside
 * one for classic senders; one PI controller couples them, and a time-shifted FIFO (appendix A.1) picks which sends.
 */
final class DualPi2 extends Discipline {
    private static final long MS = 1_000_000;
    private static final double SECOND = 1e9;
    private static final double RTT_MAX = 0.1;
    private static final long UPDATE = 16 * MS;
    private static final double ALPHA = 0.1 * UPDATE / SECOND / (RTT_MAX * RTT_MAX);
    private static final double BETA = 0.3 / RTT_MAX;
    /** Of the probabilities of both queues. */
    private static final double COUPLING = 2;
    private static final double MOST_CLASSIC = 1 / (COUPLING * COUPLING);
    private static final long RAMP_FROM = 800_000;
    private static final long RAMP = 400_000;
    private static final int RAMP_PACKETS = 1;

    private final long target;
    private final NamedStream random;
    private final Drops drops;
    private final Fifo classic = new DropTail();
    private final Fifo scalable = new DropTail();
    private long draws;
    /** p' of the appendix. */
    private double base;
    private long previousDelay;
    private long nextUpdate;
    /** Marks of the scalable queue are spread evenly: recur() of the appendix. */
    private double owed;

    DualPi2(Aqm.DualPi2 settings, NamedStream random, Drops drops) {
        target = settings.targetNs();
        this.random = random;
        this.drops = drops;
    }

    @Override
    boolean enqueue(Packet packet, long now) {
        update(now);
        int field = EcnField.of(packet);
        return (field == EcnField.ECT_1 || field == EcnField.CE ? scalable : classic).enqueue(packet, now);
    }

    @Override
    Packet dequeue(long now) {
        update(now);
        while (packets() > 0) {
            boolean fromScalable = classic.packets() == 0 || scalable.packets() > 0
                    && sojourn(scalable, now) + 2 * target >= sojourn(classic, now);
            Packet packet = fromScalable ? scalable(now) : classic(now);
            if (packet != null) {
                return packet;
            }
        }
        return null;
    }

    private static long sojourn(Fifo queue, long now) {
        Packet head = queue.peek();
        return head == null ? 0 : now - head.queuedNs;
    }

    private Packet scalable(long now) {
        long delay = sojourn(scalable, now);
        Packet packet = scalable.take();
        double coupled = COUPLING * base;
        if (coupled < 1) {
            double own = scalable.packets() < RAMP_PACKETS ? 0
                    : Math.clamp((double) (delay - RAMP_FROM) / RAMP, 0, 1);
            markEvenly(packet, Math.max(own, coupled));
            return packet;
        }
        if (happens(base * base)) { // overload: marks alone do not do
            drops.drop(packet, now);
            return null;
        }
        markEvenly(packet, 1);
        return packet;
    }

    private void markEvenly(Packet packet, double probability) {
        owed += probability;
        if (owed >= 1) {
            owed -= 1;
            mark(packet, true);
        }
    }

    private Packet classic(long now) {
        Packet packet = classic.take();
        double p = Math.min(base * base, MOST_CLASSIC);
        // Squared by taking the greater of two draws, as in the appendix.
        boolean chosen = base * base < MOST_CLASSIC ? Math.max(unit(), unit()) < base : unit() < p;
        if (!chosen || base * base < MOST_CLASSIC && mark(packet, true)) {
            return packet;
        }
        drops.drop(packet, now);
        return null;
    }

    private boolean happens(double probability) {
        return unit() < probability;
    }

    private double unit() {
        return random.unit(draws++);
    }

    /** The PI controller, made up for as in {@link Pie}. */
    private void update(long now) {
        for (; nextUpdate <= now; nextUpdate += UPDATE) {
            long delay = Math.max(sojourn(classic, nextUpdate), sojourn(scalable, nextUpdate));
            base = Math.clamp(base + ALPHA * (delay - target) / SECOND + BETA * (delay - previousDelay) / SECOND, 0, 1);
            previousDelay = delay;
            if (base == 0 && packets() == 0) {
                nextUpdate = now + UPDATE;
                return;
            }
        }
    }

    @Override
    int packets() {
        return classic.packets() + scalable.packets();
    }

    @Override
    long bytes() {
        return classic.bytes() + scalable.bytes();
    }

    double baseProbability() {
        return base;
    }
}
