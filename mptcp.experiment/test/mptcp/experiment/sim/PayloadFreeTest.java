package mptcp.experiment.sim;

import static mptcp.experiment.Workspace.sim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import mptcp.experiment.Workspace;
import mptcp.experiment.Workspace.Said;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.result.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without payload everything happens when it happens with payload, and every number is the same. */
class PayloadFreeTest {
    private static final String MANY = """
            title: a little of everything
            duration: 4s
            sample: 20ms
            hosts:
              client: {checksums: %s}
              server: {checksums: %s}
            paths:
              one: {between: [client, server], link: "rate=8m,delay=5ms,queue=50k,loss=0.5%%,duplicate=1%%,corrupt=0.5%%"}
              two: {between: [client, server], link: "rate=4m,delay=15ms,queue=50k,reorder=2%%/5ms,jitter=1ms"}
            flows:
              bulk: {from: client, to: server, bytes: 2m}
              ask: {from: client, to: server, pattern: requests, response: 7k, every: 100ms, scheduler: redundant}
              blocks: {from: client, to: server, pattern: blocks, block: 300, every: 50ms}
              web: {from: client, to: server, pattern: web, page: [20k, 5k<1, 3k<1], think: 300ms}
            events:
              - {at: 1s, flow: bulk, scheduler: blest}
              - {at: 1500ms, path: one, state: down}
              - {at: 2500ms, path: one, state: up}
            """;

    /** Checked mappings that are cut into segments wait beside the stream, and are verified as a whole. */
    @ParameterizedTest
    @ValueSource(strings = {"off", "on"})
    void theSameNumbers(String checksums) {
        String text = MANY.formatted(checksums, checksums);
        ExperimentFile file = Workspace.parse(text);
        Experiment with = file.at(file.points(false).getFirst());
        ExperimentFile free = Workspace.parse(text + "payload-free: true\n");
        Experiment without = free.at(free.points(false).getFirst());
        assertTrue(without.payloadFree() && !with.payloadFree());
        RunRecord bytes = Simulation.run(with, 3, Workspace.POLICIES);
        RunRecord lengths = Simulation.run(without, 3, Workspace.POLICIES);
        assertEquals(bytes.endNs(), lengths.endNs());
        assertEquals(bytes.happened(), lengths.happened());
        assertEquals(bytes.hops(), lengths.hops());
        assertEquals(bytes.counters(), lengths.counters());
        Outcome expected = Outcome.of(file.points(false).getFirst(), with, bytes);
        Outcome actual = Outcome.of(file.points(false).getFirst(), without, lengths);
        assertEquals(expected.flows(), actual.flows());
        assertEquals(expected.paths(), actual.paths());
        for (int i = 0; i < bytes.flows().size(); i++) {
            assertEquals(bytes.flows().get(i).maps(), lengths.flows().get(i).maps());
            assertEquals(bytes.flows().get(i).latencies(), lengths.flows().get(i).latencies());
        }
        assertTrue(expected.flows().get("bulk").get("goodput") > 1, "something was carried");
        assertTrue(bytes.counters().get("server").get("TcpInCsumErrors") > 0, "packets were damaged");
        assertNotEquals(bytes.eventHash(), lengths.eventHash(), "one is of bytes, the other of headers");
    }

    @Test
    void whatIsSaidToTheCommandStandsInTheResults(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("small.yaml");
        Files.writeString(file, Workspace.SMALL + "flows:\n  f: {from: client, to: server, bytes: 200k}\n");
        Path with = folder.resolve("with");
        Path without = folder.resolve("without");
        assertEquals(0, sim("run", file, "--no-plots", "--out", with).status());
        assertEquals(0, sim("run", file, "--no-plots", "--payload-free", "--out", without).status());
        assertEquals(Files.readString(with.resolve("flows.csv")), Files.readString(without.resolve("flows.csv")));
        assertEquals(Files.readString(with.resolve("paths.csv")), Files.readString(without.resolve("paths.csv")));
        assertTrue(Files.readString(without.resolve("experiment.yaml")).endsWith("payload-free: true\n"));
        assertTrue(Files.readString(without.resolve("made.json")).contains("--payload-free"));
        Said again = sim("verify", without);
        assertTrue(again.status() == 0 && again.out().contains("1 of 1 runs"), again.out());
    }

    @Test
    void alsoOfJson(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("small.json");
        Files.writeString(file, """
                {"title": "t", "duration": "1s", "paths": {"p": {"between": ["a", "b"], "link": "rate=8m"}},
                 "flows": {"f": {"from": "a", "to": "b", "bytes": "10k"}}}""");
        ExperimentFile read = ExperimentFile.readWithoutPayload(file, Map.of(), Workspace.POLICIES::of);
        assertTrue(read.at(read.points(false).getFirst()).payloadFree(), read.text());
    }

    @Test
    void payloadThatIsDamagedNeedsPayload(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("flip.yaml");
        Files.writeString(file, Workspace.SMALL.replaceFirst("queue=50k", "queue=50k,flip=1%")
                + "flows:\n  f: {from: client, to: server}\n");
        assertEquals(0, sim("check", file).status());
        Said said = sim("check", "--payload-free", file);
        assertTrue(said.status() == 2 && said.err().contains("there is nothing to flip"), said.err());
    }
}
