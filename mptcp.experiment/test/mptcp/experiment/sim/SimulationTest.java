package mptcp.experiment.sim;

import static mptcp.experiment.Workspace.SMALL;
import static mptcp.experiment.Workspace.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import mptcp.api.policy.PolicyKind;
import org.junit.jupiter.api.Test;

/** Whole runs: real stacks with the bundles' policies. */
class SimulationTest {
    private static FlowRecord flow(RunRecord run) {
        return run.flows().getFirst();
    }

    @Test
    void aFileOverTwoPaths() {
        RunRecord run = run(SMALL + "flows:\n  f: {from: client, to: server, bytes: 1m}\n", 1);
        FlowRecord f = flow(run);
        assertTrue(f.complete());
        assertNull(f.error());
        assertEquals(1_000_000, f.whole().bytes());
        assertEquals(List.of("one", "two"), f.subflows().stream().map(SubflowTrack::path).toList());
        long acked = f.subflows().stream().mapToLong(t -> t.last().bytesAcked()).sum();
        assertTrue(acked >= 1_000_000, acked + " bytes acknowledged");
        assertTrue(f.untilNs() > 500_000_000 && run.endNs() < 2_000_000_000, "it ends when it is done");
        assertEquals("each", f.sending().orElseThrow().policies().get(mptcp.api.policy.PolicyKind.PATH_MANAGER));
    }

    /** The mappings of both paths together are the stream, without a hole. */
    @Test
    void mappingsCoverTheStream() {
        FlowRecord f = flow(run(SMALL + "flows:\n  f: {from: client, to: server, bytes: 1m}\n", 1));
        TreeMap<Long, MapPoint> byOffset = new TreeMap<>();
        f.maps().stream().filter(p -> !p.reinjected()).forEach(p -> byOffset.put(p.offset(), p));
        long next = 0;
        for (MapPoint p : byOffset.values()) {
            assertEquals(next, p.offset());
            next += p.length();
        }
        assertEquals(1_000_000, next);
        assertEquals(2, byOffset.values().stream().map(MapPoint::path).distinct().count());
    }

    @Test
    void theSameSeedTheSameEvents() {
        String text = SMALL.replace("queue=50k", "queue=50k,loss=1%") + "flows:\n  f: {from: client, to: server}\n";
        assertEquals(run(text, 3).eventHash(), run(text, 3).eventHash());
        assertNotEquals(run(text, 3).eventHash(), run(text, 4).eventHash());
    }

    @Test
    void eventsHappen() {
        RunRecord run = run(SMALL + """
                flows:
                  f: {from: client, to: server, scheduler: minrtt}
                events:
                  - {at: 500ms, flow: f, scheduler: blest}
                  - {at: 700ms, host: server, cc: olia}
                  - {at: 800ms, path: two, set: "rate=1m"}
                  - {at: 1s, path: one, state: down}
                """, 1);
        assertTrue(run.happened().contains("0.500000 client/1 SWAP scheduler blest"), run.happened().toString());
        assertTrue(run.happened().contains("0.700000 server/1 SWAP cc olia"), run.happened().toString());
        SubflowTrack one = flow(run).subflows().getFirst();
        long atCut = one.samples().stream().filter(s -> s.timeNs() == 1_100_000_000).findFirst().orElseThrow().at()
                .bytesAcked();
        assertEquals(atCut, one.last().bytesAcked(), "nothing is acknowledged on a path that is down");
        assertTrue(run.hops().get("two>").deliveredBytes() < 8_000_000 / 8 + 1_000_000 / 8 * 1.3,
                "path two is slower from 0.8 s on");
    }

    private static double onTheDearPath(String hint) {
        RunRecord run = run(SMALL.replaceFirst("(two: .*)}", "$1, tags: \"lte,cost=5\"}")
                + "flows:\n  f: {from: client, to: server, scheduler: costcap, pattern: blocks, block: 120k, every: 100ms, count: 15" + hint + "}\n", 1);
        return run.hops().get("two>").deliveredBytes();
    }

    /** A link's tags say that it is dear, and what blocks are to be there by: what would be late pays. */
    @Test
    void tagsAndHints() {
        double without = onTheDearPath("");
        double patient = onTheDearPath(", hint: deadline=5s");
        double urgent = onTheDearPath(", hint: deadline=110ms");
        assertTrue(without < 5_000 && patient < 5_000, "packets of the handshake: " + without + ", " + patient);
        assertTrue(urgent > 200_000, urgent + " bytes");
        double halfOfThem = onTheDearPath(", hints: [deadline=110ms, none]");
        assertTrue(halfOfThem > 20_000 && halfOfThem < urgent, halfOfThem + " bytes of " + urgent);
    }

    /** Hints of messages in turn: of ten answers, each second one is sent twice. */
    @Test
    void messagesInTurn() {
        String text = SMALL + """
                hosts: {client: , server: {settings: {deadline.duplicate-from: 7}}}
                flows:
                  f: {from: client, to: server, scheduler: deadline, pattern: requests, response: 14k, every: 100ms, count: 10, hints: HINTS}
                """;
        double none = published(run(text.replace("HINTS", "[priority=6]"), 1));
        double half = published(run(text.replace("HINTS", "[priority=7, none]"), 1));
        double all = published(run(text.replace("HINTS", "[priority=7]"), 1));
        assertEquals(0, none);
        assertTrue(all >= 90 && half > 0.35 * all && half < 0.65 * all, half + " and " + all + " segments");
    }

    private static double published(RunRecord run) {
        return flow(run).published().get(PolicyKind.SCHEDULER).get("duplicated_segments").doubleValue();
    }

    /** What is said of a flow's bytes can change. */
    @Test
    void hintsChangeWithEvents() {
        String text = SMALL.replaceFirst("(two: .*)}", "$1, tags: \"lte,cost=5\"}") + """
                flows:
                  f: {from: client, to: server, scheduler: costcap, pattern: blocks, block: 120k, every: 100ms, count: 15}
                events:
                  - {at: 800ms, flow: f, hint: deadline=110ms}
                """;
        RunRecord run = run(text, 1);
        assertTrue(run.hops().get("two>").deliveredBytes() > 50_000, "dear from then on");
        assertTrue(run.happened().stream().anyMatch(l -> l.contains("** flow f: priority 0 within 110000000 ns")), run.happened().toString());
    }

    /** What policies publish is among the results: of each flow, and of hosts over all of their connections. */
    @Test
    void whatPoliciesPublish() {
        RunRecord run = run(SMALL + """
                flows:
                  f: {from: client, to: server, bytes: 2m, scheduler: peekaboo}
                  g: {from: server, to: client, bytes: 2m, scheduler: peekaboo}
                """, 1);
        for (FlowRecord f : run.flows()) {
            Map<String, Number> numbers = f.published().get(PolicyKind.SCHEDULER);
            assertEquals(Set.of("rounds_waited", "rounds_sent", "rounds_explored", "reward"), numbers.keySet());
            long rounds = numbers.get("rounds_waited").longValue() + numbers.get("rounds_sent").longValue();
            assertTrue(rounds > 0, numbers.toString());
            String sender = f.plan().from();
            long total = run.published().get(sender).stream().filter(p -> p.policy().equals("peekaboo") && p.name().startsWith("rounds_")
                    && !p.name().equals("rounds_explored")).mapToLong(RunRecord.Published::value).sum();
            assertTrue(total >= rounds, total + " of " + sender + ", " + rounds + " of the flow");
        }
    }

    @Test
    void sharedLinksShareTheirRate() {
        RunRecord run = run("""
                title: shared
                duration: 3s
                links: {core: "rate=8m,delay=5ms,queue=40k"}
                paths:
                  p: {between: [a, b], through: core}
                  q: {between: [c, d], through: [core]}
                flows:
                  f: {from: a, to: b, mptcp: off}
                  g: {from: c, to: d, mptcp: off}
                """, 1);
        long all = run.flows().stream().mapToLong(f -> f.whole().bytes()).sum();
        assertTrue(all > 2_400_000 && all < 3_000_000, all + " bytes through 8 Mbit/s in 3 s");
        assertEquals(-1, flow(run).sending().orElseThrow().mptcpVersion());
        assertTrue(flow(run).maps().isEmpty());
    }

    @Test
    void requestsAreAnswered() {
        FlowRecord f = flow(run(SMALL + """
                flows:
                  f: {from: client, to: server, pattern: requests, request: 500, response: 3k, every: 100ms, count: 10}
                """, 1));
        assertTrue(f.complete());
        assertEquals(10, f.latencies().size());
        assertEquals(30_000, f.whole().bytes());
        assertTrue(f.latencies().stream().allMatch(l -> l.latencyNs() > 10_000_000 && l.latencyNs() < 60_000_000),
                f.latencies().toString());
        FlowRecord closed = flow(run(SMALL + """
                flows:
                  f: {from: client, to: server, pattern: requests, count: 10}
                """, 1));
        assertEquals(10, closed.latencies().size());
        for (int i = 1; i < 10; i++) {
            Latency before = closed.latencies().get(i - 1);
            assertEquals(before.startNs() + before.latencyNs(), closed.latencies().get(i).startNs(),
                    "the next begins when the answer has come");
        }
    }

    @Test
    void blocksGoOneWay() {
        FlowRecord f = flow(run(SMALL + """
                flows:
                  f: {from: client, to: server, pattern: blocks, block: 4k, every: 50ms, count: 20}
                """, 1));
        assertEquals(20, f.latencies().size());
        assertEquals(80_000, f.whole().bytes());
        assertTrue(f.latencies().getFirst().latencyNs() > 5_000_000);
    }

    @Test
    void aFlowStopsWhenItIsToldTo() {
        RunRecord run = run(SMALL + "flows:\n  f: {from: client, to: server, start: 200ms, stop: 700ms}\n", 1);
        assertFalse(flow(run).complete());
        assertNull(flow(run).error());
        assertEquals(700_000_000, flow(run).untilNs());
        assertTrue(run.endNs() < 800_000_000, "there is nothing to wait for");
    }

    @Test
    void aFlowThatCannotConnectSaysWhy() {
        FlowRecord f = flow(run(SMALL.replace("2s", "300s").replace("queue=50k", "down")
                + "flows:\n  f: {from: client, to: server}\n", 1));
        assertEquals(-1, f.connectedNs());
        assertTrue(f.error() != null && !f.error().isBlank(), "an error");
    }

    @Test
    void backupPathsWait() {
        FlowRecord f = flow(run(SMALL.replace("delay=15ms,queue=50k\"", "delay=15ms,queue=50k\", backup: true")
                + "flows:\n  f: {from: client, to: server}\n", 1));
        assertEquals(2, f.subflows().size());
        assertEquals(0, f.subflows().getLast().last().bytesSent());
    }

    /** Without anything random on the links, seeds are one run if nothing is uneven, and samples if it is. */
    @Test
    void seedsAreSamples() {
        String flow = "flows:\n  f: {from: client, to: server, start: 500ms}\n";
        RunRecord one = run(SMALL + flow, 1);
        RunRecord two = run(SMALL + flow, 2);
        assertNotEquals(one.flows().getFirst().plan().startNs(), two.flows().getFirst().plan().startNs());
        assertNotEquals(one.flows().getFirst().whole().bytes(), two.flows().getFirst().whole().bytes());
        long startNs = one.flows().getFirst().plan().startNs();
        assertTrue(startNs >= 500_000_000 && startNs < 520_000_000, "a hundredth of the duration: " + startNs);
        RunRecord plain = run("jitter: off\n" + SMALL + flow, 1);
        RunRecord again = run("jitter: off\n" + SMALL + flow, 2);
        assertEquals(500_000_000, plain.flows().getFirst().plan().startNs());
        assertEquals(plain.flows().getFirst().whole().bytes(), again.flows().getFirst().whole().bytes());
        assertEquals(500_000_000, run("jitter: {starts: 0s, packets: 2ms}\n" + SMALL + flow, 1).flows().getFirst()
                .plan().startNs());
    }

    /** What arrives is never more than the link carries, also when a hole is filled and much is acknowledged at once. */
    @Test
    void ratesAreThoseOfTheLinks() {
        RunRecord run = run(SMALL.replace("queue=50k\"", "queue=50k,loss=1%\"").replace("sample: 20ms", "sample: 50ms")
                + "flows:\n  f: {from: client, to: server}\nevents:\n  - {at: 700ms, path: one, state: down}\n"
                + "  - {at: 1200ms, path: one, state: up}\n", 1);
        for (SubflowTrack t : run.flows().getFirst().subflows()) {
            for (int i = 1; i < t.samples().size(); i++) {
                long bytes = t.samples().get(i).delivered() - t.samples().get(i - 1).delivered();
                assertTrue(bytes * 8 / 50e3 <= 8, bytes * 8 / 50e3 + " Mbit/s at " + t.samples().get(i).timeNs());
            }
            assertTrue(t.samples().getLast().delivered() >= t.last().bytesAcked() && t.last().bytesAcked() > 100_000);
        }
    }
}
