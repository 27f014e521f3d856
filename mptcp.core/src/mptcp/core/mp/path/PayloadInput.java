package mptcp.core.mp.path;

import java.lang.foreign.MemorySegment;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.DataReceiver;
import mptcp.core.mp.data.DsMap;
import mptcp.core.mp.data.DssChecksum;
import mptcp.core.mp.data.ReceiveBuffer;
import mptcp.core.mp.data.RxMaps;
import mptcp.core.mp.data.StagedPayload;

/**
 * Where the payload of a subflow goes (report, figure 6): into the stream, as the mapping of its position says. With
 * checksums a mapping has to be here whole and be verified before any of its bytes is in the stream; until then they wait
 * with the subflow, as bytes do whose mapping is not known yet. Loop thread only.
 */
final class PayloadInput {
    /**
     * How long received bytes wait for their mapping. It precedes them or comes with them; what is still without one after
     * this time has lost it on the way, and waiting for ever would be silence.
     */
    private static final long HELD_NS = 10_000_000_000L;
    /** How long a peer may take to send again, by whatever path, what was dropped for want of a mapping. */
    private static final long MISSED_NS = 60_000_000_000L;
    private static final int UNMAPPED_BYTES = 64 << 10;

    private final Subflow s;
    private final PathEnv env;
    private final MpSession session;
    private final SubflowSet set;
    private final ReceiveBuffer rx;
    private final DataReceiver receiver;
    private final Counters counters;
    private final SubflowUpper upper;
    private final StillMapped still;
    private final RxMaps maps;
    private final StagedPayload staged;
    /** Whether a mapping came since bytes without one are held: mappings pass on this path, some get lost. */
    private boolean mappedSince;
    /** The timer runs since the first of them came; that others follow does not put it off. */
    private boolean waiting;
    /** Where the stream stood when bytes were dropped for want of a mapping, and until when they have to come again; negative: none were. */
    private long missedAt = -1;
    private long missedUntilNs;
    /** Positions from here on stand for offsets by themselves, {@code plainOffset} being that of this one. */
    private long plainFrom = Long.MAX_VALUE;
    private long plainOffset;
    /** Whether a checksum was right so far. */
    private boolean checkedBefore;
    /** The payload that is being taken begins where the subflow stands. */
    private boolean inSequence;
    /** The segment that is being taken begins at {@code segmentAt}, and a mapping came with it. */
    private long segmentAt;
    private boolean announced;
    /** The subflow is gone, maybe while its bytes were being given away. */
    private boolean closed;

    PayloadInput(Subflow s, ConnectionParts parts, StillMapped still) {
        this.s = s;
        this.env = parts.env();
        this.session = parts.session();
        this.set = parts.subflows();
        this.rx = parts.rx();
        this.receiver = parts.receiver();
        this.counters = parts.counters();
        this.upper = parts.upper();
        this.still = still;
        this.maps = s.rxMaps;
        this.staged = new StagedPayload(env.slabs());
    }

    // --- plain TCP

    /** From this position on, positions stand for stream offsets by themselves: also of what is staged. */
    void plainFrom(long position, long offset) {
        plainFrom = position;
        plainOffset = offset;
        still.plainFrom(position, offset);
        if (!drain(position) || leavesAHole()) {
            s.abort(ResetReason.LACK_OF_RESOURCES, env.nowNs()); // they were acknowledged and are lost
        }
    }

    /** In plain TCP nobody sends again what was acknowledged: all of it has to be in the stream now. */
    private boolean leavesAHole() {
        return !closed && s.tcb.state().receivesData() && rx.next() < Math.min(offsetAt(s.tcb.received()), receiver.endOfStream());
    }

    private boolean drain(long from) {
        boolean all = true;
        for (long p = staged.from(from); p != Long.MAX_VALUE && all; p = closed ? Long.MAX_VALUE : staged.from(p)) {
            long end = staged.pieceEnd(p);
            int size = (int) (end - p);
            int taken = receiver.deliver(offsetAt(p), staged.memory(), staged.at(p), size);
            all = closed || taken == size;
            p = end;
        }
        staged.release();
        return all;
    }

    private long offsetAt(long position) {
        return plainOffset + position - plainFrom;
    }

    void close() {
        closed = true;
        staged.release();
    }

    // --- mappings

    /** A mapping was announced. @return false if the segment that brought it is to be dropped */
    boolean mapping(long offset, int length, long ssn, int checksum, boolean fin, long nowNs) {
        if (closed) {
            return false; // who was told of the segment has ended the subflow: nobody would give the mapping back
        }
        announced = session.checksums() == checksum >= 0; // else it is none of this connection
        if (length == 0 || ssn + length <= s.tcb.received()) {
            return true; // all of it was received
        }
        if (env.habits().takesUnmapped() && session.checksums() != checksum >= 0) {
            return true; // it is none of this connection, and its bytes have no other
        }
        if (session.checksums() && checksum < 0) {
            return upper.checksumFailed(s, ssn, offset, nowNs); // RFC 8684 section 3.3: negotiated and absent
        }
        if (outOfWindow(offset, length, ssn) && !env.habits().acknowledgesBeyond()) {
            counters.count(Mib.NO_DSS_IN_WINDOW);
            s.tcb.ackNow(); // it may be a probe of the window
            return false;
        }
        mappedSince = true;
        if (s.initial) {
            session.mapped(); // also where another option has shown before that options pass; what passes elsewhere says nothing of it
        }
        switch (maps.add(offset, length, ssn, session.checksums() ? checksum : -1, fin, s.tcb.received())) {
            case NEW -> deliverStaged(nowNs);
            case CONFLICT -> {
                counters.count(Mib.DSS_NOT_MATCHING);
                return upper.badMapping(s, nowNs);
            }
            case FULL -> {
                counters.count(Mib.RCV_PRUNED);
                return false; // as if it had been lost: its payload must not seem to have no mapping
            }
            default -> { }
        }
        return true;
    }

    /**
     * A peer that keeps to what it was told begins no mapping beyond the window, at neither level. The window of the subflow
     * is that of the data level, but what was sent again for another subflow lies beyond it in positions.
     */
    private boolean outOfWindow(long offset, int length, long ssn) {
        return offset - rx.edge() > 0 || ssn - s.tcb.received() > receiver.acceptable(false);
    }

    /** Another mapping is announced for a segment that the one under way covers; see {@code mapsOnce}. @return whether it is the same */
    boolean isMapped(long position, int size, long offset, int length, long ssn) {
        DsMap map = position == s.tcb.received() ? maps.at(position) : null;
        return map == null || map.ssnEnd() < position + size || map.ssn() == position
                || map.ssn() == ssn && map.length() == length && map.offset() == offset;
    }

    boolean contradicts(long nowNs) {
        counters.count(Mib.DSS_NOT_MATCHING);
        return upper.badMapping(s, nowNs);
    }

    // --- payload

    /** @return how many bytes from the start were taken; the subflow acknowledges no others */
    int payload(long position, MemorySegment memory, long at, int length, long nowNs) {
        long p = position;
        long end = position + length;
        inSequence = position <= s.tcb.received();
        segmentAt = position;
        while (p < end) {
            long source = at + (p - position);
            int size;
            int taken;
            if (p >= plainFrom) {
                size = (int) (end - p);
                taken = still.whole(p, memory, source, size) ? receiver.deliver(offsetAt(p), memory, source, size) : 0;
            } else {
                DsMap map = maps.at(p);
                if (map == null) {
                    size = (int) (Math.min(end, nextKnown(p)) - p);
                    taken = hold(p, memory, source, size, nowNs);
                } else {
                    size = (int) (Math.min(end, map.ssnEnd()) - p);
                    taken = mapped(map, p, memory, source, size, nowNs);
                }
            }
            if (taken < 0) {
                break;
            }
            p += taken;
            if (taken < size) {
                break;
            }
        }
        announced = false;
        if (!waiting && !staged.isEmpty()) {
            watchUnmapped(nowNs);
        }
        return (int) (p - position);
    }

    /** Bytes whose mapping is missing may have come out of order: they wait for it from when the subflow acknowledged them. */
    private void watchUnmapped(long nowNs) {
        if (unmappedLowest()) {
            waiting = true;
            s.tcb.setUpperTimer(nowNs + HELD_NS);
        }
    }

    /** Whether the first that is held was acknowledged by the subflow and has no mapping: the peer does not send it again here. */
    private boolean unmappedLowest() {
        return staged.beginsBefore(s.tcb.received()) && maps.at(staged.from(0)) == null;
    }

    private long nextKnown(long position) {
        DsMap next = maps.after(position);
        return next == null ? Long.MAX_VALUE : next.ssn();
    }

    /** @return as {@link #payload}; negative if the subflow, or its mappings, ended over them */
    private int mapped(DsMap map, long p, MemorySegment memory, long at, int size, long nowNs) {
        boolean inOrder = p == s.tcb.received() && s.tcb.outOfOrder().isEmpty();
        int taken = map.checksum() >= 0 ? checked(map, p, memory, at, size, nowNs) : unchecked(map, p, memory, at, size);
        if (taken > 0 && !closed) {
            maps.receivedUpTo(inOrder ? p + taken : s.tcb.received());
        }
        return taken;
    }

    private int unchecked(DsMap map, long p, MemorySegment memory, long at, int size) {
        long offset = map.offset() + p - map.ssn();
        if (offset + size <= rx.next()) {
            map.duplicate();
        }
        if (env.habits().acknowledgesBeyond() && offset - rx.edge() >= 0) {
            counters.count(Mib.NO_DSS_IN_WINDOW);
            return size;
        }
        return receiver.deliver(offset, memory, at, size);
    }

    private int checked(DsMap map, long p, MemorySegment memory, long at, int size, long nowNs) {
        if (p == map.ssn() && size == map.length()) { // in one piece, as most are: it needs no other place to wait in
            if (!good(map, rx.sum(memory, at, size)) && !upper.takesCorrupted(s, map.offset(), checkedBefore)) {
                refuse(p, size);
                upper.checksumFailed(s, map.ssn(), map.offset(), nowNs);
                return -1;
            }
            if (session.plain()) {
                return receiver.deliver(offsetAt(p), memory, at, size);
            }
            int taken = receiver.deliver(map.offset(), memory, at, size);
            return taken < size ? Math.min(taken, 0) : taken; // the rest could not be verified by itself: all of it comes again
        }
        if (!stage(p, memory, at, size)) {
            if (unmappedLowest() && !dropUnmapped(nowNs)) {
                return -1;
            }
            if (!stage(p, memory, at, size)) {
                counters.count(Mib.TCP_RCV_QUEUE_DROP);
                return 0;
            }
        }
        if (!staged.covers(map.ssn(), map.ssnEnd())) {
            return size;
        }
        if (!good(map, staged.sum(map.ssn(), map.length())) && !upper.takesCorrupted(s, map.offset(), checkedBefore)) {
            refuse(p, size);
            staged.remove(p, p + size); // not taken: the peer brings it again, if need be as plain TCP
            upper.checksumFailed(s, map.ssn(), map.offset(), nowNs);
            return -1;
        }
        if (session.plain()) {
            return size; // it was given with all that waited
        }
        int given = give(map.ssn(), map.ssnEnd(), map.offset() - map.ssn());
        if (closed || given < map.length()) {
            staged.remove(p, p + size); // there is no place now: what comes again completes it again
            return closed ? -1 : 0;
        }
        return size;
    }

    /** What is in the stream already is of no consequence, and is not looked at. */
    private boolean good(DsMap map, int sum) {
        boolean good = map.end() <= rx.next() || DssChecksum.good(session.keys().remoteFirst() + map.offset(),
                s.synPayload().peerSsn(map.ssn()), map.wireLength(), sum, map.checksum());
        checkedBefore |= good;
        return good;
    }

    /** The subflow may end over these bytes. */
    private void refuse(long p, int size) {
        if (env.habits().takesCorrupted() && set.othersActive(s)) {
            s.tcb.acknowledgeRefused(p, size);
        }
    }

    /** Puts staged bytes into the stream, and takes them off the stage if all of them went. @return how many went */
    private int give(long from, long to, long line) {
        for (long p = from; p < to;) {
            int size = (int) (Math.min(to, staged.pieceEnd(p)) - p);
            int taken = receiver.deliver(line + p, staged.memory(), staged.at(p), size);
            if (closed || taken < size) {
                return (int) (p - from) + Math.max(0, taken);
            }
            p += size;
        }
        staged.remove(from, to);
        return (int) (to - from);
    }

    // --- payload whose mapping is not known

    private int hold(long p, MemorySegment memory, long at, int size, long nowNs) {
        boolean inOrder = p == s.tcb.received();
        boolean atOnce = !session.mappingSeen() && inOrder || env.habits().takesUnmapped() && inSequence;
        if (atOnce && s.initial && !set.othersActive(s)) {
            if (announced && p == segmentAt) {
                counters.count(Mib.DSS_NO_MATCH_TCP);
            }
            return upper.stripped(s, partly(p) ? FallbackReason.PARTLY_MAPPED : FallbackReason.UNMAPPED_DATA, p, nowNs)
                    ? receiver.deliver(offsetAt(p), memory, at, size) : -1;
        }
        if (env.habits().takesUnmapped() && inSequence && (!s.initial || set.othersActive(s))) {
            s.tcb.acknowledgeRefused(p, size);
            s.abort(ResetReason.MIDDLEBOX, nowNs);
            return -1;
        }
        if (staged.isEmpty()) {
            mappedSince = false;
        }
        if (!stage(p, memory, at, size)) {
            // What lies below the next byte expected has waited for longest, and would keep all that follows out for ever.
            boolean old = staged.beginsBefore(s.tcb.received());
            if ((inOrder || mappedSince) && !dropUnmapped(nowNs)) {
                return -1;
            }
            if (!old || !stage(p, memory, at, size)) {
                return 0;
            }
        }
        if (inOrder && !waiting) {
            waiting = true;
            s.tcb.setUpperTimer(nowNs + HELD_NS);
        }
        return size;
    }

    /** Whether the bytes before, of the same segment, had a mapping. */
    private boolean partly(long p) {
        return p > segmentAt && env.habits().takesUnmapped();
    }

    /** As much waits to be verified as the buffer holds, or was advertised before the buffer became smaller. */
    private boolean stage(long p, MemorySegment memory, long at, int size) {
        long window = session.checksums() ? Math.max(rx.limit(), rx.edge() - rx.next()) : 0;
        return staged.add(p, p == s.tcb.received(), memory, at, size, Math.max(UNMAPPED_BYTES, window));
    }

    /**
     * What is held will get no mapping any more. Where others came since, a middlebox has joined segments and kept one
     * mapping of two: the peer misses the DATA_ACK and sends the bytes again. Otherwise the subflow is broken.
     *
     * @return whether the subflow lives
     */
    private boolean dropUnmapped(long nowNs) {
        counters.count(Mib.NO_DSS_IN_WINDOW);
        if (!mappedSince) {
            upper.unmapped(s, nowNs);
            return false;
        }
        if (missedAt != rx.next()) {
            missedAt = rx.next();
            missedUntilNs = nowNs + MISSED_NS;
        }
        watchMissed();
        for (long p = staged.from(0); p != Long.MAX_VALUE; p = staged.from(p)) {
            DsMap map = maps.at(p);
            long end = map != null ? map.ssnEnd() : Math.min(staged.pieceEnd(p), nextKnown(p));
            if (map == null) {
                staged.remove(p, end);
            }
            p = end;
        }
        return true;
    }

    /** The mapping of bytes that came long ago has not come, or the bytes that were dropped have not come again. */
    void heldTooLong(long nowNs) {
        waiting = false;
        if (nowNs >= missedUntilNs && missed()) {
            upper.unmapped(s, nowNs);
            return;
        }
        if (nowNs >= missedUntilNs) {
            missedAt = -1;
        }
        if (unmappedLowest()) {
            dropUnmapped(nowNs);
        } else {
            watchMissed();
        }
    }

    /**
     * Whether the stream waits for what was dropped, and nobody else can bring it. A peer that speaks Multipath TCP misses the DATA_ACK and
     * sends it again; one that has fallen back, which it cannot always make known, does not.
     */
    private boolean missed() {
        return missedAt == rx.next() && !rx.ahead().isEmpty() && set.isOnly(s);
    }

    private void watchMissed() {
        if (!waiting && missedAt == rx.next()) {
            s.tcb.setUpperTimer(missedUntilNs);
        }
    }

    /** A mapping came: it may be that of bytes that wait for it. */
    private void deliverStaged(long nowNs) {
        long p = staged.isEmpty() ? Long.MAX_VALUE : staged.from(0);
        while (p != Long.MAX_VALUE) {
            DsMap map = maps.at(p);
            long end = map == null ? nextKnown(p) : map.checksum() >= 0 ? map.ssnEnd() : Math.min(map.ssnEnd(), staged.pieceEnd(p));
            if (map != null && !deliverStaged(map, p, end, nowNs)) {
                return;
            }
            p = end == Long.MAX_VALUE ? end : staged.from(end);
        }
        if (staged.isEmpty()) {
            staged.release();
        }
    }

    /** @return false if nothing more is to be done now */
    private boolean deliverStaged(DsMap map, long from, long to, long nowNs) {
        if (map.checksum() >= 0) {
            if (!staged.covers(map.ssn(), map.ssnEnd())) {
                return true;
            }
            if (!good(map, staged.sum(map.ssn(), map.length())) && !upper.takesCorrupted(s, map.offset(), checkedBefore)) {
                upper.checksumFailed(s, map.ssn(), map.offset(), nowNs);
                return false;
            }
        }
        long start = map.checksum() >= 0 ? map.ssn() : from;
        if (give(start, to, map.offset() - map.ssn()) < to - start || closed) {
            return false;
        }
        maps.receivedUpTo(s.tcb.received());
        return true;
    }
}
