package mptcp.simtest;

import java.util.function.Predicate;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;
import mptcp.io.sim.packet.TcpView;

/** Loses the first so many segments of a kind. */
final class Losing implements Middlebox {
    private final Predicate<TcpView> which;
    private final TcpView view = new TcpView();
    private int left;
    private int lost;

    Losing(int count, Predicate<TcpView> which) {
        left = count;
        this.which = which;
    }

    int lost() {
        return lost;
    }

    @Override
    public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
        boolean hit = left > 0 && view.parse(packet.memory(), packet.offset(), packet.length()) && which.test(view);
        if (hit) {
            left--;
            lost++;
        }
        return hit ? Verdict.DROP : Verdict.PASS;
    }
}
