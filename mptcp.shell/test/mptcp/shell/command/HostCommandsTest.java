package mptcp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mptcp.api.address.Tags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands that look at hosts, paths and bundles and change them. */
final class HostCommandsTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void linkChangesWhatItIsToldAndNothingElse() throws Exception {
        assertEquals("path2: up rate=50m,delay=40ms,loss=1%\n", bench.run("link path2 rate=50m loss=1%"));
        assertEquals("path2: rate=50m,delay=40ms,loss=1%,down\n", bench.run("link path2 down"));
        assertEquals("path1: up rate=20m,delay=10ms\n", bench.run("link path1"));
        String list = bench.run("link");
        assertTrue(list.contains("path2  down        1000        3  rate=50m,delay=40ms,loss=1%,down"), list);
        assertEquals("path2: up rate=50m,delay=40ms,loss=1%\n", bench.run("link path2 up"));
    }

    @Test
    void linkSaysTagsToTheHosts() throws Exception {
        assertEquals("path2: up rate=50m,delay=40ms\n", bench.run("link path2 rate=50m tags=cell,cost=5"));
        assertEquals(Tags.of("cell,cost=5"), bench.network.client().tags("path2"));
        assertEquals(Tags.of("cell,cost=5"), bench.network.server().tags("path2"));
        assertEquals("path2: up rate=50m,delay=40ms\n", bench.run("link path2 tags="));
        assertEquals(Tags.NONE, bench.network.client().tags("path2"));
        assertTrue(bench.error("link path2 tags=5").contains("'5' is no tag"));
    }

    @Test
    void linkRefusesNonsenseAndChangesNothing() throws Exception {
        assertEquals("no path 'path3'; there are: path1, path2", bench.error("link path3 down"));
        assertTrue(bench.error("link path1 speed=5").contains("possible are rate, delay"));
        assertTrue(bench.error("link path1 rate=5m loss=200%").contains("at most 100%"));
        assertEquals("path1: up rate=20m,delay=10ms\n", bench.run("link path1"));
    }

    @Test
    void nstatShowsChangesSinceTheLastLook() throws Exception {
        bench.network.client().counters.put("MPTcpExtMPCapableSYNTX", 2L);
        bench.network.client().counters.put("MPTcpExtMPJoinSynTx", 0L);
        assertEquals("""
                HOST    COUNTER                 CHANGE
                client  MPTcpExtMPCapableSYNTX       2
                """, bench.run("nstat"));
        bench.network.client().counters.put("MPTcpExtMPJoinSynTx", 1L);
        assertEquals("""
                HOST    COUNTER              CHANGE
                client  MPTcpExtMPJoinSynTx       1
                """, bench.run("nstat -n"));
        assertTrue(bench.run("nstat").contains("MPTcpExtMPJoinSynTx"), "a look with -n is not remembered");
        assertTrue(bench.run("nstat").startsWith("nothing changed"));
        assertTrue(bench.run("nstat -a synTX").matches("(?s).*MPTcpExtMPCapableSYNTX +2\n.*MPTcpExtMPJoinSynTx +1\n"));
        assertEquals("no such counter has moved\n", bench.run("nstat -a Other"));
    }

    /** What can be said without the loop, and of the others, is said; nothing waits. */
    @Test
    void aLoopThatIsStuckIsNamedAndTheOthersAreShown() throws Exception {
        String stuck = "the loop of client is stuck in scheduler policy 'spin' of spin 1.0.0 (connection 3) for 4 s";
        bench.network.client().stuckIn = stuck;
        for (String command : List.of("ss", "ss -l", "hosts", "limits", "endpoint", "policy")) {
            String shown = bench.run(command);
            assertTrue(shown.startsWith(stuck + "; 'mptcp:stop' or"), command + ": " + shown);
            assertTrue(shown.lines().count() > 1, command + ": " + shown);
            assertEquals(1, shown.split("is stuck", -1).length - 1, command + ": " + shown);
            assertTrue(bench.error(command + " --json").startsWith(stuck), command);
        }
        for (String command : List.of("ss --host client", "limits --host client")) {
            assertTrue(bench.error(command).startsWith(stuck), command);
        }
        bench.network.client().counters.put("MPTcpLoopStuck", 1L);
        assertTrue(bench.run("nstat").contains("MPTcpLoopStuck"), "counters need no loop");
        bench.network.server().stuckIn = stuck.replace("client", "server");
        assertTrue(bench.error("ss").contains("the loop of"), "nobody is left to show");
    }

    @Test
    void endpointsAreKeptAsIpMptcpKeepsThem() throws Exception {
        assertEquals("client: 10.2.0.1 id 1 subflow\n", bench.run("endpoint add 10.2.0.1 subflow"));
        assertEquals("server: fd00:1::2 id 9 port 5002 signal backup\n",
                bench.run("endpoint add fd00:1::2 port 5002 id 9 signal backup --host server"));
        assertEquals("id 9 is taken", bench.error("endpoint add 10.1.0.2 id 9 --host server"));
        assertEquals("no endpoint 4 of client; there are: 1 (10.2.0.1)", bench.error("endpoint delete 4"));
        assertEquals("'often' is none of port, id, tags, signal, subflow, backup, fullmesh",
                bench.error("endpoint add 10.2.0.1 often"));
        assertEquals("client: 10.2.0.1 id 1 subflow\nclient: 10.3.0.1 id 2 subflow tags cap=10M,cell,cost=5\n",
                bench.run("endpoint add 10.3.0.1 subflow tags cell,cost=5,cap=10M"));
        assertTrue(bench.error("endpoint add 10.4.0.1 tags 5").contains("'5' is no tag"));
        bench.run("endpoint delete 2");
        assertTrue(bench.error("endpoint add ten").contains("'ten' is not an address"));
        assertEquals("client: no endpoints\n", bench.run("endpoint delete 1"));
        assertEquals("no endpoint 99 of client; there are: none", bench.error("endpoint delete 99"));
        assertEquals("server: no endpoints\n", bench.run("endpoint flush --host server"));
    }

    @Test
    void bundlesStopAndStartByPartOfTheirName() throws Exception {
        assertEquals("mptcp.scheduler.roundrobin 0.1.0 (7): RESOLVED\n", bench.run("stop roundrobin"));
        assertTrue(bench.run("bundles").contains("RESOLVED"));
        assertEquals("mptcp.scheduler.roundrobin 0.1.0 (7): ACTIVE\n", bench.run("start 7"));
        bench.run("update roundrobin file:/tmp/x.jar");
        assertEquals(List.of("stop 7", "start 7", "update 7 file:/tmp/x.jar"), bench.bundles.done);
    }

    @Test
    void monitorEndsAfterItsEvents() throws Exception {
        Thread events = Thread.ofPlatform().start(() -> {
            while (bench.network.server().monitors.isEmpty()) {
                Thread.onSpinWait();
            }
            bench.network.client().monitors.getFirst().event(5, 1, 1, "SF_ESTABLISHED", "10.2.0.1");
            bench.network.server().monitors.getFirst().event(5, 0, -1, "SWAP", null);
        });
        List<String> lines = bench.run("monitor --count 2").lines().toList();
        events.join();
        assertTrue(lines.get(0).contains("client/1   sf1  SF_ESTABLISHED 10.2.0.1"), lines.toString());
        assertTrue(lines.get(1).contains("server          SWAP"), lines.toString());
        assertTrue(bench.network.client().monitors.isEmpty() && bench.network.server().monitors.isEmpty());
    }
}
