package mptcp.io.sim;

/**
 * What waits at a hop, in which order it leaves, and what is marked or dropped on the way: an {@link Aqm} at work.
 * The hop looks at its limits itself; every packet goes through here, also one that does not have to wait.
 */
abstract class Discipline {
    /** Takes over packets that a discipline drops after it had taken them. */
    interface Drops {
        void drop(Packet packet, long nowNs);
    }

    private long marked;

    /** Takes a packet. @return false if it is to be dropped; it is the caller's then */
    abstract boolean enqueue(Packet packet, long nowNs);

    /** The next packet to be sent; null if there is none. */
    abstract Packet dequeue(long nowNs);

    /** Without the one being sent. */
    abstract int packets();

    abstract long bytes();

    /** The queue is full: drops something else than what arrives, if that is the way here. */
    boolean makeRoom(long nowNs) {
        return false;
    }

    /** Marks a packet, if that is on and possible. */
    final boolean mark(Packet packet, boolean ecn) {
        if (ecn && EcnField.mark(packet)) {
            marked++;
            return true;
        }
        return false;
    }

    long marked() {
        return marked;
    }

    /**
     * @param random of the hop's queue, by numbers that its discipline chooses
     * @param packetNs that a full packet takes at the hop's rate
     */
    static Discipline of(Aqm aqm, NamedStream random, long packetNs, Drops drops) {
        return switch (aqm) {
            case Aqm.None _ -> new DropTail();
            case Aqm.Red red -> new Red(red, random, packetNs);
            case Aqm.CoDel codel -> new CoDel(codel.targetNs(), codel.intervalNs(), codel.ecn(), drops);
            case Aqm.FqCoDel fq -> new FqCoDel(fq, random.bits(0), drops);
            case Aqm.Pie pie -> new Pie(pie, random);
            case Aqm.Step step -> new Step(step);
            case Aqm.DualPi2 dual -> new DualPi2(dual, random, drops);
        };
    }
}
