package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.raw.RawLinkFactory;
import mptcp.io.raw.RawLinkOptions;
import mptcp.io.sim.pattern.Pattern;
import mptcp.lab.Command;
import mptcp.lab.Lab;
import mptcp.lab.LabException;
import mptcp.testkit.Script;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import mptcp.testkit.wire.Wild;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A stack with a loop of its own behind a TUN device in a network namespace, which routes: a second stack is the honest peer,
 * and the attacker writes packets into a third device. In real time, for two seconds each; root, Linux.
 */
@Timeout(60)
final class TunTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long STORM_NS = 2_000_000_000L;
    private static final long PACKETS_PER_SECOND = 100_000;
    private static final int CHUNK = 4096;
    private static final long MB = 1_000_000;

    /** The namespace and what is in it; made for one test, and removed after it. */
    private static final class Net implements AutoCloseable {
        final String name = "mpattack" + ProcessHandle.current().pid();
        final List<Stack> stacks = new ArrayList<>();
        IpLink evil;

        Net() throws Exception {
            Command.check("ip", "netns", "add", name);
            Command.check("ip", "netns", "exec", name, "sysctl", "-qw", "net.ipv4.ip_forward=1",
                    "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0");
        }

        IpLink device(String device, String kernel) throws Exception {
            return RawLinkFactory.open(RawLinkOptions.create(device).namespace(name)
                    .kernelAddresses(LinkAddress.of(kernel)));
        }

        Stack stack(String host, String address, String kernel) throws Exception {
            Stack s = Target.FACTORY.create(StackConfig.builder(host + name).build());
            stacks.add(s);
            s.addLink(device(host, kernel), List.of(LinkAddress.of(address)));
            return s;
        }

        @Override
        public void close() throws LabException {
            stacks.forEach(Stack::close); // and with each its device
            if (evil != null) {
                evil.close();
            }
            Command.check("ip", "netns", "del", name);
        }
    }

    private static Net net() throws Exception {
        var missing = Lab.unavailable();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        return new Net();
    }

    @Test
    void synFlood() throws Exception {
        SplittableRandom random = new SplittableRandom(3);
        List<TcpOption> options = List.of(new TcpOption.Mss(1460),
                new TcpOption.MpCapable(1, 1, Wild.ABSENT, Wild.ABSENT, Wild.ABSENT, Wild.ABSENT));
        storm("SYN flood over a TUN device", i -> packet(random, TcpFlags.SYN, options));
    }

    @Test
    void randomFlags() throws Exception {
        SplittableRandom random = new SplittableRandom(4);
        storm("flood of random flags over a TUN device", i -> packet(random, random.nextInt(256), List.of()));
    }

    private static byte[] packet(SplittableRandom random, int flags, List<TcpOption> options) {
        InetAddress from = Script.inet("10.77.3." + (2 + random.nextInt(250)));
        return PacketEncoder.encode(new TcpPacket(from, Script.inet("10.77.1.2"), 0, 64, 1024 + random.nextInt(60_000), 80,
                random.nextInt(), (flags & TcpFlags.ACK) != 0 ? random.nextInt() : 0, flags, 65_535, 0, options, new byte[0]));
    }

    /** Floods for two seconds; meanwhile one connection transfers, and others open one after the other. */
    private static void storm(String name, IntFunction<byte[]> make) throws Exception {
        byte[][] packets = new byte[20_000][];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = make.apply(i);
        }
        LoopLog.takeErrors();
        try (Net net = net()) {
            Stack server = net.stack("victim", "10.77.1.2/24", "10.77.1.1/24");
            Stack client = net.stack("honest", "10.77.2.2/24", "10.77.2.1/24");
            net.evil = net.device("evil", "10.77.3.1/24");
            StreamListener listener = server.listen(new InetSocketAddress("10.77.1.2", 80), SocketConfig.DEFAULT, null);
            AtomicBoolean over = new AtomicBoolean();
            AtomicLong moved = new AtomicLong();
            Thread echo = Thread.ofPlatform().daemon().start(() -> echo(listener, over));
            Memory before = Memory.now();
            AtomicLong sent = new AtomicLong();
            Thread attacker = Thread.ofPlatform().daemon().start(() -> flood(net.evil, packets, sent));
            int opened = 0;
            Pattern pattern = new Pattern(5);
            try (StreamSocket old = client.connect(new InetSocketAddress("10.77.1.2", 80))) {
                old.awaitConnected(PATIENCE);
                while (attacker.isAlive()) {
                    converse(old, pattern, moved.get());
                    moved.addAndGet(CHUNK);
                    try (StreamSocket fresh = client.connect(new InetSocketAddress("10.77.1.2", 80))) {
                        fresh.awaitConnected(PATIENCE);
                        converse(fresh, pattern, 0);
                        opened++;
                    }
                }
            }
            attacker.join();
            try (StreamSocket fresh = client.connect(new InetSocketAddress("10.77.1.2", 80))) { // how many could meanwhile is a figure
                fresh.awaitConnected(PATIENCE);
                converse(fresh, pattern, 0);
            }
            Memory m = Memory.now().since(before);
            over.set(true);
            listener.close();
            echo.join(5_000);
            assertEquals(List.of(), LoopLog.takeErrors());
            assertTrue(m.heap() + m.outside() < 64 * MB, m::text);
            Figures.add("TunTest." + name, name + ", " + sent.get() + " packets in 2 s", Figures.Foe.BLIND,
                    String.format(Locale.ROOT, "%d exchanges, %d new connections", moved.get() / CHUNK, opened), m.text(), "-");
        }
    }

    private static void converse(StreamSocket s, Pattern pattern, long offset) throws Exception {
        byte[] bytes = pattern.bytes(offset, CHUNK);
        s.write(ByteBuffer.wrap(bytes));
        ByteBuffer back = ByteBuffer.allocate(CHUNK);
        while (back.hasRemaining()) {
            assertTrue(s.read(back) > 0, "the echo ended");
        }
        assertEquals(-1, pattern.mismatch(back.flip(), offset));
    }

    private static void echo(StreamListener listener, AtomicBoolean over) {
        while (!over.get()) {
            try {
                StreamSocket s = listener.accept(Duration.ofSeconds(1));
                Thread.ofVirtual().start(() -> echo(s));
            } catch (java.io.IOException e) {
                // nobody came within a second, or the listener was closed
            }
        }
    }

    private static void echo(StreamSocket socket) {
        try (StreamSocket s = socket) {
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
            while (s.read(buffer.clear()) >= 0) {
                s.write(buffer.flip());
            }
        } catch (java.io.IOException e) {
            // the other end is gone
        }
    }

    private static void flood(IpLink link, byte[][] packets, AtomicLong sent) {
        MemorySegment tx = link.txMemory();
        long start = System.nanoTime();
        for (int i = 0; System.nanoTime() - start < STORM_NS; i = (i + 1) % packets.length) {
            while (sent.get() * 1_000_000_000 / PACKETS_PER_SECOND > System.nanoTime() - start) {
                link.flush(System.nanoTime());
                Thread.onSpinWait();
            }
            byte[] p = packets[i];
            long at = link.claim(p.length);
            if (at == IpLink.NO_ROOM) {
                link.flush(System.nanoTime());
                continue;
            }
            MemorySegment.copy(p, 0, tx, ValueLayout.JAVA_BYTE, at, p.length);
            link.commit(at, p.length, 0, IpLink.CHECKSUM_FULL);
            sent.incrementAndGet();
        }
        link.flush(System.nanoTime());
    }
}
