package mptcp.core.loop;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;
import mptcp.api.link.IpLink;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.TcpHeader;

/**
 * Brings a segment to the loop of its connection, where a host has several. A loop that has no subflow for it hands it to the
 * home of its addresses and ports; there it is known where else it is ({@link Strays}), or else it is new, and stays. A SYN of
 * a join goes on to the loop that its token names. So a packet is handed over twice at most, and once more for a join that is
 * known by its record only, whose third packet names nobody and goes round.
 *
 * <p>Order: what belongs to one subflow takes the same way, and each step of it is a queue. Before a peer can answer a subflow
 * that strays, its home was told: the note is written before the SYN/ACK is, and read before a segment is said to be unknown.
 * Loop thread only, but for {@link #isTold}.
 */
final class Steering {
    /** From a link. */
    static final int ARRIVED = 0;
    /** At the home of its addresses and ports. */
    static final int HOME = 1;
    /** Where its connection is, if it is anywhere. */
    static final int FINAL = 2;
    /** With the number of loops that are still to be asked. */
    static final int ASKED = 3;

    private static final int PIPE_BYTES = 1 << 18;
    private static final int PIPE_BYTES_SUPER = 1 << 21;

    private final LoopGroup group;
    private final int self;
    private final LinkTable links;
    private final Counters counters;
    private final Strays strays;
    private final ConcurrentLinkedQueue<Note> notes = new ConcurrentLinkedQueue<>();
    /** The packet that is looked at. */
    private long offset;
    private int length;
    private int segmentSize;
    private int hop;

    /** A subflow of another loop, whose home is here, came or went. */
    private record Note(Flow flow, int loop, boolean came) {}

    Steering(LoopGroup group, int self, LinkTable links, Counters counters) {
        this.group = group;
        this.self = self;
        this.links = links;
        this.counters = counters;
        this.strays = new Strays(group.secret());
    }

    // --- subflows that come and go

    void came(Flow flow) {
        tell(flow, true);
    }

    void went(Flow flow) {
        tell(flow, false);
    }

    private void tell(Flow flow, boolean came) {
        int home = group.home(flow);
        if (home != self) {
            group.loop(home).steering().isTold(new Note(flow, self, came));
        }
    }

    /** Any thread. */
    private void isTold(Note note) {
        notes.add(note);
    }

    private void readNotes() {
        for (Note n = notes.poll(); n != null; n = notes.poll()) {
            if (n.came) {
                strays.put(n.flow, n.loop);
            } else {
                strays.remove(n.flow, n.loop);
            }
        }
    }

    /** Whether a connection of this loop may be opened between these: they lead here, and nobody else has them. */
    boolean mayOpen(Flow flow) {
        if (group.single()) {
            return true;
        }
        readNotes();
        return group.home(flow) == self && strays.find(flow) < 0;
    }

    /** How many subflows of other loops have their home here. */
    int strays() {
        readNotes();
        return strays.size();
    }

    // --- packets

    /** This packet is looked at now. {@code at}: where it is on its way */
    void looksAt(long packetOffset, int packetLength, int segments, int at) {
        offset = packetOffset;
        length = packetLength;
        segmentSize = segments;
        hop = at;
    }

    boolean fromLink() {
        return hop == ARRIVED;
    }

    /** There is no subflow for it here. @return whether it was handed to where one may be */
    boolean elsewhere(IpHeader ip, TcpHeader tcp, MemorySegment m) {
        if (group.single() || hop >= FINAL) {
            return false;
        }
        int home = hop == HOME ? self : group.home(ip, tcp);
        if (home != self) {
            return hand(home, HOME, -1, m);
        }
        readNotes();
        int other = strays.find(ip, tcp);
        return other >= 0 && hand(other, FINAL, -1, m);
    }

    /** The same of what quotes a segment of ours. */
    boolean elsewhere(Flow quoted, MemorySegment m) {
        if (group.single() || hop >= FINAL) {
            return false;
        }
        int home = hop == HOME ? self : group.home(quoted);
        if (home != self) {
            return hand(home, HOME, -1, m);
        }
        readNotes();
        int other = strays.find(quoted);
        return other >= 0 && hand(other, FINAL, -1, m);
    }

    /** A SYN that names a connection. {@code isn}: what its answer is to begin with, or -1. @return whether it was handed over */
    boolean joinsElsewhere(int token, long isn, MemorySegment m) {
        int loop = group.ofToken(token);
        return loop != self && hand(loop, FINAL, isn, m);
    }

    /** It belongs to no subflow, and may to a join of which a loop keeps a record. @return whether the next one is asked */
    boolean asksNext(MemorySegment m) {
        if (group.single() || hop == FINAL) {
            return false;
        }
        int left = hop < FINAL ? group.count() - 1 : hop - ASKED;
        return left > 0 && hand((self + 1) % group.count(), ASKED + left - 1, -1, m);
    }

    /** @return true: it is no matter of this loop any more, also if it was lost on the way since the other one is too busy */
    private boolean hand(int loop, int at, long isn, MemorySegment m) {
        PacketPipe pipe = group.pipe(self, loop);
        if (pipe == null) {
            pipe = group.newPipe(self, loop, links.bringsSuperSegments() ? PIPE_BYTES_SUPER : PIPE_BYTES);
        }
        long to = pipe.claim(length);
        if (to == IpLink.NO_ROOM) {
            counters.count(Mib.LOOP_BACKLOG_DROP);
            return true;
        }
        MemorySegment.copy(m, offset, pipe.memory(), to, length);
        pipe.commit(to, length, segmentSize, at, isn);
        counters.count(Mib.LOOP_HANDED_OVER);
        return true;
    }

    /** Lets the other loops see what they were handed, and wakes them. */
    void publish() {
        for (int i = 0; i < group.count(); i++) {
            PacketPipe pipe = i == self ? null : group.pipe(self, i);
            if (pipe != null && pipe.publish()) {
                group.loop(i).access().wake();
            }
        }
    }

    /** Takes what others handed over. @return whether there may be more */
    boolean poll(Ingress ingress, int budget, long nowNs) {
        boolean more = false;
        for (int i = 0; i < group.count(); i++) {
            PacketPipe pipe = i == self ? null : group.pipe(i, self);
            for (int left = budget; pipe != null && !pipe.isEmpty(); left--) {
                if (left == 0) {
                    more = true;
                    break;
                }
                take(pipe, ingress, nowNs);
            }
        }
        return more;
    }

    private static void take(PacketPipe pipe, Ingress ingress, long nowNs) {
        try {
            ingress.handed(pipe.memory(), pipe.offset(), pipe.length(), pipe.segmentSize(), pipe.state(), pipe.isn(), nowNs);
        } finally {
            pipe.release();
        }
    }

    /** Whether something waits to be taken. */
    boolean pending() {
        for (int i = 0; i < group.count(); i++) {
            PacketPipe pipe = i == self ? null : group.pipe(i, self);
            if (pipe != null && !pipe.isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
