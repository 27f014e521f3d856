package mptcp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.shell.fake.Snapshots;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SsCommandTest {
    private final Bench bench = new Bench();

    @BeforeEach
    void connect() {
        bench.network.client().connections.add(Snapshots.connection("client", 1, "roundrobin",
                Snapshots.subflow(0, "path1", 500_000, false), Snapshots.subflow(1, "path2", 400_000, true)));
        bench.network.server().connections.add(Snapshots.connection("server", 1, "roundrobin"));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void listsConnectionsWithTheirSubflows() throws Exception {
        assertEquals("""
                CONNECTION  STATE  RECV-Q  SEND-Q  LOCAL           PEER
                client/1    ESTAB      17    4096  10.1.0.1:40000  10.1.0.2:5001  mptcp v1
                  0 path1   ESTAB            7100  10.1.0.1:40000  10.1.0.2:5001
                  1 path2   ESTAB            7100  10.2.0.1:40001  10.2.0.2:5001  stale
                server/1    ESTAB      17    4096  10.1.0.1:40000  10.1.0.2:5001  mptcp v1
                """, bench.run("ss"));
    }

    @Test
    void tellsOfTheMemory() throws Exception {
        assertEquals("""
                HOST    LIMIT   HELD  POOLED  CONNECTIONS  ORPHANS  PRESSURE
                client  1 GiB  3 MiB   1 MiB        8 KiB        2  none
                """, bench.run("ss -m --host client"));
        assertTrue(bench.run("ss -m --json").contains("\"pressure\": \"none\""));
    }

    @Test
    void tellsMoreOnDemand() throws Exception {
        String text = bench.run("ss -i client/1");
        assertEquals(7, text.lines().count(), text);
        assertTrue(text.contains("scheduler:roundrobin path:default rexmit:default cc:default"), text);
        assertTrue(text.contains("token:00000011/00000022"), text);
        assertTrue(text.contains("cwnd:14200 mss:1420 rtt:20.5/5 minrtt:20 rto:220"), text);
        assertTrue(text.contains("reinjected:1500") && !text.contains("duplicates:"), text);
    }

    @Test
    void printsJson() throws Exception {
        String json = bench.run("ss --json --host client");
        assertTrue(json.contains("\"host\": \"client\"") && !json.contains("\"server\""), json);
        assertTrue(json.contains("\"srttNs\": 20500000"), json);
        assertTrue(json.contains("\"SCHEDULER\": \"roundrobin\""), json);
    }

    @Test
    void anUnclearConnectionIsNamed() throws Exception {
        assertEquals("connection 1 could be client/1, server/1: say which", bench.error("ss 1"));
        assertEquals("no connection client/9; there are: client/1, server/1", bench.error("ss client/9"));
        assertEquals("'x' is not a connection such as client/1", bench.error("ss x"));
        assertTrue(bench.run("ss 1 --host server").contains("server/1"));
        assertEquals("no host 'nobody'; there are: client, server", bench.error("ss --host nobody"));
    }
}
