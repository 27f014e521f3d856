package mptcp.simtest;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;

/**
 * Keeps copies of some packets and delivers them again much later, as a network may within a segment's lifetime (RFC 9293 section
 * 3.4.3); or holds all for a while and lets them go at once, as links do that aggregate.
 */
final class Stragglers implements Middlebox {
    private record Late(long atNs, Direction direction, Packet packet) {}

    private final SplittableRandom random;
    private final double share;
    private final long longestNs;
    /** 0: only copies are kept. */
    private final long periodNs;
    private final PriorityQueue<Late> kept = new PriorityQueue<>(Comparator.comparingLong(Late::atNs));
    private final Queue<Late> held = new ArrayDeque<>();

    private Stragglers(SplittableRandom random, double share, long longestNs, long periodNs) {
        this.random = random;
        this.share = share;
        this.longestNs = longestNs;
        this.periodNs = periodNs;
    }

    static Stragglers copies(SplittableRandom random, double share, long longestNs) {
        return new Stragglers(random, share, longestNs, 0);
    }

    static Stragglers bursts(long periodNs) {
        return new Stragglers(new SplittableRandom(0), 0, 0, periodNs);
    }

    @Override
    public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
        if (periodNs > 0) {
            held.add(new Late(0, direction, packet));
            if (held.size() == 1) {
                port.wakeAt((nowNs / periodNs + 1) * periodNs);
            }
            return Verdict.HOLD;
        }
        if (random.nextDouble() < share) {
            long atNs = nowNs + random.nextLong(1, longestNs);
            kept.add(new Late(atNs, direction, port.copy(packet)));
            port.wakeAt(atNs);
        }
        return Verdict.PASS;
    }

    @Override
    public void timer(MiddleboxPort port, long nowNs) {
        for (Late each = held.poll(); each != null; each = held.poll()) {
            port.send(each.direction, each.packet);
        }
        while (!kept.isEmpty() && kept.peek().atNs <= nowNs) {
            Late each = kept.poll();
            port.send(each.direction, each.packet);
        }
    }
}
