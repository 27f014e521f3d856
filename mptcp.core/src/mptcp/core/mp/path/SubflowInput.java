package mptcp.core.mp.path;

import java.lang.foreign.MemorySegment;
import mptcp.core.mib.Counters;
import mptcp.core.mib.EventSink;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.DataReceiver;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.ReceiveBuffer;
import mptcp.core.wire.Dsn;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.TcpHeader;

/** What a subflow reads from arriving headers, and where it puts arriving payload (report, figure 6). */
public final class SubflowInput {
    private final Subflow s;
    private final PathEnv env;
    private final MpSession session;
    private final SubflowSet set;
    private final RemoteAddresses remotes;
    private final DataSender tx;
    private final ReceiveBuffer rx;
    private final DataReceiver receiver;
    private final Counters counters;
    private final EventSink events;
    private final SubflowUpper upper;
    private final StillMapped still;
    private final PayloadInput payload;
    /** The subflow has ended: what is left of a segment is nobody's. */
    private boolean closed;
    private boolean sawDss;
    /** The proof of who joins has come. */
    private boolean proven;
    private boolean bare;
    /** Where the first mapping stands that came out of order, and whether its DSN is wide; -1: none waits. */
    private long laterAt = -1;
    private boolean laterWide;
    private long windowAck = 1;
    /** Where the mapping begins that came last; of a stream without one its first byte. */
    private long lastMapped;
    private long windowBytes = -1;
    /** The segment that is being taken brought that window; one that is older did not, and its DATA_ACK has no window. */
    private boolean windowFresh;
    /** The DATA_ACK of the last segment that had one, which its window counts from: not the highest of all. */
    private long dataAck;

    SubflowInput(Subflow s, ConnectionParts parts) {
        this.s = s;
        this.env = parts.env();
        this.session = parts.session();
        this.set = parts.subflows();
        this.remotes = parts.remotes();
        this.tx = parts.tx();
        this.rx = parts.rx();
        this.receiver = parts.receiver();
        this.counters = parts.counters();
        this.events = parts.events();
        this.upper = parts.upper();
        this.still = new StillMapped(s, parts);
        this.payload = new PayloadInput(s, parts, still);
    }

    /** From this position on, positions stand for stream offsets by themselves. */
    public void plainFrom(long position, long offset) {
        payload.plainFrom(position, offset);
    }

    /**
     * Whether the newest segment that says anything of it had no DATA_ACK: the peer may have fallen back, with positions
     * standing for the stream. What it acknowledged then must not be given to this subflow again.
     */
    public boolean bare() {
        return bare;
    }

    void close() {
        closed = true;
        payload.close();
    }

    /** The SYN/ACK acknowledged so many bytes of the stream, and its window counts from there. */
    void acknowledgedUpTo(int bytes) {
        dataAck = bytes;
    }

    // --- a segment in a synchronised state, its acknowledgement taken

    public boolean segment(TcpHeader h, long position, long nowNs) {
        MptcpOption o = h.mptcp();
        boolean fresh = windowFresh;
        windowFresh = false;
        if (session.plain()) {
            plainWindow();
            return still.segment(h, position, nowNs);
        }
        if (o.dss(MptcpOption.DSS_MAP) && o.mapLength() == 0) {
            bare = true; // an infinite mapping, also where habit does not follow it
        } else if (o.dss(MptcpOption.DSS_ACK)) {
            bare &= !fresh; // one that was overtaken says nothing of what the peer is now
        } else if (!o.any()) {
            bare = true; // other options say nothing of what became of the data
        }
        if (!s.joined() && s.tcb.active()) {
            if (!o.has(MptcpOption.DSS) && !o.any() && h.payloadLength() == 0) {
                if (env.habits().plainProofResets()) {
                    s.abort(ResetReason.UNSPECIFIED, nowNs);
                    return false;
                }
                return true;
            }
            s.activate(nowNs);
            if (closed) {
                return false; // who was told of it has ended the connection
            }
        }
        sawDss |= o.has(MptcpOption.DSS);
        if (!s.initial && !sawDss && !o.any() && !set.withdrawn(s) && (h.payloadLength() > 0 || s.tcb.una() > 1)) {
            if (env.habits().refusalAcknowledges()) {
                s.tcb.acknowledgeRefused(position, h.payloadLength());
            }
            s.abort(ResetReason.MIDDLEBOX, nowNs); // options do not pass on this path (RFC 8684 section 3.7)
            return false;
        }
        if (o.has(MptcpOption.MP_JOIN) && s.joined() && !s.tcb.active() && h.payloadLength() == 0 && s.tcb.received() == 1) {
            if (proven && env.habits().answersProofAgain()) {
                s.tcb.ackNow(); // its proof comes again: the answer was lost (RFC 8684 section 3.2)
            }
            proven = true;
        }
        if (s.initial && !session.proven() && !upper.prove(s, h, nowNs)) {
            plainWindow();
            return true;
        }
        if (o.any() && !signals(h, o, position, nowNs) || closed) {
            return false;
        }
        if (o.has(MptcpOption.DSS) && !dss(h, o, position, nowNs) || closed) {
            return false;
        }
        if (fresh || session.plain()) {
            applyWindow();
        }
        return true;
    }

    public void window(long ack, long bytes) {
        windowAck = ack;
        windowBytes = bytes;
        windowFresh = true;
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
        if (windowBytes >= 0 && s.output.plainTx()) {
            upper.onPlainWindow(Math.max(tx.una(), s.output.plainOffset(Math.min(windowAck, s.tcb.end()))), windowBytes);
        }
    }

    private boolean signals(TcpHeader h, MptcpOption o, long position, long nowNs) {
        if (o.has(MptcpOption.MP_FASTCLOSE)) {
            if (o.closeKey() == session.keys().localKey()) {
                upper.onFastClose(nowNs);
                return false;
            }
        }
        if (o.has(MptcpOption.ADD_ADDR)) {
            remotes.onAddAddress(s, o, nowNs);
        }
        if (o.has(MptcpOption.REMOVE_ADDR)) {
            remotes.onRemoveAddress(o, nowNs);
        }
        if (o.has(MptcpOption.MP_PRIO)) {
            set.onPrio(s, o, nowNs);
        }
        if (o.has(MptcpOption.MP_FAIL)) {
            upper.onFail(s, lastMapped, nowNs);
        }
        if (o.has(MptcpOption.MP_CAPABLE) && o.capableDataLength() >= 0 && s.initial && !s.tcb.active()) {
            width(h, position, true);
            long first = s.synPayload().peerFirstMapped();
            return payload.mapping(first - 1, o.capableDataLength(), first, o.capableChecksum(), false, nowNs);
        }
        return true;
    }

    private boolean dss(TcpHeader h, MptcpOption o, long position, long nowNs) {
        if (o.dss(MptcpOption.DSS_ACK)) {
            long ack = o.dss(MptcpOption.DSS_ACK64) ? o.dataAck() - session.keys().localFirst()
                    : Dsn.expand(session.keys().localFirst() + tx.una(), (int) o.dataAck()) - session.keys().localFirst();
            if (ack <= tx.next() + (upper.finSent() ? 1 : 0)) { // what was never sent cannot be acknowledged
                dataAck = Math.min(ack, tx.next());
                upper.onDataAck(ack, nowNs);
            }
        }
        if (!o.dss(MptcpOption.DSS_MAP) || closed) {
            return true;
        }
        width(h, position, o.dss(MptcpOption.DSS_DSN64));
        long offset = session.keys().offset(o, rx.next());
        int length = o.mapLength();
        if (length == 0 && h.payloadLength() == 0 && env.habits().infiniteOnlyWithData()) {
            return true;
        }
        if (length == 0) {
            if (!s.initial && set.othersActive(s) && env.habits().refusalAcknowledges()) {
                s.tcb.acknowledgeRefused(position, h.payloadLength());
            }
            return upper.onInfiniteMapping(s, offset, s.synPayload().position(o.ssn(), position), nowNs);
        }
        boolean fin = o.dss(MptcpOption.DSS_FIN);
        if (fin) {
            length--;
            upper.onPeerFin(s, offset + length, nowNs);
            if (length == 0) {
                return true;
            }
        }
        if (h.payloadLength() == 0) {
            return true;
        }
        long ssn = s.synPayload().position(o.ssn(), position);
        lastMapped = offset;
        if (env.habits().mapsOnce() && !payload.isMapped(position, h.payloadLength(), offset, length, ssn)) {
            return payload.contradicts(nowNs);
        }
        return payload.mapping(offset, length, ssn, o.checksum(), fin, nowNs);
    }

    /** A mapping came: it says how wide our DATA_ACKs are, at once or when it is the next in order. */
    private void width(TcpHeader h, long position, boolean wide) {
        if (!env.habits().acksAsWideAsMappings()) {
            if (wide) {
                receiver.peerUses64();
            }
        } else if (h.payloadLength() > 0 && position <= s.tcb.received()) {
            receiver.peerWidth(wide);
        } else if (h.payloadLength() > 0 && laterAt < 0) {
            laterAt = position;
            laterWide = wide;
        }
    }

    /** What came out of order may be in order now. */
    void settleWidth() {
        if (laterAt >= 0 && s.tcb.received() > laterAt) {
            laterAt = -1;
            receiver.peerWidth(laterWide);
        }
    }

    public void reset(TcpHeader h, long nowNs) {
        MptcpOption o = h.mptcp();
        if (session.plain() || session.keys() == null) {
            return;
        }
        if (o.has(MptcpOption.MP_TCPRST)) {
            counters.count(Mib.RST_RX);
            s.reset().peerReset(o.resetReason(), o.resetTransient());
            events.event(s.slot(), "SF_RESET", "reason " + o.resetReason() + (o.resetTransient() ? ", transient" : ""));
        }
        if (o.has(MptcpOption.MP_FAIL)) {
            counters.count(Mib.FAIL_RX);
        }
        if (o.has(MptcpOption.MP_FASTCLOSE) && o.closeKey() == session.keys().localKey()) {
            upper.onFastCloseReset();
        }
    }

    // --- payload

    int payload(long position, MemorySegment memory, long at, int length, long nowNs) {
        return payload.payload(position, memory, at, length, nowNs);
    }

    /** The mapping of bytes that came long ago has not come. */
    void heldTooLong(long nowNs) {
        payload.heldTooLong(nowNs);
    }
}
