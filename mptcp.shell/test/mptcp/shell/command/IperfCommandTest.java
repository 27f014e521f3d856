package mptcp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.StackFactory;
import mptcp.io.sim.LinkSpec;
import mptcp.pathmanager.fixed.StaticFactory;
import mptcp.shell.fake.FakeBundles;
import mptcp.shell.fake.JsonReader;
import mptcp.shell.text.Console;
import mptcp.shell.world.Clock;
import mptcp.shell.world.Laboratories;
import mptcp.shell.world.SimulatedNetwork;
import mptcp.shell.world.Transfers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class IperfCommandTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void printsTheLinesOfIperf3() throws Exception {
        List<String> lines = bench.run("iperf -n 100K -i 10ms -l 10K").lines().toList();
        assertEquals("Connecting to host 10.1.0.2, port 5201", lines.getFirst());
        assertTrue(lines.contains("[ ID] Interval           Transfer     Bitrate         Retr  Cwnd"));
        assertTrue(lines.stream().anyMatch(
                l -> l.matches("\\[  1\\]   0\\.00-.* sec   100 KBytes  .* .bits/sec .* sender")), lines.toString());
        assertTrue(lines.stream().anyMatch(
                l -> l.matches("\\[  1\\]   0\\.00-.* sec   100 KBytes  .* .bits/sec .* receiver")), lines.toString());
        assertEquals("iperf Done.", lines.getLast());
    }

    /** As in iperf3, -c names whom to connect to. */
    @Test
    void theClientsOptionNamesTheServer() throws Exception {
        List<String> lines = bench.run("iperf -c server -n 20K -i 10ms").lines().toList();
        assertEquals("Connecting to host 10.1.0.2, port 5201", lines.getFirst());
        lines = bench.run("iperf -c client -B server -n 20K -i 10ms").lines().toList();
        assertEquals("Connecting to host 10.1.0.1, port 5201", lines.getFirst());
        assertEquals("no host 'moon'; there are: client, server", bench.error("iperf -c moon -n 20K"));
        assertTrue(bench.run("iperf -c client -n 20K -i 10ms").contains("local server"), "the one at the other end");
        assertTrue(bench.error("iperf -c client -B client -n 20K").startsWith("no path leads from client to client"));
    }

    @Test
    void reverseAndParallel() throws Exception {
        Map<String, Object> all = JsonReader.object(bench.run("iperf -R -P 3 -n 20K -i 10ms --json"));
        Map<?, ?> test = (Map<?, ?>) ((Map<?, ?>) all.get("start")).get("test_start");
        assertEquals(new BigDecimal(1), test.get("reverse"));
        assertEquals(new BigDecimal(3), test.get("num_streams"));
        Map<?, ?> end = (Map<?, ?>) all.get("end");
        assertEquals(3, ((List<?>) end.get("streams")).size());
        assertEquals(new BigDecimal(3 * 20_480), ((Map<?, ?>) end.get("sum_received")).get("bytes"));
        assertEquals(false, ((Map<?, ?>) end.get("sum_sent")).get("sender"));
    }

    @Test
    void endsWhenTheTimeIsOver() throws Exception {
        String text = bench.run("iperf -t 30ms -i 10ms");
        assertEquals(3, text.lines().filter(l -> l.matches("\\[  1\\] +[0-9].*") && !l.endsWith("er")).count(), text);
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertEquals("either --time or --bytes, not both", bench.error("iperf -t 1s -n 5K"));
        assertTrue(bench.error("iperf -i 1ms").contains("at least 10ms"));
        assertTrue(bench.error("iperf -P 0").contains("1 to 64"));
        assertTrue(bench.error("iperf --cc nothing").startsWith("no cc 'nothing'"));
    }

    @Test
    void measuresRealStacks() throws Exception {
        StackFactory factory = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
        factory.policies().add(PolicyKind.PATH_MANAGER, new StaticFactory(), 100, "test");
        LinkSpec fast = LinkSpec.of("rate=200m,delay=1ms");
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (SimulatedNetwork network = SimulatedNetwork.start(factory, List.of(fast, fast), 1);
                Transfers transfers = new Transfers(Clock.WALL)) {
            Laboratories none = new Laboratories((settings, stacks) -> {
                throw new UnsupportedOperationException();
            }, transfers);
            Environment environment = new Environment(() -> factory, () -> network, none, new FakeBundles(), transfers,
                    Clock.WALL);
            Commands.run(new IperfCommand(), List.of("-n", "2M", "-i", "20ms", "--json"), environment,
                    Console.plain(new PrintStream(shown, true, StandardCharsets.UTF_8)), Path.of("."));
        }
        Map<String, Object> all = JsonReader.object(shown.toString(StandardCharsets.UTF_8));
        Map<?, ?> end = (Map<?, ?>) all.get("end");
        BigDecimal bytes = new BigDecimal(2 << 20);
        assertEquals(bytes, ((Map<?, ?>) end.get("sum_sent")).get("bytes"));
        assertEquals(bytes, ((Map<?, ?>) end.get("sum_received")).get("bytes"));
        assertNotNull(end.get("sender_tcp_congestion"));
        BigDecimal counted = BigDecimal.ZERO;
        for (Object interval : (List<?>) all.get("intervals")) {
            counted = counted.add((BigDecimal) ((Map<?, ?>) ((Map<?, ?>) interval).get("sum")).get("bytes"));
        }
        assertEquals(bytes, counted);
        assertEquals("10.1.0.1", ((Map<?, ?>) ((List<?>) ((Map<?, ?>) all.get("start")).get("connected")).getFirst())
                .get("local_host"));
    }
}
