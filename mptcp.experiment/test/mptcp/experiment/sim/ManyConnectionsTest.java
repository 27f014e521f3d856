package mptcp.experiment.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.experiment.Workspace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand connections in one world, with the heap that all tests here have. */
@Tag("slow")
@Timeout(600)
class ManyConnectionsTest {
    private static final int MANY = 10_000;

    @Test
    void tenThousandInOneWorld() {
        StringBuilder text = new StringBuilder("""
                title: ten thousand connections
                payload-free: true
                duration: 20s
                sample: 5s
                maps: 0s..1ms
                jitter: {starts: 2s, packets: 1ms}
                paths:
                  one: {between: [client, server], link: "rate=1g,delay=5ms,queue=2m"}
                  two: {between: [client, server], link: "rate=1g,delay=10ms,queue=2m"}
                flows:
                """);
        for (int i = 0; i < MANY; i++) {
            text.append("  f").append(i).append(": {from: client, to: server, bytes: 20k}\n");
        }
        RunRecord run = Workspace.run(text.toString(), 1);
        assertEquals(MANY, run.flows().stream().filter(FlowRecord::complete).count());
        assertTrue(run.counters().get("client").get("TcpActiveOpens") > MANY, "most have joins, too");
    }
}
