package mptcp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import mptcp.api.policy.PolicyControl;
import mptcp.api.policy.PolicyCost;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.Setting;
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
                KIND       NAME        RANK  SETS     IN USE BY       FROM
                scheduler  roundrobin    10  report   client, server  mptcp.scheduler.roundrobin 0.1.0
                scheduler  default     last  default  client/3        mptcp.core 0.1.0
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
    void listsAndChangesSets() throws Exception {
        assertEquals("""
                SET      IN USE BY       SCHEDULER   PATH     REXMIT   CC
                default  client, server  default     default  default  lia  for most
                report   -               roundrobin  default  default  lia  as the report
                """, bench.run("policy set"));
        assertEquals("policies of server: report (was default): scheduler roundrobin, path default, rexmit default, cc lia\n",
                bench.run("policy set report -H server"));
        assertEquals("report", bench.network.server().set());
        assertEquals("default", bench.network.client().set());
        assertTrue(bench.run("policy set --json").contains("\"rexmit\": \"default\""));
        assertTrue(bench.run("policy set default --json").contains("\"before\": \"report\""));
        assertEquals("no policy set 'fast'; there are: default, report", bench.error("policy set fast"));
        assertTrue(bench.error("policy set report -c 3").contains("a set is a host's"));
        assertEquals(List.of("default", "report"), bench.complete("policy set "));
    }

    @Test
    void onePolicyIsShownWithItsSettingsAndNumbers() throws Exception {
        bench.network.addPolicy(PolicyKind.SCHEDULER, "drain", 0, "mptcp.scheduler.drain 0.1.0",
                Setting.integer("drain.depth", 2, 1, 9, "how deep"));
        bench.network.client().reconfigure(bench.network.client().config().toBuilder()
                .policySettings(Map.of("drain.depth", "3")).build());
        bench.network.client().totals.add(new Total(PolicyKind.SCHEDULER, "drain", "waits", "times it waited", 17));
        String shown = bench.run("policy drain");
        assertTrue(shown.startsWith("scheduler drain: a drain\nfrom mptcp.scheduler.drain 0.1.0, in use by nobody\n"), shown);
        assertTrue(shown.contains("drain.depth  2        3 (client)  a whole number from 1 to 9  how deep\n"), shown);
        assertTrue(shown.contains("waits      client     17  times it waited\n"), shown);
        String json = bench.run("policy drain --json");
        assertTrue(json.contains("\"otherwise\": \"2\"") && json.contains("\"client\": \"3\"")
                && json.contains("\"value\": 17"), json);
        assertTrue(bench.run("policy default").lines().filter(l -> l.startsWith("from mptcp.core")).count() == 4,
                "one of each kind has this name");
        assertTrue(bench.complete("policy ").containsAll(List.of("scheduler", "set", "drain")));
    }

    /** @param help as the policy says */
    private record Total(PolicyKind kind, String policy, String name, String help, long value) implements PolicyControl.Total {}

    @Test
    void swapsForOneConnection() throws Exception {
        bench.network.client().connections.add(Snapshots.connection("client", 3, "roundrobin"));
        assertEquals("scheduler of client/3: default (was roundrobin)\n", bench.run("policy scheduler default -c 3"));
        assertEquals("roundrobin", bench.network.client().inUse(PolicyKind.SCHEDULER));
        assertEquals("scheduler of client/3: default (as before)\n", bench.run("policy scheduler default -c client/3"));
    }

    @Test
    void unknownNamesListTheKnownOnes() throws Exception {
        assertEquals("no policy kind 'sched'; there are: scheduler, path, rexmit, cc; 'set' and the name of a policy are"
                + " possible, too", bench.error("policy sched"));
        assertEquals("no scheduler 'blest'; there are: roundrobin, default;"
                + " 'mptcp:bundles' shows policy bundles that are stopped", bench.error("policy scheduler blest"));
        assertTrue(bench.error("policy scheduler --host client").contains("a KIND and a NAME are missing"));
    }
}
