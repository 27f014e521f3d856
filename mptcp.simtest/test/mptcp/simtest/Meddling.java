package mptcp.simtest;

import java.util.ArrayList;
import java.util.List;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;
import mptcp.io.sim.packet.TcpView;

/**
 * Takes the options of Multipath TCP away for a time: in one direction, from one packet on up to another, from some
 * segments of a kind and not from others. A path that changes its ways in the middle of a connection, as paths do when routes
 * or middleboxes are exchanged.
 */
final class Meddling implements Middlebox {
    /** Which segments. */
    enum Kind { ALL, WITH_DATA, WITHOUT_DATA }

    private static final int ANY_SUBTYPE = -1;

    private record Spell(Direction direction, int from, int until, Kind kind, int subtype, double share) {
        @Override
        public String toString() {
            return "%s %d..%s %s%s %.0f %%".formatted(direction, from, until == Integer.MAX_VALUE ? "" : until, kind,
                    subtype < 0 ? "" : " subtype " + subtype, share * 100);
        }
    }

    private final Dice dice;
    private final List<Spell> spells = new ArrayList<>();
    private final int[] seen = new int[2];
    private final TcpView view = new TcpView();
    private int taken;

    Meddling(Dice dice) {
        this.dice = dice;
        int count = 1 + dice.below(3);
        for (int i = 0; i < count; i++) {
            Direction direction = dice.chance(0.5) ? Direction.FORWARD : Direction.BACKWARD;
            int from = dice.chance(0.3) ? dice.below(4) : dice.logarithmic(1, 80);
            int until = dice.chance(0.5) ? Integer.MAX_VALUE : from + dice.logarithmic(1, 60);
            Kind kind = Kind.values()[dice.below(3)];
            int subtype = dice.chance(0.7) ? ANY_SUBTYPE : dice.of(Segments.MP_CAPABLE, Segments.DSS);
            spells.add(new Spell(direction, from, until, kind, subtype, dice.chance(0.6) ? 1 : dice.unit()));
        }
    }

    int taken() {
        return taken;
    }

    @Override
    public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
        if (!view.parse(packet.memory(), packet.offset(), packet.length())) {
            return Verdict.PASS;
        }
        int n = seen[direction.ordinal()]++;
        for (Spell s : spells) {
            boolean kind = s.kind == Kind.ALL || view.payloadLength() > 0 == (s.kind == Kind.WITH_DATA);
            if (s.direction == direction && s.from <= n && n < s.until && kind && dice.chance(s.share)) {
                take(s.subtype);
            }
        }
        return Verdict.PASS;
    }

    private void take(int subtype) {
        for (int at = view.option(TcpView.OPTION_MPTCP, 0); at >= 0;) {
            int length = view.optionLength(at);
            if (subtype < 0 || view.byteAt(at + 2) >>> 4 == subtype) {
                for (int i = 0; i < length; i++) {
                    view.putByte(view.tcp() + at + i, TcpView.OPTION_NOP);
                }
                taken++;
            }
            at = view.option(TcpView.OPTION_MPTCP, at + length);
        }
    }

    @Override
    public String toString() {
        return spells.toString();
    }
}
