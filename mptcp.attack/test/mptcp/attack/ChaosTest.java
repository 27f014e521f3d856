package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import mptcp.api.socket.WireProfile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A peer that does whatever it likes, as the seed says: in each state, with every option, in any order, between honest
 * exchanges. {@code ATTACK_SEED=n} replays one.
 */
@Timeout(1200)
class ChaosTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int ACTS = 60;
    /** More in answer to one packet is an amplifier: what is in flight may be sent again, windows may open. */
    private static final int ANSWERS = 200;

    @Test
    void aFew() {
        run(1, 60);
    }

    @Test
    @Tag("slow")
    void many() {
        run(1_000, 4_000);
    }

    private static void run(long from, long to) {
        Seeds.run(from, to, ChaosTest::one);
    }

    private static void one(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int version = new int[] {1, 1, 1, 0, -1}[random.nextInt(5)];
        boolean checksums = random.nextInt(3) == 0;
        WireProfile profile = random.nextInt(3) == 0 ? WireProfile.BSD : WireProfile.LINUX;
        try (Target t = Target.small(c -> c.mptcpVersion(version < 0 ? 1 : version).checksums(checksums).profile(profile)
                .sendBuffer(16 << 10, 64 << 10).receiveBuffer(16 << 10, 64 << 10))) {
            Peer p = t.peer().version(version).checksums(checksums).timestamps(random.nextBoolean()).sack(random.nextBoolean())
                    .scale(random.nextInt(12) - 1);
            Mischief mischief = new Mischief(p, random, random.nextBoolean() || version < 0);
            begin(p, random);
            int acts = random.nextInt(ACTS);
            for (int i = 0; i < acts; i++) {
                long before = t.sentPackets();
                long asked = t.delivered();
                mischief.act();
                long answers = t.sentPackets() - before;
                long allowed = ANSWERS + 2 * (t.delivered() - asked);
                assertTrue(answers <= allowed, () -> answers + " packets in answer to one act");
                application(p, random);
            }
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
            assertEquals(1, t.connections().size(), () -> "connections that are left, the bystander's included: " + t.connections().stream()
                    .map(c -> c.state() + " " + c.fallbackReason() + " " + c.remote() + " " + c.subflows().stream().map(f -> f.state() + f.remote()).toList()).toList());
        }
    }

    /** To a state by chance; the rest comes by the acts. */
    private static void begin(Peer p, SplittableRandom random) {
        p.connect();
        if (random.nextInt(4) > 0) {
            p.exchange(1 + random.nextInt(2_000));
        }
        if (p.version() >= 0 && p.app().written() > 0) {
            for (int joins = random.nextInt(3); joins > 0; joins--) {
                p.join("10.0.2." + (2 + joins), joins + 1);
            }
        }
    }

    private static void application(Peer p, SplittableRandom random) {
        Target t = p.target();
        switch (random.nextInt(12)) {
            case 0, 1 -> p.app().write(random.nextInt(20_000));
            case 2, 3 -> p.app().drain();
            case 4 -> p.app().drain(random.nextInt(500));
            case 5 -> t.advance(random.nextLong(3 * SECOND));
            case 6 -> t.advance(random.nextLong(SECOND / 10));
            case 7 -> p.wire(random.nextInt(p.wires())).silent(random.nextBoolean());
            case 8 -> {
                if (random.nextInt(10) == 0) {
                    p.app().socket().shutdownOutput();
                }
            }
            case 9 -> {
                if (random.nextInt(15) == 0) {
                    t.advance(random.nextLong(400 * SECOND));
                }
            }
            case 10 -> {
                if (random.nextInt(15) == 0) {
                    p.app().drain().socket().close();
                }
            }
            default -> { }
        }
        t.run();
    }
}
