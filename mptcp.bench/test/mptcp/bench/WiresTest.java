package mptcp.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import mptcp.api.policy.PolicyKind;
import mptcp.bench.GoodputBenchmark.Cell;
import mptcp.io.sim.HopStatistics;
import mptcp.lab.Lab;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What benchmarks beside Linux are made of works, with little volume: wires, flows of both, pauses, connections. */
@Timeout(120)
final class WiresTest {
    private static final long BYTES = 1 << 20;
    private static final Cell FAST = new Cell(100, 1, 0);
    private static final Cell LOSSY = new Cell(100, 1, 0.05);

    @BeforeEach
    void needsALab() {
        Lab.unavailable().ifPresent(reason -> assumeTrue(false, reason));
    }

    private static void awaitMore(Flow flow, long bytes) throws IOException {
        for (long goal = flow.received() + bytes; flow.received() < goal;) {
            flow.check();
            Pause.millis(5);
        }
    }

    @ParameterizedTest
    @EnumSource(Flow.Way.class)
    void oneFlowOnEachWireForBoth(Flow.Way way) throws IOException {
        try (Lab lab = LabBenchmark.openEmulated(2); EmulatedWires wires = new EmulatedWires(lab)) {
            FlowPlan plan = FlowPlan.tcp(way, 2, "reno");
            for (boolean ours : new boolean[] {false, true}) {
                wires.arrange(List.of(FAST.spec(), LOSSY.spec()), 1);
                try (Flow flow = ours ? new StackFlow(lab, plan) : new LinuxFlow(lab, plan)) {
                    awaitMore(flow, BYTES);
                    HopStatistics first = wires.hop(1, way).statistics();
                    assertTrue(first.deliveredBytes() > BYTES / 4, first::toString);
                    assertEquals(0, first.droppedLoss());
                    assertTrue(wires.hop(2, way).statistics().deliveredPackets() > 0);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWireLosesWhatItIsToldTo(boolean ours) throws IOException {
        try (Lab lab = LabBenchmark.openEmulated(1); EmulatedWires wires = new EmulatedWires(lab)) {
            wires.arrange(List.of(LOSSY.spec()), 7);
            FlowPlan plan = FlowPlan.tcp(Flow.Way.OUT, 1, "cubic");
            try (Flow flow = ours ? new StackFlow(lab, plan) : new LinuxFlow(lab, plan)) {
                awaitMore(flow, BYTES / 2);
                HopStatistics s = wires.hop(1, Flow.Way.OUT).statistics();
                double lost = (double) s.droppedLoss() / s.enteredPackets();
                assertTrue(lost > LOSSY.loss() / 4 && lost < LOSSY.loss() * 3, s::toString);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Flow.Way.class)
    void aPathBecomesABlackHole(Flow.Way way) throws IOException {
        try (Lab lab = LabBenchmark.openEmulated(2); EmulatedWires wires = new EmulatedWires(lab)) {
            lab.endpoints("signal", true, false);
            wires.arrange(List.of(FAST.spec()), 1);
            FlowPlan plan = FlowPlan.mptcp(way, 2, "cubic").policy(PolicyKind.RETRANSMIT, "builtin");
            try (Flow flow = new StackFlow(lab, plan)) {
                awaitMore(flow, BYTES);
                flow.pauses().startAnew();
                wires.blackhole(1);
                awaitMore(flow, 2 * BYTES);
                assertTrue(flow.pauses().longestMs() > 10, "nothing was noticed of it");
                assertTrue(wires.hop(1, way).statistics().droppedDown() > 0);
            }
        }
    }

    @Test
    void connectionsAreCounted() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Session session = new Session(true, new PrintStream(text), new PrintStream(text));
        ConnectionsBenchmark.memory(session, Protocol.MPTCP, 200);
        ConnectionsBenchmark.rates(session, Protocol.TCP, 200, 500);
        String said = text.toString();
        assertTrue(said.contains("this stack opens") && said.contains("this stack accepts"), said);
        assertTrue(session.json().contains("\"metric\": \"memory of each, per end\""), said);
    }
}
