package mptcp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import mptcp.api.policy.PolicyKind;
import mptcp.shell.fake.JsonReader;
import mptcp.shell.fake.Snapshots;
import mptcp.shell.text.Console;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands print with {@code --json} is one document, whatever is the case. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
final class JsonOutputTest {
    private final Bench bench = new Bench();

    @BeforeEach
    void somethingToTell() {
        bench.network.client().connections.add(Snapshots.limited("client", 1, Map.of("application", 0.5),
                Map.of("MPTcpExtDuplicateData", 3L), Snapshots.subflow(0, "path \"1\"\\\t\u0001", 1000, false),
                Snapshots.subflow(1, "path2", 2000, true)));
        bench.network.client().counters.put("MPTcpExtMPCapableSYNTX", 2L);
        bench.network.addPolicy(PolicyKind.SCHEDULER, "minrtt", 5, "mptcp.scheduler.minrtt");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ss", "ss -i", "ss client/1", "ss -l", "ss -H server", "nstat", "nstat -a", "nstat -z none",
        "endpoint", "endpoint add 10.2.0.1 subflow", "limits", "limits --all", "limits subflows=3", "policy", "policy scheduler -v",
        "policy scheduler minrtt", "policy set", "policy minrtt", "policy scheduler minrtt -c client/1", "why client/1", "link", "link path1",
        "link path1 down burst=1%/25%", "trace", "hosts", "bundles", "transfers", "put -n 10K", "get -n 10K",
        "qlog", "put -w -n 10K", "get -w -n 10K", "iperf -n 10K", "lab", "lab up", "lab down",
        "stop roundrobin", "start roundrobin", "update roundrobin"})
    void oneDocument(String line) throws Exception {
        String text = bench.run(line + " --json");
        JsonReader.read(text);
        assertEquals("", Schemas.problems(line.split(" ")[0], text));
    }

    /** Each command that has --json has a schema, and no schema is of a command that has not. */
    @Test
    void everyDocumentHasASchema() throws Exception {
        Set<String> with = new TreeSet<>();
        for (Command command : bench.commands) {
            if (command.syntax().options().stream().anyMatch(o -> o.longName().equals("json"))) {
                with.add(command.syntax().name());
            }
        }
        assertEquals(with, Schemas.names());
    }

    /** A schema that lets everything pass would show nothing. */
    @Test
    void aSchemaRefusesWhatIsNotSo() {
        assertTrue(Schemas.problems("hosts", "[{\"name\": 3}]").contains("name"));
        assertTrue(Schemas.problems("endpoint", "{\"client\": [\"Endpoint[1 10.0.0.1]\"]}").contains("object"));
        assertTrue(Schemas.problems("put", "{}").contains("direction"));
    }

    @Test
    void everyCommandThatPrintsFactsHasIt() {
        Set<String> without = new TreeSet<>();
        for (Command command : bench.commands) {
            if (command.syntax().options().stream().noneMatch(o -> o.longName().equals("json"))) {
                without.add(command.syntax().name());
            }
        }
        assertEquals(Set.of("demo", "help", "watch"), without, "they show things to people");
    }

    @Test
    void aTraceSaysWhereItIs(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("a.pcap");
        Map<?, ?> begun = (Map<?, ?>) ((List<?>) JsonReader.read(bench.run("trace --json " + file))).getFirst();
        assertEquals(file.toString(), begun.get("file"));
        assertEquals("", Schemas.problems("trace", bench.run("trace --json")));
        assertEquals(true, begun.get("running"));
        Files.write(file, new byte[24]);
        Map<?, ?> ended = (Map<?, ?>) ((List<?>) JsonReader.read(bench.run("trace --json off"))).getFirst();
        assertEquals(false, ended.get("running"));
        assertEquals(new BigDecimal(24), ended.get("bytes"));
    }

    @Test
    void cancelledTransfers() throws Exception {
        bench.network.server().listen(new InetSocketAddress(7000), null, null);
        bench.run("put -n 1M --server 10.1.0.2:7000");
        String text = bench.run("cancel 1 --json");
        assertEquals("", Schemas.problems("cancel", text));
        Map<?, ?> transfer = (Map<?, ?>) ((List<?>) JsonReader.read(text)).getFirst();
        assertEquals("cancelled", transfer.get("state"));
    }

    @Test
    void limitsAreNumbersAndTruthValues() throws Exception {
        Map<?, ?> client = (Map<?, ?>) JsonReader.object(bench.run("limits --json minrto=50ms rcvbuf=1M joins=off"))
                .get("client");
        assertEquals(new BigDecimal("0.05"), client.get("minrto"));
        assertEquals(new BigDecimal(1 << 20), client.get("rcvbuf"));
        assertEquals(false, client.get("joins"));
    }

    @Test
    void aSwapTellsWhatWasBefore() throws Exception {
        List<?> swaps = (List<?>) JsonReader.read(bench.run("policy scheduler minrtt --host client --json"));
        assertEquals(List.of(Map.of("kind", "scheduler", "of", "client", "before", "roundrobin", "now", "minrtt")),
                swaps);
    }

    @Test
    void aTransferThatFailsIsStillADocument() throws Exception {
        bench.network.client().damageAt = 6_000;
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        Console console = Console.plain(new PrintStream(shown, true, StandardCharsets.UTF_8));
        assertThrows(CommandException.class, () -> Commands.run(bench.command("put"),
                List.of("-w", "-n", "10K", "--json"), bench.environment, console, Path.of(".")));
        Map<String, Object> transfer = JsonReader.object(shown.toString(StandardCharsets.UTF_8));
        assertEquals("failed", transfer.get("state"));
        assertTrue(transfer.get("failure").toString().contains("digests differ"));
    }

    @Test
    void monitorPrintsOneDocumentALine() throws Exception {
        Thread events = Thread.ofPlatform().start(() -> {
            while (bench.network.server().monitors.isEmpty()) {
                Thread.onSpinWait();
            }
            bench.network.client().monitors.getFirst().event(5, 1, 1, "SF_ESTABLISHED", "a \"quote\"\nand a line");
            bench.network.server().monitors.getFirst().event(5, 0, -1, "SWAP", null);
        });
        List<String> lines = bench.run("monitor --json -n 2").lines().toList();
        List<Map<String, Object>> seen = lines.stream().map(JsonReader::object).toList();
        events.join();
        lines.forEach(line -> assertEquals("", Schemas.problems("monitor", line)));
        assertEquals("a \\\"quote\\\"\\nand a line", seen.get(0).get("detail"));
        assertEquals(new BigDecimal(1), seen.get(0).get("subflow"));
        assertEquals("SWAP", seen.get(1).get("event"));
    }
}
