package mptcp.core.mp.path;

import java.lang.foreign.MemorySegment;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.DssChecksum;
import mptcp.core.mp.data.ReceiveBuffer;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.TcpHeader;

/**
 * Segments that still carry a mapping while this end has fallen back already: the peer, who has not, says where their bytes
 * belong and, by the checksum, what they were. Both are heeded until it falls back too (RFC 8684 section 3.7).
 */
public final class StillMapped {
    private final Subflow s;
    private final MpSession session;
    private final ReceiveBuffer rx;
    private final Counters counters;
    private final SubflowUpper upper;
    private long plainFrom;
    private long plainOffset;
    /** The mapping of the present segment, if its checksum is to be looked at: where it begins, how long it is. */
    private long ssn;
    private int length;
    private int fin;
    private int checksum = -1;

    StillMapped(Subflow s, ConnectionParts parts) {
        this.s = s;
        this.session = parts.session();
        this.rx = parts.rx();
        this.counters = parts.counters();
        this.upper = parts.upper();
    }

    /** This end has fallen back: from this position on, positions stand for stream offsets by themselves. */
    public void plainFrom(long position, long offset) {
        plainFrom = position;
        plainOffset = offset;
    }

    private long offsetAt(long position) {
        return plainOffset + position - plainFrom;
    }

    /** @return false if the segment is to be dropped */
    public boolean segment(TcpHeader h, long position, long nowNs) {
        checksum = -1;
        MptcpOption o = h.mptcp();
        boolean first = o.has(MptcpOption.MP_CAPABLE) && o.capableDataLength() > 0;
        boolean mapped = first || o.dss(MptcpOption.DSS_MAP) && o.mapLength() > 0;
        if (s.options.failing() && (o.has(MptcpOption.MP_FAIL) || h.payloadLength() > 0 && !mapped)) {
            s.options.failUnderstood();
        }
        if (session.keys() == null || !session.keys().remoteKnown()) {
            return true;
        }
        boolean infinite = !mapped && o.dss(MptcpOption.DSS_MAP);
        if (infinite && session.keys().offset(o, rx.next()) != offsetAt(s.synPayload().position(o.ssn(), position))) {
            counters.count(Mib.DSS_NOT_MATCHING); // the two ends count differently
            upper.notInOrder(nowNs);
            return false;
        }
        if (!mapped || h.payloadLength() == 0) {
            return true;
        }
        fin = !first && o.dss(MptcpOption.DSS_FIN) ? 1 : 0;
        ssn = first ? s.synPayload().peerFirstMapped() : s.synPayload().position(o.ssn(), position);
        length = (first ? o.capableDataLength() : o.mapLength()) - fin;
        if (ssn >= plainFrom && (first ? ssn - 1 : session.keys().offset(o, rx.next())) != offsetAt(ssn)) {
            counters.count(Mib.DSS_NOT_MATCHING); // sent again elsewhere: in the order of the subflow it would be wrong
            upper.notInOrder(nowNs);
            return false;
        }
        if (session.checksums() && s.options.failing()) {
            checksum = first ? o.capableChecksum() : o.checksum();
        }
        return true;
    }

    /**
     * Whether these bytes are as the peer sent them, where that can be seen: a mapping that lies whole in one segment. One
     * that is not is dropped, and comes again, if need be without a mapping.
     */
    public boolean whole(long position, MemorySegment memory, long at, int size) {
        if (checksum < 0 || position != ssn || size != length) {
            return true;
        }
        boolean good = DssChecksum.good(session.keys().remoteFirst() + offsetAt(ssn), s.synPayload().peerSsn(ssn), length + fin,
                rx.sum(memory, at, size), checksum);
        if (!good) {
            counters.count(Mib.DATA_CSUM_ERR);
        }
        return good;
    }
}
