package mptcp.attack;

import static mptcp.testkit.wire.Wild.ABSENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamSocket;
import mptcp.api.socket.WireProfile;
import mptcp.io.sim.pattern.Pattern;
import mptcp.testkit.Script;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whoever the stack connects to answers as the seed says: SYN/ACKs with any options, SYNs that open from both ends at once, resets,
 * data that comes with them, acknowledgements of what was not sent. Bytes stand where plain TCP has them.
 */
@Timeout(1200)
class OpeningChaosTest {
    private static final long SECOND = 1_000_000_000L;
    private static final InetSocketAddress THERE = new InetSocketAddress(Script.inet("10.0.4.4"), 443);
    private static final int ANSWERS = 40;

    @Test
    void aFew() {
        Seeds.run(1, 100, seed -> new Opening(seed).run());
    }

    @Test
    @Tag("slow")
    void many() {
        Seeds.run(1_000, 8_000, seed -> new Opening(seed).run());
    }

    private static final class Opening {
        private final SplittableRandom random;
        private final int version;
        private final int isn;
        private final Pattern out = new Pattern(7);
        private TcpPacket syn;

        Opening(long seed) {
            random = new SplittableRandom(seed);
            version = new int[] {1, 1, 0, -1}[random.nextInt(4)];
            isn = random.nextInt();
        }

        void run() {
            WireProfile profile = random.nextBoolean() ? WireProfile.BSD : WireProfile.LINUX;
            boolean checksums = random.nextInt(3) == 0;
            try (Target t = Target.small(c -> c.mptcpVersion(version).checksums(checksums).profile(profile)
                    .receiveBuffer(16 << 10, 64 << 10).closeTimeoutNs(20 * SECOND))) {
                StreamSocket s = connect(t);
                App app = new App(s, new Pattern(3), out);
                for (int acts = 1 + random.nextInt(25); acts > 0; acts--) {
                    long before = t.sentPackets();
                    t.hostile(answer(t));
                    long answers = t.sentPackets() - before;
                    assertTrue(answers <= ANSWERS, () -> answers + " packets in answer to one");
                    application(t, app);
                }
                app.drain();
                t.bystanderGoesOn();
                t.othersCanConnect();
                s.close();
                t.advance(3_600 * SECOND);
                assertEquals(1, t.connections().size(), () -> "connections that are left: " + t.connections());
            }
        }

        private StreamSocket connect(Target t) {
            try {
                StreamSocket s = t.stack().connect(null, THERE, SocketConfig.DEFAULT, null);
                t.run();
                syn = t.takeStrays().getLast();
                return s;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private void application(Target t, App app) {
            switch (random.nextInt(8)) {
                case 0 -> app.write(random.nextInt(3_000));
                case 1 -> app.drain();
                case 2 -> t.advance(random.nextLong(2 * SECOND));
                case 3 -> t.advance(random.nextLong(SECOND / 50));
                default -> { }
            }
            t.run();
            t.takeStrays().stream().filter(p -> p.to().equals(THERE) && p.has(TcpFlags.SYN)).forEach(p -> syn = p); // again, maybe without options
        }

        private byte[] answer(Target t) {
            int flags = switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> TcpFlags.SYN | TcpFlags.ACK;
                case 4 -> TcpFlags.SYN;
                case 5 -> random.nextInt(256) & ~TcpFlags.RST;
                case 6 -> TcpFlags.FIN | TcpFlags.ACK;
                default -> TcpFlags.ACK;
            };
            boolean opens = (flags & TcpFlags.SYN) != 0;
            long position = opens ? 0 : 1 + (random.nextInt(3) == 0 ? random.nextInt(2_000) : 0);
            int length = random.nextInt(3) == 0 ? random.nextInt(1_000) : 0;
            int ack = syn.seq() + 1 + (random.nextInt(5) == 0 ? random.nextInt(5_000) - 2_500 : 0);
            List<TcpOption> options = new ArrayList<>();
            for (int n = random.nextInt(4); n > 0; n--) {
                options.add(option(t, opens));
            }
            byte[] payload = length == 0 ? new byte[0] : out.bytes(opens ? 0 : position - 1, length);
            for (;;) {
                try {
                    return PacketEncoder.encode(new TcpPacket(THERE.getAddress(), syn.from().getAddress(), 0, 64, THERE.getPort(),
                            syn.from().getPort(), (int) (isn + position), (flags & TcpFlags.ACK) != 0 ? ack : 0, flags,
                            random.nextInt(4) == 0 ? 0 : random.nextInt(65_536), 0, options, payload));
                } catch (IllegalArgumentException e) {
                    options.removeLast(); // there is no room for so many
                }
            }
        }

        private TcpOption option(Target t, boolean opens) {
            return switch (random.nextInt(opens ? 12 : 14)) {
                case 0, 1 -> new TcpOption.MpCapable(random.nextInt(3), random.nextInt(256), random.nextInt(5) == 0 ? ABSENT : random.nextLong(),
                        random.nextInt(4) == 0 ? random.nextLong() : ABSENT, ABSENT, ABSENT);
                case 2 -> new TcpOption.JoinSynAck(0, random.nextInt(256), random.nextLong(), random.nextInt());
                case 3 -> new TcpOption.JoinSyn(0, random.nextInt(256), random.nextInt(), random.nextInt());
                case 4 -> new TcpOption.Mss(random.nextInt(65_536) >> random.nextInt(16));
                case 5 -> new TcpOption.WindowScale(random.nextInt(256));
                case 6 -> new TcpOption.SackPermitted();
                case 7 -> new TcpOption.Timestamps(random.nextInt(2) == 0 ? t.millis() : random.nextInt(),
                        syn.option(TcpOption.Timestamps.class).map(TcpOption.Timestamps::value).orElse(0L));
                case 8 -> new TcpOption.Other(TcpOption.KIND_FAST_OPEN, new byte[random.nextInt(18)]);
                case 9 -> new TcpOption.OtherMptcp(random.nextInt(16), random.nextInt(16), new byte[random.nextInt(25)]);
                case 10 -> new TcpOption.Other(random.nextInt(256) | 2, new byte[random.nextInt(20)]);
                case 11 -> new TcpOption.TcpRst(random.nextInt(16), random.nextInt(256));
                case 12 -> new TcpOption.FastClose(0, random.nextLong());
                default -> new TcpOption.MpFail(0, random.nextLong());
            };
        }
    }
}
