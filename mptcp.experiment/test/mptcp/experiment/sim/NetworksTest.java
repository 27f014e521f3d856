package mptcp.experiment.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mptcp.experiment.Workspace;
import mptcp.experiment.plan.BadExperiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.io.sim.HopStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What networks of experiments can do beside two paths with drop-tail queues. */
class NetworksTest {
    private static final String TCP = """
            title: one link
            duration: 10s
            windows: {settled: 3s..10s}
            hosts: {client: {mptcp: off, ecn: true, cc: reno}, server: {ecn: true}}
            paths:
              one: {between: [client, server], link: "rate=20m,delay=10ms,queue=200p%s"}
            flows:
              f: {from: client, to: server}
            """;

    @TempDir
    Path folder;

    private static double delay(RunRecord run) {
        return run.flows().getFirst().subflows().getFirst().samples().stream()
                .filter(s -> s.timeNs() > 3_000_000_000L).mapToLong(s -> s.at().srttNs()).average().orElse(0) / 1e6;
    }

    private static double goodput(FlowRecord f, int window) {
        return f.windows().get(window).bytes() * 8 / 7e6;
    }

    /** A bulk transfer keeps the link busy with a queue that is a fraction of the drop-tail one. */
    @ParameterizedTest
    @CsvSource({"codel, 35", "fqcodel, 35", "pie, 50", "dualpi2, 50", "red:min=5:max=30, 45"})
    void managedQueuesAreShort(String aqm, double most) {
        RunRecord full = Workspace.run(TCP.formatted(""), 1);
        assertTrue(delay(full) > 60, "drop-tail: " + delay(full));
        RunRecord managed = Workspace.run(TCP.formatted(",aqm=" + aqm), 1);
        assertTrue(delay(managed) < most, aqm + ": " + delay(managed));
        assertTrue(goodput(managed.flows().getFirst(), 0) > 0.8 * 19.2, aqm + ": " + goodput(managed.flows()
                .getFirst(), 0));
        assertTrue(managed.hops().get("one>").droppedAqm() > 0);
    }

    /** With ECN the same, and nothing is sent twice after slow start. */
    @Test
    void marksReachTheSender() {
        RunRecord run = Workspace.run(TCP.formatted(",queue=2000p,aqm=codel:ecn"), 1);
        HopStatistics hop = run.hops().get("one>");
        assertTrue(hop.marked() > 10 && hop.dropped() == 0, hop.toString());
        assertEquals(0, run.flows().getFirst().subflows().getFirst().last().retransmits());
        assertTrue(delay(run) < 40, "" + delay(run));
    }

    @Test
    void crossTrafficTakesItsShare() {
        String cross = "cross: {noise: {over: one, rate: 8m}}\n";
        RunRecord run = Workspace.run(TCP.formatted("") + cross, 1);
        assertEquals((20 - 8) * 1448 / 1500.0, goodput(run.flows().getFirst(), 0), 0.8);
        String bursts = "cross: {noise: {over: one, rate: 18m, on: 300ms, off: 300ms, bursts: fixed, stop: 8s}}\n";
        RunRecord half = Workspace.run(TCP.formatted("") + bursts, 1);
        assertEquals(8_000_000_000L / 600_000_000 * 0.3 * 18e6 / 8 / 1500, half.hops().get("one>").enteredPackets()
                - half.flows().getFirst().subflows().getFirst().last().bytesSent() / 1448.0, 800, "packets of bursts");
        assertNotEquals(Workspace.run(TCP.formatted("") + bursts.replace("bursts: fixed, ", ""), 1).eventHash(),
                Workspace.run(TCP.formatted("") + bursts.replace("bursts: fixed, ", ""), 2).eventHash());
    }

    @Test
    void groupsAreWrittenOnce() {
        String text = """
                title: users
                duration: 5s
                hosts:
                  user#: {copies: 3, mptcp: off}
                  web: {}
                links:
                  core: "rate=12m,delay=5ms,queue=50p"
                  access#: {copies: 3, is: "rate=10m,delay=#ms"}
                paths:
                  u#: {copies: 3, between: [user#, web], through: [access#, core]}
                flows:
                  user#: {copies: 3, from: user#, to: web, start: "0.#s"}
                events:
                  - {copies: 2, at: "#s", link: access#, set: loss=1%}
                """;
        RunRecord run = Workspace.run(text, 1);
        assertEquals(List.of("user1", "user2", "user3"), run.flows().stream().map(f -> f.plan().name()).toList());
        assertTrue(run.hops().containsKey("access3>") && run.happened().stream()
                .anyMatch(l -> l.equals("2.000000 ** link access2: loss=1%")), run.happened().toString());
        ExperimentFile file = Workspace.parse(text + "expect: [{value: user#.goodput * 3, at-least: 10}]\n");
        assertTrue(mptcp.experiment.result.Verdict.of(file.expectations(), List.of(
                mptcp.experiment.result.Outcome.of(file.points(false).getFirst(),
                        file.at(file.points(false).getFirst()), run))).getFirst().holds(), "the mean of a group");
        String twice = assertThrows(BadExperiment.class, () -> Workspace.parse(text.replace("u#: {", "u: {")))
                .getMessage();
        assertTrue(twice.contains("'u' is here twice; a name with 'copies' needs a #"), twice);
    }

    /** Each subflow takes a route by its ports. */
    @Test
    void routesOfEqualCostAreChosenByTheFlow() {
        String text = """
                title: routes
                duration: 3s
                hosts: {a: {path: ndiffports, settings: {ndiffports.count: 8}, max-subflows: 8}, b: {}}
                links:
                  r#: {copies: 4, is: "rate=5m,delay=2ms,queue=50p"}
                paths:
                  p: {between: [a, b], ecmp: ["r1", "r2", "r3", "r4"]}
                flows:
                  f: {from: a, to: b}
                """;
        RunRecord run = Workspace.run(text, 3);
        long used = run.hops().entrySet().stream().filter(h -> h.getKey().endsWith(">")
                && h.getValue().deliveredPackets() > 100).count();
        assertTrue(used >= 2, used + " of 4 routes by 8 subflows");
        assertTrue(run.flows().getFirst().whole().bytes() > 1.5 * 5e6 / 8 * 3 * 0.8, "more than one carries");
    }

    @Test
    void fatTreesAreGenerated() {
        RunRecord run = Workspace.run("title: fat\nduration: 200ms\n"
                + "fattree: {k: 4, link: \"rate=20m,delay=50us,queue=50p\", flow: \"bytes: 20k\"}\n", 1);
        assertEquals(16, run.flows().size());
        assertTrue(run.flows().stream().allMatch(FlowRecord::complete));
        assertEquals(2 * 2 * (16 + 16 + 16), run.hops().size(), "up and down, and both directions of each");
        assertThrows(BadExperiment.class, () -> Workspace.parse("title: x\nduration: 1s\nfattree: {k: 5}\n"));
        assertEquals("test.yaml:5:3: host h0: 'scheduler': 'my.blest' is not possible; possible are " + String.join(", ",
                Workspace.POLICIES.of(mptcp.api.policy.PolicyKind.SCHEDULER)) + ": 'blest' is meant?", assertThrows(BadExperiment.class,
                () -> Workspace.parse("title: x\nduration: 1s\nfattree:\n  k: 4\n  host: \"scheduler: my.blest\"\n")).getMessage(),
                "one of sixteen, where the file says it");
        String unread = assertThrows(BadExperiment.class,
                () -> Workspace.parse("title: x\nduration: 1s\nfattree: {k: 4, flow: \"bytes: 1m]\"}\n")).getMessage();
        assertTrue(unread.startsWith("test.yaml:3:10: fattree: 'host' and 'flow' are lists"), unread);
    }

    @Test
    void aHostThatMovesHasAnotherAddress() {
        String text = Workspace.SMALL + """
                hosts: {client: {path: fullmesh}, server: {}}
                flows:
                  f: {from: client, to: server, over: one}
                events:
                  - {at: 500ms, path: one, state: gone}
                  - {at: 900ms, path: one, state: moved}
                  - {at: 1400ms, path: one, state: moved}
                """;
        RunRecord run = Workspace.run(text, 1);
        List<String> from = run.flows().getFirst().subflows().stream()
                .map(t -> t.local().getAddress().getHostAddress()).distinct().toList();
        assertEquals(List.of("10.1.0.1", "10.2.0.1", "10.1.0.3", "10.1.0.4"), from);
        assertTrue(run.flows().getFirst().error() == null && run.flows().getFirst().whole().bytes() > 1_500_000);
    }

    /** Without an address at its end a path carries nothing to other addresses of that host either, until there is one again. */
    @Test
    void aPathWhoseAddressIsGoneLeadsNowhere() {
        String text = Workspace.SMALL + """
                jitter: off
                hosts: {client: {path: fullmesh}, server: {path: fullmesh}}
                flows:
                  f: {from: client, to: server, over: two}
                events:
                  - {at: 1ms, path: one, state: gone}
                """;
        assertEquals(0, Workspace.run(text, 1).hops().get("one<").deliveredPackets());
        RunRecord back = Workspace.run(text + "  - {at: 1s, path: one, state: moved}\n", 1);
        assertTrue(back.hops().get("one<").deliveredPackets() > 100);
    }

    private RunRecord traced(String event) throws Exception {
        Path file = folder.resolve("traced.yaml");
        Files.writeString(file, TCP.formatted("") + "events:\n  - " + event + "\n");
        ExperimentFile read = ExperimentFile.read(file, Map.of(), Workspace.POLICIES::of,
                Workspace.ROOT.resolve("experiments"));
        assertEquals(1, read.traces().size());
        return Simulation.run(read.at(read.points(false).getFirst()), 1, Workspace.POLICIES);
    }

    @Test
    void linksFollowRecordings() throws Exception {
        Files.writeString(folder.resolve("steps.csv"), "time_s,rate_mbit,delay_ms\n0,4,10\n2,8,20\n");
        RunRecord steps = traced("{at: 0s, path: one, trace: steps.csv}");
        assertEquals(6 * 1448 / 1500.0, goodput(steps.flows().getFirst(), 0), 0.5, "half of the time 4, and 8");
        Files.writeString(folder.resolve("even.mahi"), "1\n2\n3\n"); // 12 Mbit/s
        RunRecord even = traced("{at: 0s, path: one, trace: even.mahi, direction: forward}");
        assertEquals(12 * 1448 / 1500.0, goodput(even.flows().getFirst(), 0), 0.2);
        RunRecord shipped = traced("{at: 0s, path: one, trace: lte-walk.csv}");
        assertTrue(shipped.flows().getFirst().whole().bytes() > 1_000_000);
        assertTrue(traced("{at: 0s, path: one, trace: cellular.mahi}").flows().getFirst().whole().bytes() > 1_000_000);
        for (String[] wrong : new String[][] {{"time_s,rate\n0,1\n", "must name the columns"},
                {"time_s,rate_mbit\n0,x\n1,2\n", "line 2"}, {"time_s,rate_mbit\n1,1\n1,2\n", "times must grow"}}) {
            Files.writeString(folder.resolve("steps.csv"), wrong[0]);
            String said = assertThrows(BadExperiment.class, () -> traced("{at: 0s, path: one, trace: steps.csv}"))
                    .getMessage();
            assertTrue(said.contains(wrong[1]), said);
        }
        assertTrue(assertThrows(BadExperiment.class, () -> traced("{at: 0s, path: one, trace: none.mahi}"))
                .getMessage().contains("there is no trace 'none.mahi'"));
    }
}
