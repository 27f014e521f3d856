package mptcp.core.mp.path;

import java.lang.foreign.MemorySegment;
import mptcp.api.policy.Subflows;
import mptcp.core.buffer.RangeSet;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.DsMap;
import mptcp.core.mp.data.DssChecksum;
import mptcp.core.mp.data.TxMaps;
import mptcp.core.mp.policy.PolicySet;
import mptcp.core.tcp.PayloadSource;

/**
 * What a subflow is given to carry (t_txmaps of the report): mappings between its positions and the stream, and in plain TCP,
 * or behind an infinite mapping, positions that stand for the stream by themselves. Loop thread only.
 */
public final class SubflowOutput implements PayloadSource {
    /** Positions from here on are mapped one to one, without DSS: plain TCP, or after an infinite mapping. */
    private static final long NEVER = Long.MAX_VALUE;
    /** Subflows that take turns make a range of each segment. */
    private static final int MAX_GIVEN_RANGES = 1 << 14;

    private final Subflow s;
    private final MpSession session;
    private final DataSender tx;
    private final PolicySet policies;
    private final SubflowUpper upper;
    private final TxMaps maps;
    private final boolean longMappings;
    private final boolean checksumsAll;
    /** Which bytes it was given since somebody wants to know; null while nobody does. Every map is in it, whoever made it. */
    private RangeSet given;
    /** Bytes that another had been given before. */
    private long reinjected;
    /** Invariant: no map begins at this position or behind it. */
    private long plainTxFrom = NEVER;
    private long plainTxOffset;

    SubflowOutput(Subflow s, ConnectionParts parts) {
        this.s = s;
        this.session = parts.session();
        this.tx = parts.tx();
        this.policies = parts.policies();
        this.upper = parts.upper();
        this.maps = new TxMaps(parts.env().maps());
        this.longMappings = parts.env().habits().longMappings();
        this.checksumsAll = parts.env().habits().checksumsLongMappings();
    }

    /** What it carries. */
    public TxMaps maps() {
        return maps;
    }

    /** Gives it these bytes of the stream. */
    public void map(long offset, int length, int flags, long nowNs) {
        if (given != null) {
            given.add(offset, offset + length);
        }
        if ((flags & DsMap.IS_REXMIT) != 0) {
            reinjected += length;
        }
        if (plainTxFrom != NEVER) {
            s.tcb.mapped(length);
            return;
        }
        boolean fin = upper.finRidesBehind(offset + length, nowNs);
        maps.add(offset, length, s.tcb.end(), fin ? flags | DsMap.HAS_FIN : flags, joins(offset) ? s.tcb.sizes().queuedTogether() : 0);
        s.tcb.mapped(length);
    }

    /**
     * Whether what lies before this byte may be told of with it: records, and bytes of different hints, leave by themselves. With
     * checksums each segment does: the sum of more is known to be wrong when most of it was acknowledged, and nobody sends it again.
     */
    private boolean joins(long offset) {
        return longMappings && (!session.checksums() || checksumsAll) && offset > 0 && tx.pieceEnd(offset - 1) > offset;
    }

    /** The map that a segment from this position is to carry, as it is told; null: none, the peer has been told or needs no telling. */
    DsMap told(long position) {
        DsMap map = maps.at(position);
        if (map == null || !longMappings && map.ssn() != position) {
            return null;
        }
        if (longMappings && upper.finWaits() && map.end() == upper.finOffset()) {
            map.endsStream();
        }
        if (session.checksums() && map.checksum() < 0) {
            map.checksum(sum(map, map.wireLength()));
        }
        return map;
    }

    /** The checksum of a mapping as MP_CAPABLE tells of it, which has no word for the end of the stream (RFC 8684 section 3.1). */
    int sumWithoutFin(DsMap map) {
        return map.is(DsMap.HAS_FIN) && session.checksums() ? sum(map, map.length()) : map.checksum();
    }

    private int sum(DsMap map, int wireLength) {
        return DssChecksum.of(session.keys().localFirst() + map.offset(), s.synPayload().ssn(map.ssn()), wireLength,
                tx.buffer.sum(map.offset(), map.length()));
    }

    /** Which bytes of the stream it carries, or was given since this was first asked. */
    public RangeSet given() {
        if (given == null) {
            given = new RangeSet(MAX_GIVEN_RANGES);
            for (DsMap map = maps.head(); map != null; map = map.next()) {
                given.add(map.from(), map.end());
            }
        }
        return given;
    }

    public void forgetGiven() {
        given = null;
    }

    /** Bytes of the stream that it was given after another subflow. */
    public long reinjected() {
        return reinjected;
    }

    /** From the next byte on, positions stand for stream offsets by themselves. */
    public void plainFrom(long offset) {
        plainTxFrom = s.tcb.end();
        plainTxOffset = offset;
    }

    public boolean plainTx() {
        return plainTxFrom != NEVER;
    }

    /** The stream offset that is sent at this position, once it is plain. */
    public long plainOffset(long position) {
        return plainTxOffset + position - plainTxFrom;
    }

    /** The position at which this stream offset is sent, once it is plain. */
    public long plainPosition(long offset) {
        return plainTxFrom + offset - plainTxOffset;
    }

    public boolean carries(long offset) {
        return maps.covers(offset);
    }

    @Override
    public void copy(long position, int length, MemorySegment target, long at) {
        long offset;
        if (position >= plainTxFrom) {
            offset = plainOffset(position);
        } else {
            DsMap map = maps.at(position);
            map.leaves(position + length, tx.una());
            offset = map.offset() + position - map.ssn();
        }
        tx.buffer.copy(offset, length, target, at);
    }

    @Override
    public int contiguous(long position, int max) {
        if (position >= plainTxFrom) {
            long offset = plainOffset(position);
            return (int) Math.min(max, tx.records.after(offset) - offset);
        }
        return (int) Math.min(max, maps.at(position).ssnEnd() - position);
    }

    @Override
    public boolean endsRecord(long position) {
        if (!tx.records.any()) {
            return false;
        }
        long before = position - 1;
        DsMap map = before >= plainTxFrom ? null : maps.at(before);
        long offset = map == null ? plainOffset(before) : map.offset() + before - map.ssn();
        return tx.records.after(offset) == offset + 1;
    }

    @Override
    public boolean mapOne(long nowNs) {
        long can = Math.min(tx.sendable(), s.tcb.segmentPayload());
        if (can <= 0 || !s.usable() || s.stale()) {
            return false; // a probe of a stale one carries old data: new would be missing from the stream
        }
        long offset = tx.next();
        map(offset, (int) can, 0, nowNs);
        tx.mapped(can, s.tcb.segmentPayload());
        policies.onSent(s.slot(), offset, (int) can, nowNs);
        return true;
    }

    /** After a fallback the subflow's acknowledgements are those of the data too. */
    public void acknowledgedPlainly(long nowNs) {
        long una = Math.min(s.tcb.una(), s.tcb.end());
        DsMap map = una < plainTxFrom ? maps.at(una) : null;
        if (una >= plainTxFrom) {
            upper.onDataAck(plainOffset(una), nowNs);
        } else if (map != null) {
            upper.onDataAck(map.offset() + una - map.ssn(), nowNs);
        }
    }
}
