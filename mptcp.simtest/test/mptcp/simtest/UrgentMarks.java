package mptcp.simtest;

import java.util.SplittableRandom;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;
import mptcp.io.sim.packet.TcpView;

/** A path, or a peer, that says of some segments that they are urgent, with a pointer to anywhere: bytes stay in line (RFC 6093 section 5). */
final class UrgentMarks implements Middlebox {
    private static final int URG = 0x20;
    private static final int POINTER = 18;
    private static final int MOST = 60_000;

    private final SplittableRandom random;
    private final double share;
    private final TcpView view = new TcpView();

    UrgentMarks(SplittableRandom random, double share) {
        this.random = random;
        this.share = share;
    }

    @Override
    public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
        if (random.nextDouble() >= share || packet.length() > MOST || !view.parse(packet.memory(), packet.offset(), packet.length())) {
            return Verdict.PASS;
        }
        int pointer = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 1 + random.nextInt(view.payloadLength() + 1);
            case 2 -> view.payloadLength();
            default -> random.nextInt(65_536);
        };
        view.putByte(view.tcp() + POINTER, pointer >>> 8);
        view.putByte(view.tcp() + POINTER + 1, pointer);
        if (random.nextInt(8) != 0) { // else a pointer without its flag
            view.putByte(view.tcp() + 13, view.flags() | URG);
        }
        return Verdict.PASS;
    }
}
