package mptcp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.policy.PolicyCost;
import mptcp.api.policy.PolicyKind;
import mptcp.shell.fake.Snapshots;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PolicyCommandTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void listsWhoUsesWhat() throws Exception {
        bench.network.client().connections.add(Snapshots.connection("client", 3, "default"));
        assertEquals("""
                KIND       NAME        RANK  IN USE BY       FROM
                scheduler  roundrobin    10  client, server  mptcp.scheduler.roundrobin 0.1.0
                scheduler  default     last  client/3        mptcp.core 0.1.0
                """, bench.run("policy scheduler"));
        String verbose = bench.run("policy -v");
        assertTrue(verbose.matches("(?s).* mptcp.core 0.1.0 .* - +- +- +built in.*"), verbose);
        assertTrue(bench.run("policy").lines().count() == 6, bench.run("policy"));
        assertTrue(bench.run("policy --json").contains("\"name\": \"roundrobin\""));
    }

    @Test
    void namesThoseThatAreSlow() throws Exception {
        bench.network.client().costs.add(
                new PolicyCost(PolicyKind.SCHEDULER, "roundrobin", 10, 8, 10_000_000, 3_000_000));
        bench.network.server().costs.add(
                new PolicyCost(PolicyKind.SCHEDULER, "roundrobin", 10, 4, 2_000_000, 1_500_000));
        String brief = bench.run("policy scheduler");
        assertTrue(brief.contains("roundrobin 0.1.0  slow: 12 calls, up to 3 ms\n"), brief);
        String verbose = bench.run("policy scheduler -v");
        assertTrue(verbose.contains("600.0  3000.0    12"), verbose);
        assertTrue(bench.run("policy scheduler --json").contains("\"slow\": 12"));
    }

    @Test
    void aFewSlowCallsAreNoHabit() throws Exception {
        bench.network.client().costs.add(
                new PolicyCost(PolicyKind.SCHEDULER, "roundrobin", 1000, 9, 10_000_000, 3_000_000));
        assertFalse(bench.run("policy scheduler").contains("slow"));
    }

    @Test
    void aBundlesNameLeadsToItsPolicy() throws Exception {
        bench.network.addPolicy(PolicyKind.SCHEDULER, "sched", 0, "my.sched 0.1.0");
        String message = bench.error("policy scheduler my.sched");
        assertTrue(message.endsWith("; bundle my.sched offers 'sched'"), message);
        assertTrue(bench.error("policy scheduler none").endsWith("shows policy bundles that are stopped"));
    }

    @Test
    void swapsForAllHostsOrOne() throws Exception {
        assertEquals("scheduler of client: default (was roundrobin)\nscheduler of server: default (was roundrobin)\n",
                bench.run("policy scheduler default"));
        assertEquals("scheduler of server: roundrobin (was default)\n",
                bench.run("policy scheduler roundrobin --host server"));
        assertEquals("default", bench.network.client().inUse(PolicyKind.SCHEDULER));
        assertEquals("scheduler of client: roundrobin (was default)\n", bench.run("policy scheduler auto -H client"));
    }

    @Test
    void swapsForOneConnection() throws Exception {
        bench.network.client().connections.add(Snapshots.connection("client", 3, "roundrobin"));
        assertEquals("scheduler of client/3: default (was roundrobin)\n", bench.run("policy scheduler default -c 3"));
        assertEquals("roundrobin", bench.network.client().inUse(PolicyKind.SCHEDULER));
        assertEquals("scheduler of client/3: default (as before)\n", bench.run("policy scheduler default -c client/3"));
    }

    @Test
    void unknownNamesListTheKnownOnes() throws Exception {
        assertEquals("no policy kind 'sched'; there are: scheduler, path, rexmit, cc", bench.error("policy sched"));
        assertEquals("no scheduler 'blest'; there are: roundrobin, default;"
                + " 'mptcp:bundles' shows policy bundles that are stopped", bench.error("policy scheduler blest"));
        assertTrue(bench.error("policy scheduler --host client").contains("a KIND and a NAME are missing"));
    }
}
