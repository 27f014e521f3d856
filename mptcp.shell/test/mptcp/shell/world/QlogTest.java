package mptcp.shell.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.LinkSpec;
import mptcp.io.sim.Network;
import mptcp.pathmanager.fixed.StaticFactory;
import mptcp.shell.fake.FakeHost;
import mptcp.shell.fake.FakeNetwork;
import mptcp.shell.fake.JsonReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is in the files: JSON text sequences, headers as the draft has them, events in their order. */
class QlogTest {
    private static final long MS = 1_000_000;

    @TempDir
    Path folder;

    /** The records of a file: each begins with RS and ends with LF (RFC 7464 section 2.2). */
    static List<Map<String, Object>> records(Path file) throws Exception {
        String text = Files.readString(file);
        assertTrue(text.startsWith("\u001e") && text.endsWith("\n"), text);
        List<Map<String, Object>> records = new ArrayList<>();
        for (String record : text.substring(1).split("\u001e")) {
            assertEquals(record.length() - 1, record.indexOf('\n'), "one line: " + record);
            records.add(JsonReader.object(record));
        }
        return records;
    }

    private static void transfer(Network network, DrivenStack client, DrivenStack server, int port) throws Exception {
        StreamListener listener = server.listen(new InetSocketAddress("10.1.0.2", port));
        StreamSocket socket = client.connect(new InetSocketAddress("10.1.0.2", port));
        network.runFor(300 * MS);
        StreamSocket accepted = listener.tryAccept();
        ByteBuffer in = ByteBuffer.allocateDirect(50_000);
        ByteBuffer out = ByteBuffer.allocateDirect(50_000);
        for (int i = 0; i < 500 && in.hasRemaining(); i++) {
            socket.tryWrite(out);
            network.runFor(10 * MS);
            accepted.tryRead(in);
        }
        client.policies().choose(PolicyKind.PATH_MANAGER, "builtin");
        socket.close();
        accepted.close();
        network.runFor(500 * MS);
    }

    @Test
    void eachConnectionHasAFile() throws Exception {
        StackFactory factory = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
        factory.policies().add(PolicyKind.PATH_MANAGER, new StaticFactory(), 1, "test");
        try (Network network = new Network(1); DrivenStack client = factory.createDriven(StackConfig.builder("client").build());
                DrivenStack server = factory.createDriven(StackConfig.builder("server").build())) {
            LinkSpec spec = LinkSpec.of("rate=10m,delay=5ms");
            network.path("path1", client, List.of(LinkAddress.of("10.1.0.1/24")), server, List.of(LinkAddress.of("10.1.0.2/24")), spec, spec);
            network.path("path2", client, List.of(LinkAddress.of("10.2.0.1/24")), server, List.of(LinkAddress.of("10.2.0.2/24")), spec, spec);
            server.endpoints(List.of(Endpoint.of(2, LinkAddress.of("10.2.0.2").address()).withSignal(true)));
            QlogRecording recording = new QlogRecording(folder.resolve("q"), List.of(client, server));
            transfer(network, client, server, 80);
            transfer(network, client, server, 81);
            recording.close();
            assertEquals(4, recording.files());
        }
        try (Stream<Path> files = Files.list(folder.resolve("q"))) {
            assertEquals(new TreeSet<>(List.of("client-1.sqlog", "client-2.sqlog", "server-1.sqlog", "server-2.sqlog")),
                    files.map(f -> f.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)));
        }
        List<Map<String, Object>> records = records(folder.resolve("q/client-1.sqlog"));
        Map<String, Object> header = records.removeFirst();
        assertEquals("urn:ietf:params:qlog:file:sequential", header.get("file_schema"));
        assertEquals("application/qlog+json-seq", header.get("serialization_format"));
        Map<?, ?> trace = (Map<?, ?>) header.get("trace");
        assertEquals(List.of(QlogEvents.SCHEMA), trace.get("event_schemas"));
        assertEquals("client/1", ((Map<?, ?>) trace.get("common_fields")).get("group_id"));
        List<Object> names = records.stream().map(r -> r.get("name")).toList();
        assertEquals("mptcp:connection_created", names.getFirst());
        assertEquals("mptcp:connection_closed", names.getLast());
        assertTrue(names.containsAll(List.of("mptcp:connection_established", "mptcp:address_announced", "mptcp:subflow_established",
                "mptcp:policy_swapped")), names::toString);
        BigDecimal last = BigDecimal.ZERO;
        for (Map<String, Object> record : records) {
            assertTrue(((BigDecimal) record.get("time")).compareTo(last) >= 0, "in their order");
            last = (BigDecimal) record.get("time");
        }
        Map<?, ?> joined = (Map<?, ?>) records.get(names.indexOf("mptcp:subflow_established")).get("data");
        assertEquals(BigDecimal.ONE, joined.get("subflow"));
        assertTrue(joined.get("local").toString().startsWith("10.2.0.1:"), joined::toString);
        assertEquals("10.2.0.2:80", joined.get("remote"));
    }

    @Test
    void moreConnectionsThanFilesAreOpen() throws Exception {
        FakeHost host = new FakeNetwork().client();
        try (QlogRecording recording = new QlogRecording(folder, List.of(host))) {
            for (int round = 0; round < 2; round++) {
                for (int id = 1; id <= 500; id++) {
                    host.monitors.getFirst().event(round, id, 0, "STALE", "");
                }
            }
            host.monitors.getFirst().event(0, 0, -1, "SWAP", "of the host, which has no file");
            assertEquals(folder, recording.folder());
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(500, files.count());
        }
        assertEquals(3, records(folder.resolve("client-1.sqlog")).size(), "header and both events");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "CREATED|10.1.0.1:5 - 10.1.0.2:80|connection_created|{local=10.1.0.1:5, remote=10.1.0.2:80}",
        "ESTABLISHED|version 1, checksums|connection_established|{version=1, checksums=true}",
        "ESTABLISHED|version 0|connection_established|{version=0, checksums=false}",
        "ANNOUNCED|10.2.0.2 id 2|address_announced|{address=10.2.0.2, id=2}",
        "REMOVED|id 3|address_removed|{id=3}",
        "SF_RESET|reason 4, transient|subflow_reset|{code=4, transient=true}",
        "SF_PRIO|backup|subflow_priority|{backup=true}",
        "SF_PRIO|regular|subflow_priority|{backup=false}",
        "REINJECT|data timeout 2, 815 bytes|data_reinjected|{timeouts=2, bytes=815}",
        "REINJECT|4711 bytes|data_reinjected|{bytes=4711}",
        "SWAP|scheduler min rtt|policy_swapped|{kind=scheduler, policy=min rtt}",
        "POLICY_FAILED|cc mine: java.lang.Error|policy_failed|{kind=cc, policy=mine, fault=java.lang.Error}",
        "POLICY_SLOW|cc lia 1500 us|policy_slow|{kind=cc, policy=lia, us=1500}",
        "FALLBACK|no option came back|connection_fell_back|{reason=no option came back}",
        "NEW_ONE|something|new_one|{detail=something}"
    })
    void detailsAreFields(String event, String detail, String name, String data) {
        assertEquals("mptcp:" + name, QlogEvents.name(event));
        assertEquals(data, QlogEvents.data(event, -1, detail).toString());
    }
}
