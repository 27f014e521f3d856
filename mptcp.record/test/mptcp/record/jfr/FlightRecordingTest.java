package mptcp.record.jfr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import jdk.jfr.Recording;
import mptcp.api.address.LinkAddress;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.LinkSpec;
import mptcp.io.sim.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK's own tool prints of a recording. */
class FlightRecordingTest {
    private static final StackFactory FACTORY = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();

    @TempDir
    Path folder;

    /** A scheduler that fails when it is asked. */
    private static final class Failing implements SchedulerFactory {
        @Override
        public String name() {
            return "failing";
        }

        @Override
        public PacketScheduler create(PolicyContext context) {
            return (_, _, _) -> {
                throw new UnsupportedOperationException("on purpose");
            };
        }
    }

    private static String print(Path file, String events) throws Exception {
        Process jfr = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/jfr").toString(), "print", "--events", events,
                file.toString()).redirectErrorStream(true).start();
        String text = new String(jfr.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, jfr.waitFor(), text);
        return text;
    }

    private static void transfer(Network network, DrivenStack client, DrivenStack server) throws Exception {
        var listener = server.listen(new InetSocketAddress(LinkAddress.of("10.1.0.2").address(), 80));
        StreamSocket socket = client.connect(new InetSocketAddress(LinkAddress.of("10.1.0.2").address(), 80));
        network.runFor(100_000_000);
        StreamSocket accepted = listener.tryAccept();
        socket.tryWrite(ByteBuffer.allocateDirect(10_000));
        network.runFor(100_000_000);
        FACTORY.policies().add(PolicyKind.SCHEDULER, new Failing(), 0, "test");
        client.policies().choose(PolicyKind.SCHEDULER, "failing");
        socket.tryWrite(ByteBuffer.allocateDirect(10_000));
        network.runFor(100_000_000);
        ByteBuffer read = ByteBuffer.allocateDirect(30_000);
        while (accepted.tryRead(read) > 0) {
            network.runFor(1_000_000);
        }
        assertEquals(20_000, read.position(), "it arrived all the same");
        socket.close();
        accepted.close();
        network.runFor(100_000_000);
    }

    @Test
    void theToolOfTheJdkPrintsIt() throws Exception {
        List<Stack> hosts = new ArrayList<>();
        Supplier<List<Stack>> open = () -> List.copyOf(hosts);
        Path file = folder.resolve("a.jfr");
        try (Network network = new Network(1); DrivenStack client = FACTORY.createDriven(StackConfig.builder("client").build());
                DrivenStack server = FACTORY.createDriven(StackConfig.builder("server").build());
                FlightRecording recording = new FlightRecording(open)) {
            hosts.add(client);
            LinkSpec spec = LinkSpec.of("rate=10m,delay=5ms");
            network.path("path", client, List.of(LinkAddress.of("10.1.0.1/24")), server, List.of(LinkAddress.of("10.1.0.2/24")), spec, spec);
            assertFalse(recording.listens(), "nobody records");
            try (Recording jfr = new Recording()) {
                jfr.enable(HostEvent.class).withPeriod(Duration.ofMillis(100));
                jfr.start();
                assertTrue(recording.listens());
                transfer(network, client, server);
                jfr.stop();
                jfr.dump(file);
            }
            assertFalse(recording.listens(), "nobody records any more");
        }
        String connections = print(file, "mptcp.Connection");
        assertTrue(connections.contains("connection = \"client/1\""), connections);
        assertTrue(connections.contains("what = \"ESTABLISHED\"") && connections.contains("what = \"CLOSED\""), connections);
        String swaps = print(file, "mptcp.Swap");
        assertTrue(swaps.contains("kind = \"scheduler\"") && swaps.contains("policy = \"failing\""), swaps);
        assertTrue(swaps.contains("policy = \"builtin\""), swaps);
        String failures = print(file, "mptcp.PolicyFailure");
        assertTrue(failures.contains("policy = \"failing\"") && failures.contains("UnsupportedOperationException"), failures);
    }

    /** A recording that ran before, and a host that is made later: neither waits for the next event of hosts. */
    @Test
    void fromTheFirstTurnOn() throws Exception {
        List<Stack> hosts = new CopyOnWriteArrayList<>();
        try (Recording jfr = new Recording(); DrivenStack first = FACTORY.createDriven(StackConfig.builder("first").build())) {
            jfr.enable(HostEvent.class).withPeriod(Duration.ofHours(1));
            jfr.start();
            hosts.add(first);
            try (FlightRecording recording = new FlightRecording(() -> List.copyOf(hosts))) {
                turnUntil(() -> recording.listensTo(first), first);
                try (DrivenStack second = FACTORY.createDriven(StackConfig.builder("second").build())) {
                    hosts.add(second);
                    recording.opened();
                    turnUntil(() -> recording.listensTo(second), first, second);
                    hosts.clear();
                }
                jfr.stop();
            }
        }
    }

    private static void turnUntil(BooleanSupplier done, DrivenStack... hosts) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (long now = 0; !done.getAsBoolean(); now++) {
            assertTrue(System.nanoTime() - deadline < 0, "it is not listened to");
            for (DrivenStack host : hosts) {
                host.turn(now);
            }
        }
    }

    /** What a host tells is read in its own words: reinjections and slow calls have numbers in them. */
    @Test
    void numbersAreReadFromDetails() throws Exception {
        Path file = folder.resolve("b.jfr");
        try (FlightRecording recording = new FlightRecording(List::of); Recording jfr = new Recording()) {
            jfr.start();
            HostRecorder recorder = new HostRecorder("client");
            recorder.event(0, 3, 1, "REINJECT", "4711 bytes");
            recorder.event(0, 3, -1, "REINJECT", "data timeout 2, 815 bytes");
            recorder.event(0, 3, 1, "SF_ESTABLISHED", "10.2.0.1:1 - 10.2.0.2:80");
            recorder.event(0, 3, 1, "STALE", "");
            recorder.event(0, 3, -1, "POLICY_SLOW", "cc lia 1500 us");
            assertFalse(recording.listens(), "there is no host");
            jfr.stop();
            jfr.dump(file);
        }
        String reinjections = print(file, "mptcp.Reinjection");
        assertTrue(reinjections.contains("bytes = 4.6 kB") && reinjections.contains("bytes = 815 bytes"), reinjections);
        String subflows = print(file, "mptcp.Subflow");
        assertTrue(subflows.contains("what = \"SF_ESTABLISHED\"") && subflows.contains("what = \"STALE\"")
                && subflows.contains("subflow = 1"), subflows);
        String slow = print(file, "mptcp.SlowCall");
        assertTrue(slow.contains("policy = \"lia\"") && slow.contains("took = 1.50 ms"), slow);
    }
}
