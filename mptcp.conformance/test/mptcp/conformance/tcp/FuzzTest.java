package mptcp.conformance.tcp;

import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.segment;
import static mptcp.testkit.Script.syn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.RawPackets;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Packets that nobody would write down: the stack never throws, sends nothing that breaks a rule, keeps the stream of a
 * connection whole and holds no more than its limits. Every run tries the same seeds; the tests tagged slow try many more.
 */
class FuzzTest {
    private static final int SEEDS = 30;
    private static final int MANY_SEEDS = 3000;
    private static final int STEPS = 250;
    private static final int BUFFER = 32_768;
    private static final int TOTAL = 20_000;
    private static final long SETTLED = seconds(1000);

    @Test
    @Row({101, 123})
    void damagedPacketsLeaveAConnectionAlone() {
        each(SEEDS, FuzzTest::damaged);
    }

    @Test
    @Tag("slow")
    void damagedPacketsLeaveAConnectionAloneOftener() {
        each(MANY_SEEDS, FuzzTest::damaged);
    }

    @Test
    @Row({99, 101, 103})
    void strangeSegmentsLeaveTheStreamWhole() {
        each(SEEDS, FuzzTest::strange);
    }

    @Test
    @Tag("slow")
    void strangeSegmentsLeaveTheStreamWholeOftener() {
        each(MANY_SEEDS, FuzzTest::strange);
    }

    @Test
    @Row({99, 120})
    void anythingAtAnyTime() {
        each(SEEDS, FuzzTest::anything);
    }

    @Test
    @Tag("slow")
    void anythingAtAnyTimeOftener() {
        each(MANY_SEEDS, FuzzTest::anything);
    }

    @FunctionalInterface
    private interface Run {
        void with(int seed, SplittableRandom random);
    }

    private static void each(int seeds, Run run) {
        for (int seed = 1; seed <= seeds; seed++) {
            run.with(seed, new SplittableRandom(seed));
        }
    }

    // ---- damaged packets: a checksum, a length or the address is wrong

    private static void damaged(int seed, SplittableRandom random) {
        boolean v6 = seed % 2 == 0;
        try (Drill d = Tcp.plain(v6).seed(seed).open()) {
            d.peer().sack(random.nextBoolean());
            Sock s = d.handshakeServer();
            long next = 1;
            while (next <= TOTAL) {
                int length = (int) Math.min(1 + random.nextInt(1400), TOTAL + 1 - next);
                byte[] good = d.encode(data(next, 1, length));
                for (int i = random.nextInt(8); i > 0; i--) {
                    d.injectRaw(damage(good, random));
                }
                assertEquals(List.of(), d.skip());
                d.injectRaw(good);
                next += length;
                assertEquals(1, d.skip().size());
            }
            s.read(TOTAL);
        }
    }

    private static byte[] damage(byte[] good, SplittableRandom random) {
        byte[] bad = good.clone();
        switch (random.nextInt(4)) {
            case 0 -> bad[headerLength(bad) + random.nextInt(bad.length - headerLength(bad))] ^=
                    (byte) (1 << random.nextInt(8));
            case 1 -> {
                return RawPackets.truncated(bad, 1 + random.nextInt(bad.length - 1));
            }
            case 2 -> {
                byte[] noise = new byte[1 + random.nextInt(200)];
                random.nextBytes(noise);
                return noise;
            }
            default -> {
                byte[] noise = new byte[random.nextInt(100)];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bad, headerLength(bad), Math.min(noise.length, bad.length - headerLength(bad)));
                bad[headerLength(bad) + 13] ^= (byte) 0xff;
                bad[headerLength(bad) + 16] = (byte) (good[headerLength(bad) + 16] + 1);
                bad[bad.length - 1] ^= 1;
                return RawPackets.ipLength(bad, bad.length + 1 + random.nextInt(1000));
            }
        }
        return bad;
    }

    private static int headerLength(byte[] packet) {
        return packet[0] >>> 4 == 4 ? 20 : 40;
    }

    // ---- strange segments: well formed, at any place, with the stream's bytes at that place

    private static void strange(int seed, SplittableRandom random) {
        try (Drill d = Tcp.plain(seed % 2 == 0).seed(seed).config(c -> c.receiveBuffer(BUFFER, BUFFER)).open()) {
            d.peer().mss(1000).sack(random.nextBoolean());
            Sock s = d.handshakeServer();
            s.offer(TOTAL);
            long next = 1;
            long read = 0;
            for (int i = 0; i < STEPS; i++) {
                long at = near(next, random);
                int length = random.nextInt(3) == 0 ? 0 : random.nextInt(1400);
                d.inject(options(segment(random.nextInt(8) == 0 ? ".UEW" : ".", at, length)
                        .ack(near(1, random)).win(random.nextInt(65_536)).urgent(random.nextInt(65_536)),
                        d.flow("a").stackIsn(), random));
                next = Math.max(next, acknowledged(d, next));
                assertTrue(s.socket().available() <= BUFFER);
                if (random.nextInt(4) == 0) {
                    int taken = (int) Math.min(s.socket().available(), random.nextInt(5000));
                    s.readSome(taken);
                    read += taken;
                }
                if (random.nextInt(6) == 0) {
                    d.advance(ms(random.nextInt(400)));
                    next = Math.max(next, acknowledged(d, next));
                }
            }
            finish(d, s, next, read);
        }
    }

    /** In order now: whatever went on before, the rest of the stream comes through. */
    private static void finish(Drill d, Sock s, long from, long read) {
        long next = from;
        s.readSome((int) s.socket().available());
        s.expectNoError();
        long end = next + TOTAL;
        while (next < end) {
            d.inject(segment(".", next, 700).ack(1));
            s.readSome((int) s.socket().available());
            d.run();
            long told = acknowledged(d, next);
            assertTrue(told >= next);
            if (told == next) {
                d.advance(ms(500));
                told = acknowledged(d, next);
            }
            next = Math.max(next, told);
        }
        assertTrue(next > read);
        s.expectNoError();
    }

    private static long acknowledged(Drill d, long otherwise) {
        List<TcpPacket> sent = d.skip();
        return sent.isEmpty() ? otherwise : (sent.getLast().ack() - d.flow("a").peerIsn());
    }

    private static long near(long place, SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> place;
            case 1 -> place + random.nextInt(3000);
            case 2 -> Math.max(1, place - random.nextInt(3000));
            case 3 -> place + BUFFER - random.nextInt(2000);
            case 4 -> place + BUFFER + random.nextInt(70_000);
            default -> place + 1 + random.nextInt(1_000_000_000);
        };
    }

    /** @param isn the stack's, for blocks that are about something */
    private static Segment options(Segment s, int isn, SplittableRandom random) {
        if (random.nextInt(3) == 0) {
            s.nop().nop().option(new TcpOption.Sack(List.of(
                    new TcpOption.Sack.Block(random.nextInt(), random.nextInt()),
                    new TcpOption.Sack.Block(isn + random.nextInt(30_000), isn + random.nextInt(30_000)))));
        }
        if (random.nextInt(4) == 0) {
            List<Integer> octets = new ArrayList<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                octets.add(random.nextInt(256));
            }
            s.rawOption(octets.stream().mapToInt(Integer::intValue).toArray());
        }
        return s;
    }

    // ---- anything: all flags, several connections, and an application that does what it likes

    private static void anything(int seed, SplittableRandom random) {
        int version = random.nextInt(3) - 1;
        try (Drill d = Tcp.plain(seed % 2 == 0).seed(seed)
                .config(c -> c.mptcpVersion(version).timeWaitNs(seconds(1)).closeTimeoutNs(seconds(5))
                        .retries(3).synRetries(3).maxRtoNs(seconds(5))).open()) {
            d.listen(8080);
            List<Flow> flows = new ArrayList<>();
            List<Sock> sockets = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                switch (random.nextInt(10)) {
                    case 0 -> {
                        flows.add(d.clientFlow("f" + i));
                        d.inject(options(syn(0).on(flows.getLast()).mss(128 + random.nextInt(2000)), 0, random));
                    }
                    case 1 -> act(d, sockets, random);
                    case 2 -> d.advance(ms(random.nextInt(3000)));
                    default -> {
                        if (!flows.isEmpty()) {
                            Flow f = flows.get(random.nextInt(flows.size()));
                            d.inject(any(f, open(d, f), random));
                        }
                    }
                }
                d.skip();
            }
            sockets.forEach(Sock::abort);
            while (d.pendingAccepts() > 0) {
                d.accept().abort();
            }
            d.advance(SETTLED);
            d.skip();
            assertEquals(List.of(), d.stack().inspector().connections());
        }
    }

    /** Whether a SYN would meet a connection; else it would open another one, with numbers that the script lost. */
    private static boolean open(Drill d, Flow flow) {
        return d.stack().inspector().connections().stream().flatMap(c -> c.subflows().stream())
                .anyMatch(f -> f.remote().equals(flow.remote()) && !f.state().equals("TIME-WAIT"));
    }

    private static Segment any(Flow flow, boolean maySyn, SplittableRandom random) {
        StringBuilder flags = new StringBuilder();
        for (char flag : "FSRP.UEW".toCharArray()) {
            if (random.nextInt(flag == '.' ? 2 : 6) == 0 || flag == '.' && random.nextBoolean()) {
                flags.append(flag);
            }
        }
        if (flags.indexOf(".") < 0 && !maySyn && flags.indexOf("S") >= 0) {
            flags.append('.');
        }
        long seq = random.nextInt(4) > 0 ? random.nextInt(200) : random.nextInt();
        Segment s = segment(flags.toString(), seq, random.nextBoolean() ? 0 : random.nextInt(300)).on(flow);
        if (flags.indexOf(".") >= 0) {
            s.ack(random.nextInt(4) > 0 ? random.nextInt(3) : random.nextInt());
        }
        if (random.nextInt(5) == 0) {
            int[] body = new int[random.nextInt(20)];
            for (int i = 0; i < body.length; i++) {
                body[i] = random.nextInt(256);
            }
            return s.mptcp(random.nextInt(16), random.nextInt(16), body);
        }
        return options(s.win(random.nextInt(65_536)), flow.stackIsnOr(0), random);
    }

    private static void act(Drill d, List<Sock> sockets, SplittableRandom random) {
        if (d.pendingAccepts() > 0) {
            sockets.add(d.accept());
        }
        if (sockets.isEmpty()) {
            return;
        }
        Sock s = sockets.get(random.nextInt(sockets.size()));
        switch (random.nextInt(6)) {
            case 0 -> s.close();
            case 1 -> s.shutdownOutput();
            case 2 -> s.abort();
            case 3 -> s.shutdownInput();
            default -> {
                if (s.socket().error() == null) {
                    s.tryOffer(random.nextInt(5000));
                }
            }
        }
    }
}
