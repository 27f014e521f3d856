package mptcp.io.sim.middlebox;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;
import mptcp.io.sim.packet.TcpView;

/**
 * Overwrites a TCP option with NOPs in segments at chosen places of a connection: the commonest of all interferences
 * (RFC 8684 section 6). The checksum is repaired, so that nobody can tell.
 */
public final class OptionStripper implements Middlebox {
    private static final int ALL = -1;

    private final int kind;
    private final int subtypes;
    private final Set<Place> places;
    private final TcpView view = new TcpView();
    private final Map<FlowKey, Flow> flows = new HashMap<>();
    private long stripped;

    private OptionStripper(int kind, int subtypes, Set<Place> places) {
        this.kind = kind;
        this.subtypes = subtypes;
        this.places = places;
    }

    /** Strips every option of a kind in these places. */
    public static OptionStripper of(int kind, Place first, Place... more) {
        return new OptionStripper(kind, ALL, EnumSet.of(first, more));
    }

    /** Strips all MPTCP options in these places. */
    public static OptionStripper mptcp(Place first, Place... more) {
        return of(TcpView.OPTION_MPTCP, first, more);
    }

    /** Strips one subtype of MPTCP (RFC 8684 section 8.2), such as 3 for ADD_ADDR, everywhere. */
    public static OptionStripper mptcpSubtype(int subtype) {
        return new OptionStripper(TcpView.OPTION_MPTCP, 1 << subtype, EnumSet.allOf(Place.class));
    }

    /** How many options were overwritten. */
    public long stripped() {
        return stripped;
    }

    @Override
    public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
        if (view.parse(packet.memory(), packet.offset(), packet.length()) && places.contains(place(direction))) {
            for (int at = view.option(kind, 0); at >= 0;) {
                int length = view.optionLength(at);
                if (wanted(at, length)) {
                    overwrite(at, length);
                }
                at = view.option(kind, at + length);
            }
        }
        return Verdict.PASS;
    }

    private boolean wanted(int at, int length) {
        return subtypes == ALL || length > 2 && (subtypes & 1 << (view.byteAt(at + 2) >>> 4)) != 0;
    }

    private void overwrite(int at, int length) {
        for (int i = 0; i < length; i++) {
            view.putByte(view.tcp() + at + i, TcpView.OPTION_NOP);
        }
        stripped++;
    }

    private Place place(Direction direction) {
        if (view.has(TcpView.SYN)) {
            Flow flow = flows.computeIfAbsent(FlowKey.of(view, direction), k -> new Flow());
            flow.firstSeq[direction.ordinal()] = view.seq() + 1;
            flow.known[direction.ordinal()] = true;
            if (!view.has(TcpView.ACK)) {
                flow.initiator = direction;
                return Place.SYN;
            }
            return Place.SYN_ACK;
        }
        Flow flow = flows.get(FlowKey.of(view, direction));
        boolean first = flow != null && flow.known[direction.ordinal()]
                && view.seq() == flow.firstSeq[direction.ordinal()];
        if (view.payloadLength() > 0) {
            return first ? Place.FIRST_DATA : Place.DATA;
        }
        int peer = direction.opposite().ordinal();
        boolean third = first && flow.initiator == direction && flow.known[peer] && view.ack() == flow.firstSeq[peer];
        return third ? Place.THIRD_ACK : Place.ACK;
    }

    /** What was seen of a connection's handshake, by direction. */
    private static final class Flow {
        private final int[] firstSeq = new int[2];
        private final boolean[] known = new boolean[2];
        private Direction initiator;
    }
}
