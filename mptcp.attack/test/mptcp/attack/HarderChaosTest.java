package mptcp.attack;

import static mptcp.testkit.wire.Wild.ABSENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.FastOpen;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.wire.MalformedPacketException;
import mptcp.testkit.wire.PacketDecoder;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@link Mischief} of a peer against stacks of any settings, with numbers that wrap at both ends, segments of any size, urgent pointers and
 * ECN bits everywhere, and a storm of one kind now and then. As in {@link ChaosTest}, no byte is wrong, others are served, nothing is left.
 */
@Timeout(1200)
class HarderChaosTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int ACTS = 60;
    private static final int ANSWERS = 1_000;
    private static final int WRAPS_IN = 8_000;
    /** Those from here on are for peers. */
    private static final int PEERS = 5;
    /** By version: keys whose streams begin less than 8000 bytes below 2^32. */
    private static final long[][] KEYS = {
        {0xa0125ddfbb561184L, 0x4fe86f31ba77a374L, 0xb60d5a3dd617b167L, 0xfe82ace203cf34f9L, 0x32282c1b64ec6221L, 0x59e28fa8c29ce1eaL,
            0x1d4ff76a11533a15L, 0x07b14403376695afL},
        {0xda99eb51e17dcbe0L, 0x2f71e515db0bf24eL, 0x66a12a9a14922734L, 0xaa45f02e98163d2fL, 0xfee5dad0a0a169ccL, 0x9b27827a00756d24L,
            0xa8dd0fd3c41a9d15L, 0xada0a4eeb9561844L}};
    private static final int[] SEGMENTS = {0, 1, 48, 64, 88, 536, 1_000, 1_460, 9_000, 65_495, 65_535};

    @Test
    void aFew() {
        Seeds.run(1, 60, seed -> new Round(seed).run());
    }

    /** Bytes that were mapped when the peer fell back, and left without a mapping. */
    @Test
    void knownOnes() {
        for (long known : new long[] {2_983, 4_323}) {
            Seeds.run(known, known, seed -> new Round(seed).run());
        }
    }

    @Test
    @Tag("slow")
    void many() {
        Seeds.run(1_000, 9_000, seed -> new Round(seed).run());
    }

    /** Keys of which the stream wraps soon, and sequence numbers likewise. */
    private static final class Wrapping implements Entropy {
        private final SplittableRandom random;
        private final int version;
        private int next;

        Wrapping(SplittableRandom random, int version) {
            this.random = random;
            this.version = version;
        }

        @Override
        public long nextLong() {
            return random.nextLong();
        }

        @Override
        public long nextKey() {
            return next < PEERS ? KEYS[version][next++] : random.nextLong();
        }

        @Override
        public long nextIsn() {
            return 0xffff_ffffL - random.nextInt(WRAPS_IN);
        }
    }

    private static final class Round {
        private final SplittableRandom random;
        private final int version;
        private final boolean wraps;
        private Peer p;
        private Target t;

        Round(long seed) {
            random = new SplittableRandom(seed);
            version = new int[] {1, 1, 1, 0, -1}[below(5)];
            wraps = below(8) == 0;
        }

        private int below(int n) {
            return random.nextInt(n);
        }

        private boolean maybe() {
            return random.nextBoolean();
        }

        private void settings(StackConfig.Builder c) {
            boolean checksums = below(3) == 0;
            int most = 4_096 << below(7);
            c.mptcpVersion(version == 0 ? 0 : 1).checksums(checksums)
                    .profile(below(3) == 0 ? WireProfile.BSD : WireProfile.LINUX)
                    .sendBuffer(Math.min(most, 8 << 10), most).receiveBuffer(Math.min(most, 4 << 10), most)
                    .ecn(maybe()).ecnAccept(maybe()).accurateEcn(maybe()).accurateEcnAccept(maybe()).mtuProbing(maybe())
                    .timestamps(below(4) > 0).sack(below(4) > 0).windowScaling(below(4) > 0).windowScale(below(15))
                    .delayedAckNs(below(3) * 40_000_000L).maxSubflows(1 + below(8)).acceptJoins(below(6) > 0)
                    .fastOpen(FastOpen.DEFAULT.withEveryListener(below(3)).withoutCookies(maybe(), maybe()));
            if (wraps) {
                c.entropy(new Wrapping(random, Math.max(0, version)));
            }
            if (below(5) == 0) {
                c.memoryLimit(1 << 20);
            }
        }

        void run() {
            SocketConfig listening = SocketConfig.DEFAULT.withBacklog(1 + below(64)).withNoDelay(maybe())
                    .withKeepAlive(below(3) * SECOND, SECOND, 1 + below(3));
            try (Target made = Target.small(this::settings, listening)) {
                t = made;
                t.season(this::seasoned);
                p = t.peer().version(version).checksums(t.stack().config().checksums()).timestamps(maybe()).sack(maybe()).scale(below(16) - 1)
                        .mss(SEGMENTS[below(SEGMENTS.length)]);
                if (wraps) {
                    p.numbers(KEYS[Math.max(0, version)][PEERS + below(3)], WRAPS_IN);
                }
                Mischief mischief = new Mischief(p, random, maybe() || version < 0);
                p.connect();
                if (below(4) > 0) {
                    p.exchangeIfPossible();
                }
                joins();
                for (int acts = below(ACTS); acts > 0; acts--) {
                    long before = t.sentPackets();
                    long asked = t.delivered();
                    if (below(10) == 0) {
                        storm();
                    } else {
                        mischief.act();
                    }
                    long answers = t.sentPackets() - before;
                    long allowed = ANSWERS + 2 * (t.delivered() - asked);
                    assertTrue(answers <= allowed, () -> answers + " packets in answer to one act");
                    application();
                }
                end();
            }
        }

        private void joins() {
            if (p.version() < 0 || p.app().written() == 0 || !t.stack().config().acceptJoins()) {
                return;
            }
            for (int joins = below(Math.min(4, t.stack().config().maxSubflows())); joins > 0; joins--) {
                p.join("10.0.2." + (2 + joins), joins + 1);
            }
        }

        /** The same again and again, of something that the stack keeps, tells on or answers. */
        private void storm() {
            Wire w = p.wire(below(p.wires()));
            int kind = below(8);
            for (int i = 0; i < 256; i++) {
                Seg seg = w.seg().noTimestamps();
                int id = i;
                t.hostile((switch (kind) {
                    case 0 -> seg.opt(new TcpOption.MpPrio(id & 1, ABSENT));
                    case 1 -> seg.opt(new TcpOption.MpPrio(id & 1, id));
                    case 2 -> seg.opt(new TcpOption.RemoveAddr(0, List.of(id)));
                    case 3 -> p.version() < 0 ? seg : seg.opt(p.addAddr(id, "10.0.7." + Math.max(1, id & 0xfe), 0));
                    case 4 -> seg.opt(new TcpOption.MpFail(0, p.dsn(p.next())));
                    case 5 -> seg.win(id & 1);
                    case 6 -> seg.dack(p.received()).flags("F.").seq(w.next() + id);
                    default -> seg.dack(Math.max(0, p.received() - id)).win(id);
                }).bytes());
            }
        }

        /** With an urgent pointer, ECN bits, or flags of the counts now and then. */
        private byte[] seasoned(byte[] packet) {
            if (below(3) > 0) {
                return packet;
            }
            try {
                TcpPacket q = PacketDecoder.decode(packet);
                int flags = q.flags() ^ (below(3) == 0 ? 1 << 5 + below(4) : 0);
                return PacketEncoder.encode(new TcpPacket(q.source(), q.destination(), q.trafficClass() & ~3 | below(4), 1 + below(255),
                        q.sourcePort(), q.destinationPort(), q.seq(), q.ack(), flags, q.window(),
                        (flags & TcpFlags.URG) != 0 ? below(65_536) : below(2), q.options(), q.payload()));
            } catch (MalformedPacketException | IllegalArgumentException e) {
                return packet;
            }
        }

        private void application() {
            switch (below(14)) {
                case 0, 1 -> p.app().write(below(20_000));
                case 2, 3 -> p.app().drain();
                case 4 -> p.app().drain(below(500));
                case 5 -> t.advance(random.nextLong(3 * SECOND));
                case 6 -> t.advance(random.nextLong(SECOND / 10));
                case 7 -> p.wire(below(p.wires())).silent(maybe());
                case 8 -> ends(p.app());
                case 9 -> p.app().socket().reconfigure(p.app().socket().config().withBuffers(below(2) * (1_000 + below(70_000)),
                        below(2) * (1_000 + below(70_000))).withNoDelay(maybe()));
                case 10 -> p.app().socket().cork(maybe());
                case 11 -> t.stack().reconfigure(t.stack().config().toBuilder().maxSubflows(1 + below(8)).build());
                default -> { }
            }
            t.run();
        }

        private void ends(App app) {
            switch (below(30)) {
                case 0 -> app.socket().shutdownOutput();
                case 1 -> app.socket().shutdownInput();
                case 2 -> app.drain().socket().close();
                case 3 -> t.advance(random.nextLong(400 * SECOND));
                default -> { }
            }
        }

        private void end() {
            t.bystanderGoesOn();
            t.othersCanConnect();
            p.app().drain();
            t.advance(10 * SECOND);
            p.app().drain().socket().close();
            t.run();
            t.advance(3_600 * SECOND);
            p.app().socket().abort();
            t.abandonAccepted();
            t.bystanderGoesOn();
            List<String> left = new ArrayList<>();
            t.connections().forEach(c -> left.add(c.state() + " " + c.fallbackReason() + " " + c.remote()));
            assertEquals(1, left.size(), () -> "connections that are left, the bystander's included: " + left);
        }
    }
}
