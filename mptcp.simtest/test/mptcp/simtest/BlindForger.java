package mptcp.simtest;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;
import mptcp.io.sim.packet.TcpView;

/** Somebody off the path who knows addresses and ports: beside some packets he sends one with the same, and numbers that he guesses. */
final class BlindForger implements Middlebox {
    private static final int[] FLAGS = {TcpView.RST, TcpView.RST | TcpView.ACK, TcpView.SYN, TcpView.SYN | TcpView.ACK, TcpView.ACK,
        TcpView.FIN | TcpView.ACK, TcpView.ACK | TcpView.PSH, 0, 0xff};
    private static final int MOST = 60_000;

    private final SplittableRandom random;
    private final double share;
    private final TcpView view = new TcpView();

    BlindForger(SplittableRandom random, double share) {
        this.random = random;
        this.share = share;
    }

    @Override
    public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
        if (random.nextDouble() >= share || packet.length() > MOST || !view.parse(packet.memory(), packet.offset(), packet.length())) {
            return Verdict.PASS;
        }
        Packet forged = port.copy(packet); // with its options: who guesses may have seen others like them
        MemorySegment m = forged.memory();
        view.parse(m, forged.offset(), forged.length());
        view.seq(random.nextInt());
        view.ack(random.nextInt());
        view.window(random.nextInt(65_536));
        int flags = FLAGS[random.nextInt(FLAGS.length)];
        // A SYN to who waits for a SYN/ACK has no number that could be checked: it opens from both ends (docs/security.md).
        view.putByte(view.tcp() + 13, flags == TcpView.SYN && direction == Direction.BACKWARD ? TcpView.ACK : flags);
        for (long at = view.payload(); at < view.payload() + Math.min(view.payloadLength(), 8); at++) {
            m.set(JAVA_BYTE, at, (byte) ~m.get(JAVA_BYTE, at));
        }
        view.seal();
        port.send(direction, forged);
        return Verdict.PASS;
    }
}
