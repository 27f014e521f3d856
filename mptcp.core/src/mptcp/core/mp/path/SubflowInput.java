package mptcp.core.mp.path;

import java.lang.foreign.MemorySegment;
import mptcp.core.mib.Counters;
import mptcp.core.mib.EventSink;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.DataReceiver;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.DsMap;
import mptcp.core.mp.data.HeldPayload;
import mptcp.core.mp.data.ReceiveBuffer;
import mptcp.core.wire.Dsn;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.Seq;
import mptcp.core.wire.TcpHeader;

/** What a subflow reads from arriving headers, and where it puts arriving payload (report, figure 6). */
public final class SubflowInput {
    /**
     * How long received bytes wait for their mapping. It precedes them or comes with them; what is still without one after
     * this time has lost it on the way, and waiting for ever would be silence.
     */
    private static final long HELD_NS = 10_000_000_000L;

    private final Subflow s;
    private final PathEnv env;
    private final MpSession session;
    private final SubflowSet set;
    private final AddressBook addresses;
    private final DataSender tx;
    private final ReceiveBuffer rx;
    private final DataReceiver receiver;
    private final Counters counters;
    private final EventSink events;
    private final SubflowUpper upper;
    private final StillMapped still;
    private HeldPayload held;
    /** Whether a mapping came since bytes without one are held: mappings pass on this path, some get lost. */
    private boolean mappedSince;
    private long plainRxFrom = Long.MAX_VALUE;
    private long plainRxOffset;
    private boolean sawDss;
    private boolean bare;
    private long windowAck = 1;
    private long windowBytes = -1;
    private long dataAck;

    SubflowInput(Subflow s, ConnectionParts parts) {
        this.s = s;
        this.env = parts.env();
        this.session = parts.session();
        this.set = parts.subflows();
        this.addresses = parts.addresses();
        this.tx = parts.tx();
        this.rx = parts.rx();
        this.receiver = parts.receiver();
        this.counters = parts.counters();
        this.events = parts.events();
        this.upper = parts.upper();
        this.still = new StillMapped(s, parts);
    }

    /** From this position on, positions stand for stream offsets by themselves. */
    public void plainFrom(long position, long offset) {
        plainRxFrom = position;
        plainRxOffset = offset;
        still.plainFrom(position, offset);
        boolean placed = true;
        if (held != null) {
            placed = held.drain((p, memory, at, size) ->
                    receiver.deliver(plainOffset(p), memory, at, size, false) == size);
            close();
        }
        if (placed) {
            receiver.commitPlain(s.tcb, position, offset);
        } else {
            s.abort(ResetReason.LACK_OF_RESOURCES, env.nowNs()); // they were acknowledged and are lost
        }
    }

    private long plainOffset(long position) {
        return plainRxOffset + position - plainRxFrom;
    }

    /** Whether the last segment carried no option of MPTCP. */
    public boolean bare() {
        return bare;
    }

    public void close() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    // --- joins

    public boolean joinSynAck(TcpHeader h) {
        MptcpOption o = h.mptcp();
        if (!o.has(MptcpOption.MP_JOIN) || o.joinLength() != 16) {
            counters.count(Mib.MPJ_NO_OPTION);
            s.resetWith(ResetReason.MPTCP_SPECIFIC);
            return false;
        }
        counters.count(Mib.MPJ_SYNACK_RX);
        s.peerJoined(o.addressId(), o.backup());
        s.join.peerNonce(o.nonce());
        if (!s.join.verify(o)) {
            counters.count(Mib.MPJ_SYNACK_HMAC);
            s.resetWith(ResetReason.MPTCP_SPECIFIC);
            return false;
        }
        return true;
    }

    public boolean joinAck(TcpHeader h) {
        MptcpOption o = h.mptcp();
        if (!o.has(MptcpOption.MP_JOIN) || o.joinLength() != 24) {
            counters.count(Mib.MPJ_NO_OPTION);
            s.resetWith(ResetReason.MPTCP_SPECIFIC);
            return false;
        }
        if (!s.join.verify(o)) {
            counters.count(Mib.MPJ_ACK_HMAC);
            s.resetWith(ResetReason.PROHIBITED);
            return false;
        }
        counters.count(Mib.MPJ_ACK_RX);
        if (!upper.mayJoin()) {
            counters.count(Mib.MPJ_REJECTED);
            counters.count(Mib.MPJ_REJECTED_STATE);
            s.resetWith(ResetReason.PROHIBITED);
            return false;
        }
        return true;
    }

    // --- a segment in a synchronised state, its acknowledgement taken

    public boolean segment(TcpHeader h, long position, long nowNs) {
        MptcpOption o = h.mptcp();
        if (session.plain()) {
            plainWindow();
            return still.segment(h, position, nowNs);
        }
        bare = !o.any();
        if (s.join != null && !s.join.acked() && s.tcb.active()) {
            if (!o.has(MptcpOption.DSS) && !o.any() && h.payloadLength() == 0) {
                return true;
            }
            s.activate(nowNs);
        }
        sawDss |= o.has(MptcpOption.DSS);
        if (s.join != null && !sawDss && !o.any() && (h.payloadLength() > 0 || s.tcb.una() > 1)) {
            s.abort(ResetReason.MIDDLEBOX, nowNs); // options do not pass on this path (RFC 8684 section 3.7)
            return false;
        }
        if (s.initial && !session.proven() && !upper.prove(s, h, nowNs)) {
            plainWindow();
            return true;
        }
        if (o.any() && !signals(h, o, nowNs)) {
            return false;
        }
        if (o.has(MptcpOption.DSS) && !dss(h, o, position, nowNs)) {
            return false;
        }
        applyWindow();
        return true;
    }

    public void window(long ack, long bytes) {
        windowAck = ack;
        windowBytes = bytes;
        if (session.plain()) {
            plainWindow();
        }
    }

    /** Tells the data level of the window last heard of. */
    public void applyWindow() {
        if (session.plain()) {
            plainWindow();
        } else if (windowBytes >= 0) {
            upper.onWindow(dataAck, windowBytes); // it counts from the DATA_ACK that came with it, not from the latest
        }
    }

    public void plainWindow() {
        if (windowBytes >= 0 && s.plainTx()) {
            upper.onPlainWindow(Math.max(tx.una(), s.plainOffset(Math.min(windowAck, s.tcb.end()))), windowBytes);
        }
    }

    private boolean signals(TcpHeader h, MptcpOption o, long nowNs) {
        if (o.has(MptcpOption.MP_FASTCLOSE)) {
            if (o.closeKey() == session.keys().localKey()) {
                upper.onFastClose(nowNs);
                return false;
            }
        }
        if (o.has(MptcpOption.ADD_ADDR)) {
            addresses.onAddAddress(s, o, nowNs);
        }
        if (o.has(MptcpOption.REMOVE_ADDR)) {
            addresses.onRemoveAddress(o, nowNs);
        }
        if (o.has(MptcpOption.MP_PRIO)) {
            set.onPrio(s, o, nowNs);
        }
        if (o.has(MptcpOption.MP_FAIL)) {
            upper.onFail(s, nowNs);
        }
        if (o.has(MptcpOption.MP_CAPABLE) && o.capableDataLength() >= 0 && s.initial && !s.tcb.active()) {
            receiver.peerUses64();
            return mapping(0, o.capableDataLength(), 1, o.capableChecksum(), false, nowNs);
        }
        return true;
    }

    private boolean dss(TcpHeader h, MptcpOption o, long position, long nowNs) {
        if (o.dss(MptcpOption.DSS_ACK)) {
            long ack = o.dss(MptcpOption.DSS_ACK64) ? o.dataAck() - session.keys().localFirst()
                    : Dsn.expand(session.keys().localFirst() + tx.una(), (int) o.dataAck()) - session.keys().localFirst();
            if (ack <= tx.next() + (upper.finSent() ? 1 : 0)) { // what was never sent cannot be acknowledged
                dataAck = Math.max(dataAck, Math.min(ack, tx.next()));
                upper.onDataAck(ack, nowNs);
            }
        }
        if (!o.dss(MptcpOption.DSS_MAP)) {
            return true;
        }
        if (o.dss(MptcpOption.DSS_DSN64)) {
            receiver.peerUses64();
        }
        long offset = session.keys().offset(o, rx.next());
        int length = o.mapLength();
        if (length == 0) {
            return upper.onInfiniteMapping(s, offset, Seq.unwrap(position, 0, o.ssn()), nowNs);
        }
        boolean fin = o.dss(MptcpOption.DSS_FIN);
        if (fin) {
            length--;
            upper.onPeerFin(offset + length, nowNs);
            if (length == 0) {
                return true;
            }
        }
        if (h.payloadLength() == 0) {
            return true;
        }
        long ssn = Seq.unwrap(position, 0, o.ssn());
        return mapping(offset, length, ssn, o.checksum(), fin, nowNs);
    }

    private boolean mapping(long offset, int length, long ssn, int checksum, boolean fin, long nowNs) {
        if (length == 0 || ssn + length <= s.tcb.received()) {
            return true; // all of it was received
        }
        if (session.checksums() && checksum < 0) {
            return upper.checksumFailed(s, ssn, offset, nowNs); // RFC 8684 section 3.3: negotiated and absent
        }
        mappedSince = true;
        switch (s.rxMaps.add(offset, length, ssn, session.checksums() ? checksum : -1, fin)) {
            case NEW -> deliverHeld(nowNs);
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

    public void reset(TcpHeader h, long nowNs) {
        MptcpOption o = h.mptcp();
        if (session.plain() || session.keys() == null) {
            return;
        }
        if (o.has(MptcpOption.MP_TCPRST)) {
            counters.count(Mib.RST_RX);
            s.peerReset(o.resetReason(), o.resetTransient());
            events.event(s.slot, "SF_RESET", "reason " + o.resetReason() + (o.resetTransient() ? ", transient" : ""));
        }
        if (o.has(MptcpOption.MP_FASTCLOSE) && o.closeKey() == session.keys().localKey()) {
            upper.onFastCloseReset();
        }
    }

    // --- payload

    public int payload(long position, MemorySegment memory, long at, int length, long nowNs) {
        long p = position;
        long end = position + length;
        while (p < end) {
            long source = at + (p - position);
            int size;
            int taken;
            if (p >= plainRxFrom) {
                size = (int) (end - p);
                taken = still.whole(p, memory, source, size)
                        ? receiver.deliver(plainOffset(p), memory, source, size, true) : 0;
            } else {
                DsMap map = s.rxMaps.at(p);
                if (map == null) {
                    size = (int) (Math.min(end, nextKnown(p)) - p);
                    taken = hold(p, memory, source, size, nowNs);
                } else {
                    size = (int) (Math.min(end, map.ssnEnd()) - p);
                    taken = mapped(map, p, memory, source, size, nowNs);
                }
            }
            if (taken < 0) {
                return (int) (p - position);
            }
            p += taken;
            if (taken < size) {
                break;
            }
        }
        return (int) (p - position);
    }

    private long nextKnown(long position) {
        DsMap next = s.rxMaps.after(position);
        return next == null ? Long.MAX_VALUE : next.ssn;
    }

    private int mapped(DsMap map, long p, MemorySegment memory, long at, int size, long nowNs) {
        long offset = map.offset + p - map.ssn;
        if (offset + size <= rx.next()) {
            map.flags |= DsMap.IS_DUP;
        }
        boolean checked = map.checksum >= 0;
        int taken = receiver.deliver(offset, memory, at, size, !checked);
        if (taken <= 0) {
            return taken;
        }
        boolean inOrder = p == s.tcb.received() && s.tcb.outOfOrder().isEmpty();
        long received = inOrder ? p + taken : -1;
        if (checked && complete(map, p, p + taken) && !receiver.verify(s, map, nowNs)) {
            return -1;
        }
        if (inOrder) {
            s.rxMaps.receivedUpTo(received);
        } else {
            s.rxMaps.receivedUpTo(s.tcb.received());
        }
        return taken;
    }

    /** Whether the map's bytes are all here, those of [from, to) just placed. */
    private boolean complete(DsMap map, long from, long to) {
        long p = Math.max(map.ssn, s.tcb.received());
        while (p < map.ssnEnd()) {
            long covered = s.tcb.outOfOrder().coveredFrom(p);
            if (covered == p && from <= p && p < to) {
                covered = to;
            }
            if (covered == p) {
                return false;
            }
            p = covered;
        }
        return true;
    }

    // --- payload whose mapping is not known

    private int hold(long p, MemorySegment memory, long at, int size, long nowNs) {
        if (!session.peerSentDss() && p == s.tcb.received() && s.initial && set.isOnly(s)) {
            long start = held == null ? p : held.start(p);
            return upper.stripped(s, FallbackReason.UNMAPPED_DATA, start, nowNs)
                    ? receiver.deliver(plainOffset(p), memory, at, size, true) : -1;
        }
        boolean inOrder = p == s.tcb.received();
        if (addHeld(p, memory, at, size)) {
            if (inOrder) {
                s.tcb.setUpperTimer(nowNs + HELD_NS);
            }
            return size;
        }
        return inOrder && !dropHeld(nowNs) ? -1 : 0;
    }

    private boolean addHeld(long p, MemorySegment memory, long at, int size) {
        if (held == null) {
            held = new HeldPayload(env.slabs());
            mappedSince = false;
        }
        return held.add(p, memory, at, size);
    }

    /**
     * What is held will get no mapping any more. Where others came since, a middlebox has joined segments and kept one
     * mapping of two: the peer misses the DATA_ACK and sends the bytes again. Otherwise the subflow is broken.
     *
     * @return whether the subflow lives
     */
    private boolean dropHeld(long nowNs) {
        counters.count(Mib.NO_DSS_IN_WINDOW);
        if (!mappedSince) {
            upper.unmapped(s, nowNs);
            return false;
        }
        close();
        return true;
    }

    /** The mapping of bytes that came long ago has not come. */
    public void heldTooLong(long nowNs) {
        if (held != null && held.beginsBefore(s.tcb.received())) {
            dropHeld(nowNs);
        }
    }

    private void deliverHeld(long nowNs) {
        if (held == null) {
            return;
        }
        held.deliver(s.rxMaps, (map, p, memory, at, size) -> mapped(map, p, memory, at, size, nowNs));
        if (held != null && held.bytes() == 0) {
            held.release();
            held = null;
        }
    }
}
