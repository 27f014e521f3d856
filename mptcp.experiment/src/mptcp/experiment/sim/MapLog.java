package mptcp.experiment.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mptcp.experiment.plan.Window;
import mptcp.io.sim.SimPath;
import mptcp.io.sim.packet.TcpView;

/**
 * Notes which subflow carries which part of a flow's stream, from the options on the wire: DSS (RFC 8684 section
 * 3.3.1), and MP_CAPABLE with the first data (section 3.1).
 * Of a long flow, every second, fourth, ... mapping is kept, so that memory is bounded; reinjections likewise.
 */
final class MapLog {
    private static final int MOST = 8192;
    private static final int SUBTYPE_CAPABLE = 0;
    private static final int CAPABLE_WITH_DATA = 22;
    private static final int SUBTYPE_DSS = 2;
    private static final int DATA_FIN = 0x10;
    private static final int HAS_ACK = 0x01;
    private static final int LONG_ACK = 0x02;
    private static final int HAS_MAP = 0x04;
    private static final int LONG_DSN = 0x08;

    /** One subflow's progress on the wire. */
    private static final class Wire {
        boolean known;
        int highest;
        long lastOffset = -1;
    }

    /** A list that halves itself. */
    private static final class Thinned {
        final List<MapPoint> points = new ArrayList<>();
        int stride = 1;
        long seen;

        void add(MapPoint point) {
            if (seen++ % stride != 0) {
                return;
            }
            points.add(point);
            if (points.size() == MOST) {
                stride *= 2;
                for (int i = 0; 2 * i < MOST; i++) {
                    points.set(i, points.get(2 * i));
                }
                points.subList(MOST / 2, MOST).clear();
            }
        }
    }

    private final boolean upward;
    private final Window when;
    private TcpView view;
    private final Map<String, Wire> wires = new HashMap<>();
    private final Thinned fresh = new Thinned();
    private final Thinned again = new Thinned();
    /** Parts of the stream that were mapped behind a hole: begin and end. */
    private final TreeMap<Long, Long> ahead = new TreeMap<>();
    private long base;
    private boolean based;
    private long mapped;
    private long contiguous;

    /**
     * @param upward whether the data of interest goes to the server
     * @param when mappings are kept
     */
    MapLog(boolean upward, Window when) {
        this.when = when;
        this.upward = upward;
    }

    /** What the first byte of the stream is numbered with. */
    void base(long dsn) {
        base = dsn;
        based = true;
    }

    /** @param segment one with payload, in the direction of interest */
    void sent(SimPath path, TcpView segment, long nowNs) {
        if (!based) {
            return;
        }
        view = segment;
        for (int at = view.option(TcpView.OPTION_MPTCP, 0); at >= 0;
                at = view.option(TcpView.OPTION_MPTCP, at + view.optionLength(at))) {
            int subtype = view.byteAt(at + 2) >> 4;
            if (subtype == SUBTYPE_DSS && (view.byteAt(at + 3) & HAS_MAP) != 0) {
                dss(path, at, nowNs);
            } else if (subtype == SUBTYPE_CAPABLE && view.optionLength(at) >= CAPABLE_WITH_DATA) {
                mapping(path, 0, view.byteAt(at + CAPABLE_WITH_DATA - 2) << 8 | view.byteAt(at + CAPABLE_WITH_DATA - 1),
                        nowNs);
            }
        }
    }

    private void dss(SimPath path, int at, long nowNs) {
        int flags = view.byteAt(at + 3);
        int dsnAt = at + 4 + ((flags & HAS_ACK) == 0 ? 0 : (flags & LONG_ACK) == 0 ? 4 : 8);
        boolean isLong = (flags & LONG_DSN) != 0;
        long offset = isLong ? ((long) view.intAt(dsnAt) << 32 | view.intAt(dsnAt + 4) & 0xffff_ffffL) - base
                : mapped + (view.intAt(dsnAt) - (int) (base + mapped));
        int lengthAt = dsnAt + (isLong ? 8 : 4) + 4;
        int length = view.byteAt(lengthAt) << 8 | view.byteAt(lengthAt + 1);
        mapping(path, offset, (flags & DATA_FIN) == 0 ? length : length - 1, nowNs); // it is counted, section 3.3.3
    }

    private void mapping(SimPath path, long offset, int length, long nowNs) {
        int client = upward ? view.sourcePort() : view.destinationPort();
        Wire wire = wires.computeIfAbsent(path.name() + ":" + client, _ -> new Wire());
        int end = view.seq() + view.payloadLength();
        boolean first = !wire.known || end - wire.highest > 0;
        if (first) {
            wire.known = true;
            wire.highest = end;
        }
        if (!first || offset == wire.lastOffset) {
            return; // the subflow's own retransmission, or another segment of the same mapping
        }
        wire.lastOffset = offset;
        boolean reinjected = !isNew(offset, length);
        mapped = Math.max(mapped, offset + length);
        if (nowNs >= when.fromNs() && nowNs <= when.toNs()) {
            (reinjected ? again : fresh).add(new MapPoint(nowNs, path.name(), client, offset, length, reinjected));
        }
    }

    /**
     * Whether this part of the stream was not mapped before; mappings need not leave in the order in which they were
     * made.
     */
    private boolean isNew(long offset, int length) {
        Map.Entry<Long, Long> before = ahead.floorEntry(offset);
        if (offset < contiguous || before != null && before.getValue() > offset) {
            return false;
        }
        ahead.put(offset, offset + length);
        for (var next = ahead.firstEntry(); next != null && next.getKey() <= contiguous; next = ahead.firstEntry()) {
            contiguous = Math.max(contiguous, next.getValue());
            ahead.pollFirstEntry();
        }
        return true;
    }

    /** In the order of time; new mappings before reinjections of the same moment. */
    List<MapPoint> points() {
        List<MapPoint> all = new ArrayList<>(fresh.points);
        all.addAll(again.points);
        all.sort(java.util.Comparator.comparingLong(MapPoint::timeNs));
        return all;
    }
}
