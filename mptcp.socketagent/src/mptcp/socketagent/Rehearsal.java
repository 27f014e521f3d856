package mptcp.socketagent;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import mptcp.socketagent.machine.Machine;
import mptcp.socketagent.machine.Setup;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.WireProfile;
import mptcp.io.raw.RawLinkException;
import mptcp.io.raw.RawLinkFactory;
import mptcp.io.raw.RawLinkOptions;

/**
 * {@code --rehearse}: an agent without a device that serves a tester of its own. It takes what real testers use, so
 * that the JVM can write down which classes that takes, for a quicker start of later agents.
 */
final class Rehearsal {
    private static final String NO_DEVICE = "no-such-tun";
    private static final List<String> REQUESTS = List.of("hello rehearsal 1", "sys sysctl -q net.mptcp.enabled=1",
            "sys ip mptcp limits set add_addr_accepted 1 subflows 2", "sys nstat -n",
            "socket inet 1 mptcp", "setsockopt 3 1 2 4 01000000", "bind 3 10.0.0.1 80", "listen 3 1",
            "isn next 00000001", "key next 0000000000000001", "socket inet 2049 mptcp", "bind 4 10.0.0.2 81",
            "connect 4 10.0.0.1 80",
            "poll -1 4:4", "accept 3", "pattern 4 tx 1", "pattern 5 rx 1", "write 4 5000", "recv 5 5000 256",
            "write 5 1000", "sync", "read 4 1000", "getsockopt 4 6 11 248", "getsockopt 4 284 1 96", "info 4",
            "subflow 4 0", "policy 4 scheduler roundrobin", "ioctl 4 outq", "fcntl 4 getfl", "shutdown 4 wr",
            "read 5 1", "close 5", "read 4 1", "close 4", "socket inet 1 tcp", "connect 4 10.0.0.1 80", "accept 3",
            "write 4 3000",
            "read 5 3000", "close 4", "close 5", "connect 9 unspec 0", "sys nstat -zjs", "sys ss -Mtn", "reset");

    /** How long an agent plays before it says that it is ready; it has to be within a second. */
    private static final long WARM_NS = 350_000_000;
    /** Since the JVM began. */
    private static final long LATEST_NS = 800_000_000;
    private static final long LEAST_NS = 50_000_000;

    private Rehearsal() {}

    /** Takes a moment. */
    static void run() throws IOException {
        openNothing();
        play(0);
    }

    /**
     * Has a tester use an agent in memory again and again for a moment, so that the first requests of a real one find their code
     * loaded and compiled. Nothing of it is left: the machine of the real one is another.
     */
    static void warmUp() throws IOException {
        long since = ProcessHandle.current().info().startInstant()
                .map(began -> Duration.between(began, Instant.now()).toNanos()).orElse(0L);
        play(Math.clamp(LATEST_NS - since, LEAST_NS, WARM_NS));
    }

    private static void play(long ns) throws IOException {
        serve(channel -> test(channel, ns));
    }

    /** What a tester does. */
    private interface Tester {
        void use(SocketChannel channel) throws IOException;
    }

    private static void serve(Tester tester) throws IOException {
        Path folder = Files.createTempDirectory("rehearsal");
        Path control = folder.resolve("control");
        var addresses = List.of(LinkAddress.of("10.0.0.1/24"), LinkAddress.of("10.0.0.2/24"));
        try (Machine machine = new Machine(Main.stacks(), new LoopbackLink(),
                        new Setup(WireProfile.LINUX, 1, true, addresses));
                Server server = new Server(machine, control)) {
            FutureTask<Void> test = new FutureTask<>(() -> connect(control, tester, server));
            Thread.ofPlatform().daemon().start(test);
            server.serve();
            outcome(test);
        } finally {
            Files.delete(folder);
        }
    }

    /** However the tester ends, the server ends with it. */
    private static Void connect(Path control, Tester tester, Server server) throws IOException {
        try (server; SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(control))) {
            tester.use(channel);
            return null;
        }
    }

    private static void outcome(FutureTask<Void> test) throws IOException {
        try {
            test.get();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the rehearsal was interrupted");
        } catch (ExecutionException e) {
            throw new IOException("the rehearsal failed: " + e.getCause(), e.getCause());
        }
    }

    /** Comes as far as it is permitted to. */
    private static void openNothing() {
        try {
            RawLinkFactory.open(RawLinkOptions.attach(NO_DEVICE)).close();
        } catch (RawLinkException e) {
            // as expected
        }
    }

    /** How long each request takes that comes first after the warm-up, with a new agent in memory; in milliseconds. */
    static void figures(PrintStream out) throws IOException {
        warmUp();
        serve(channel -> {
            ByteBuffer reply = ByteBuffer.allocate(1 << 16);
            for (String request : REQUESTS) {
                long start = System.nanoTime();
                ask(channel, request, reply);
                long us = (System.nanoTime() - start) / 1000;
                out.println(us / 1000 + "." + Long.toString(1000 + us % 1000).substring(1) + " ms  " + request);
            }
            ask(channel, "bye", reply);
        });
    }

    /** Once, and again while there is time. */
    private static void test(SocketChannel channel, long ns) throws IOException {
        long end = System.nanoTime() + ns;
        ByteBuffer reply = ByteBuffer.allocate(1 << 16);
        do {
            for (String request : REQUESTS) {
                ask(channel, request, reply);
            }
        } while (System.nanoTime() < end);
        ask(channel, "bye", reply);
    }

    private static void ask(SocketChannel channel, String request, ByteBuffer reply) throws IOException {
        channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.US_ASCII)));
        reply.clear();
        int n = channel.read(reply);
        while (n > 0 && reply.get(reply.position() - 1) != '\n') {
            n = channel.read(reply);
        }
    }
}
