package mptcp.io.sim;

import java.util.ArrayDeque;

/** RFC 8290: deficit round robin over queues of flows, each with CoDel; queues that are new go first. */
final class FqCoDel extends Discipline {
    /** Section 4.1: at an overflow, so many packets of the fattest queue go at most. */
    private static final int MOST_DROPPED = 64;

    /** One queue. */
    private final class Queue {
        final CoDel codel = new CoDel(settings.targetNs(), settings.intervalNs(), settings.ecn(), FqCoDel.this::inside);
        int deficit;
        boolean listed;
    }

    private final Aqm.FqCoDel settings;
    private final long perturbation;
    private final Drops drops;
    private final Queue[] queues;
    private final ArrayDeque<Queue> fresh = new ArrayDeque<>();
    private final ArrayDeque<Queue> old = new ArrayDeque<>();
    private int packets;
    private long bytes;

    /** @param perturbation of the hash that picks queues */
    FqCoDel(Aqm.FqCoDel settings, long perturbation, Drops drops) {
        this.settings = settings;
        this.perturbation = perturbation;
        this.drops = drops;
        queues = new Queue[settings.flows()];
    }

    /** What a flow's CoDel drops. */
    private void inside(Packet packet, long nowNs) {
        gone(packet);
        drops.drop(packet, nowNs);
    }

    private void gone(Packet packet) {
        packets--;
        bytes -= packet.length();
    }

    @Override
    boolean enqueue(Packet packet, long nowNs) {
        int at = (int) Long.remainderUnsigned(NamedStream.mix(EcnField.flow(packet) ^ perturbation), queues.length);
        if (queues[at] == null) {
            queues[at] = new Queue();
        }
        Queue q = queues[at];
        q.codel.enqueue(packet, nowNs);
        packets++;
        bytes += packet.length();
        if (!q.listed) {
            q.listed = true;
            q.deficit = settings.quantum();
            fresh.add(q);
        }
        return true;
    }

    /** Section 4.1: half of the fattest queue goes, from its head. */
    @Override
    boolean makeRoom(long nowNs) {
        Queue fattest = null;
        for (Queue q : queues) {
            fattest = q != null && (fattest == null || q.codel.bytes() > fattest.codel.bytes()) ? q : fattest;
        }
        if (fattest == null || fattest.codel.packets() == 0) {
            return false;
        }
        long half = fattest.codel.bytes() / 2;
        for (int i = 0; i < MOST_DROPPED && (i == 0 || fattest.codel.bytes() > half); i++) {
            inside(fattest.codel.take(), nowNs);
        }
        return true;
    }

    /** Section 4.2. */
    @Override
    Packet dequeue(long nowNs) {
        while (true) {
            ArrayDeque<Queue> list = fresh.isEmpty() ? old : fresh;
            Queue q = list.peek();
            if (q == null) {
                return null;
            }
            if (q.deficit <= 0) {
                q.deficit += settings.quantum();
                old.add(list.poll());
                continue;
            }
            Packet packet = q.codel.dequeue(nowNs);
            if (packet == null) {
                list.poll();
                q.listed = list == fresh && !old.isEmpty(); // it waits behind the others, or is new again when it comes
                if (q.listed) {
                    old.add(q);
                }
                continue;
            }
            q.deficit -= packet.length();
            gone(packet);
            return packet;
        }
    }

    @Override
    long marked() {
        long marked = 0;
        for (Queue q : queues) {
            marked += q == null ? 0 : q.codel.marked();
        }
        return marked;
    }

    @Override
    int packets() {
        return packets;
    }

    @Override
    long bytes() {
        return bytes;
    }
}
