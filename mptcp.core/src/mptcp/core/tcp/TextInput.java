package mptcp.core.tcp;

import java.lang.foreign.MemorySegment;
import mptcp.core.mib.Mib;
import mptcp.core.wire.Seq;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/** The text of segments that were found acceptable: the seventh step of RFC 9293 section 3.10.7.4. Loop thread only. */
final class TextInput {
    private final Tcb t;

    TextInput(Tcb t) {
        this.t = t;
    }

    /** The application is gone: what comes meets a reset (RFC 9293 section 3.6.1). */
    boolean refused(TcpHeader h, long position, long nowNs) {
        if (position + h.payloadLength() <= t.rcv.nxt() || t.state().sendsData() || t.state() == TcpState.TIME_WAIT
                || !t.upper.deserted()) {
            return false;
        }
        ResetReply.send(t.env, t.flow, h, nowNs);
        t.upper.counters().count(Mib.TCP_ABORT_ON_DATA);
        t.closed(CloseReason.ABORTED, nowNs);
        return true;
    }

    /** As FreeBSD, before the window is looked at; but not, as FreeBSD, at the word of who knows neither of the two numbers. */
    boolean refusedEarly(TcpHeader h, long position, long nowNs) {
        boolean known = position < t.rcv.nxt() + Math.max(1, t.upper.acceptableWindow())
                || h.has(TcpFlags.ACK) && t.snd.acceptable(Seq.unwrap(t.snd.una(), t.snd.iss(), h.ack()));
        return known && refused(h, position, nowNs);
    }

    /** @return whether to acknowledge at once */
    boolean text(TcpHeader h, long position, MemorySegment m, long nowNs) {
        int length = h.payloadLength();
        if (length == 0 || !t.state().receivesData()) {
            return false;
        }
        if (refused(h, position, nowNs)) {
            return false;
        }
        t.fastOpen.heard();
        long start = Math.max(position, t.rcv.nxt());
        long end = Math.min(position + length, t.rcv.nxt() + t.upper.acceptableWindow());
        if (t.rcv.finPosition() >= 0) {
            end = Math.min(end, t.rcv.finPosition());
        }
        if (position < t.rcv.nxt()) {
            t.delayedAck.disturbed();
            t.sackBlocks.repeated(position, Math.min(t.rcv.nxt(), position + length));
        }
        long before = t.rcv.nxt();
        boolean gapBefore = !t.rcv.received().isEmpty();
        long taken = place(start, end, h.payload() - position, m, nowNs);
        t.sackBlocks.taken(start, end, before);
        t.statistics.received(taken);
        t.statistics.dataSegmentReceived(start > before);
        if (t.options.timestamps() && h.timestamps() && position == before && h.tsEcho() != 0) {
            t.rcv.sample((t.tsNow(nowNs) - h.tsEcho()) * 1_000_000L);
        }
        if (t.state() == TcpState.CLOSED) {
            return false;
        }
        return scheduleAck(start > before || gapBefore || taken < end - start || position < before && tellsAtOnce(), length, nowNs);
    }

    /** Whether what had come in part is acknowledged at once: in FreeBSD only where the acknowledgement can tell which part. */
    private boolean tellsAtOnce() {
        return t.options.sack() || !t.env.habits().oldSegmentsAcknowledge();
    }

    /** Hands on what is new, range by range, and moves the next expected position. {@code base}: memory of position 0. */
    long place(long start, long end, long base, MemorySegment m, long nowNs) {
        long taken = 0;
        long at = start;
        while (at < end) {
            long from = t.rcv.received().firstGap(at, end);
            if (from > at) {
                t.sackBlocks.duplicate(at, Math.min(from, end));
                t.sackBlocks.arrived(at);
            }
            if (from >= end) {
                break;
            }
            int size = (int) (t.rcv.received().gapEnd(from, end) - from);
            int accepted = t.upper.onPayload(from, m, base + from, size, nowNs);
            if (accepted > 0) {
                boolean inOrder = from == t.rcv.nxt() && t.rcv.received().isEmpty();
                if (!t.rcv.take(from, from + accepted)) {
                    t.env.counters().count(Mib.TCP_RCV_PRUNED);
                    break;
                }
                taken += accepted;
                if (!inOrder) {
                    t.sackBlocks.arrived(from);
                }
            }
            if (accepted < size) {
                break;
            }
            at = from + size;
            long known = Math.min(t.rcv.nxt(), end);
            if (known > at) {
                t.sackBlocks.duplicate(at, known); // what it uncovered had come before (RFC 2883)
                at = known;
            }
        }
        return taken;
    }

    /** RFC 5681 section 4.2: out of order, or filling a gap, at once; else every second full segment, or soon. */
    private boolean scheduleAck(boolean atOnce, int length, long nowNs) {
        int waiting = t.rcv.countUnacked(Math.max(1, length / Math.max(1, t.segmentPayload())));
        t.delayedAck.arrived(length, nowNs);
        if (atOnce) {
            return true;
        }
        if (t.delayedAck.atOnce(waiting) || t.env.config().delayedAckNs() == 0) {
            t.ackNow();
        } else if (!t.timers.isSet(TcpTimers.DELAYED_ACK)) {
            t.timers.set(TcpTimers.DELAYED_ACK, nowNs + t.delayedAck.waitNs());
        }
        return false;
    }
}
