package mptcp.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.testkit.Drill;
import org.junit.jupiter.api.Test;

/** The targets come to where they are meant to come, and see what is wrong. */
class TargetsTest {
    private static final int VERSION_1 = 0x22;

    private static void exchange(TwoStacks stacks) {
        for (int i = 0; i < 8; i++) {
            for (int wire = 0; wire < 4; wire++) {
                stacks.wire(wire).deliver(100);
                stacks.check();
            }
            stacks.advance(10_000_000);
        }
    }

    @Test
    void twoStacksHaveTwoSubflowsAndBytesGoBothWays() {
        try (TwoStacks stacks = new TwoStacks(VERSION_1, 0)) {
            exchange(stacks);
            assertTrue(stacks.counter(0, "MPTcpExtMPJoinSynAckRx") >= 1);
            assertTrue(stacks.counter(1, "MPTcpExtMPJoinAckRx") >= 1);
            stacks.application(0).write(5000);
            stacks.application(1).write(3000);
            exchange(stacks);
            assertTrue(stacks.application(1).read(10_000));
            assertTrue(stacks.application(0).read(10_000));
            assertFalse(stacks.application(0).done());
            stacks.end();
            assertTrue(stacks.application(0).done() && stacks.application(1).done(), stacks.application(0).toString());
        }
    }

    @Test
    void whatIsStrippedAndSplitComesThroughAllTheSame() {
        try (TwoStacks stacks = new TwoStacks(VERSION_1, 0)) {
            exchange(stacks);
            stacks.application(0).write(20_000);
            stacks.check();
            stacks.wire(0).split();
            stacks.wire(0).later(2);
            stacks.wire(0).duplicate();
            stacks.wire(2).strip(1);
            exchange(stacks);
            stacks.end();
        }
    }

    @Test
    void anApplicationSeesAWrongByte() {
        try (TwoStacks stacks = new TwoStacks(1, 0)) { // plain TCP: what goes in comes out
            exchange(stacks);
            Application wrong = new Application("wrong", 7, 9);
            wrong.begin(stacks.application(0).socket());
            wrong.write(10);
            exchange(stacks);
            assertThrows(Finding.class, () -> stacks.application(1).read(10));
        }
    }

    @Test
    void theParsersAreCompared() {
        Finding.same("one", 1, 1);
        assertThrows(Finding.class, () -> Finding.same("one", 1, 2));
        byte[] packet = HexFormat.of().parseHex("4500002800000000400600000a0000010a000002"
                + "0050005100000001000000025010000100000000");
        WireTarget.fuzzerTestOneInput(packet);
    }

    @Test
    void eachStateIsReached() {
        for (State state : State.values()) {
            for (boolean multipath : new boolean[] {false, true}) {
                try (Drill d = Drill.v4().secondAddress().config(c -> c.mptcpVersion(multipath ? 1 : -1)).open()) {
                    state.enter(d, multipath, multipath);
                    assertEquals(expected(state, multipath), d.stack().inspector().connections().stream().findFirst()
                            .map(ConnectionSnapshot::state).orElse("none"), state + (multipath ? " of Multipath TCP" : ""));
                    d.skip();
                }
            }
        }
    }

    private static String expected(State state, boolean multipath) {
        return switch (state) {
            case LISTEN -> "none";
            case SYN_RECEIVED -> "SYN-RECV";
            case TIME_WAIT -> multipath ? "TIME-WAIT" : "CLOSED"; // there the subflow waits, not the connection
            case ESTABLISHED, ESTABLISHED_BY_US -> "ESTAB";
            default -> state.name().replace('_', '-');
        };
    }
}
