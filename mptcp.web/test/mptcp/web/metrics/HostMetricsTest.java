package mptcp.web.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyStatistics;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.web.view.World;
import org.junit.jupiter.api.Test;

/** What Prometheus is told, in the text of OpenMetrics. */
class HostMetricsTest {
    static String text(World world) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OpenMetricsTextFormatWriter.create().write(out, new HostMetrics(world.hosts()).collect());
        return out.toString(UTF_8);
    }

    private static double value(String text, String series) {
        List<String> found = text.lines().filter(line -> line.startsWith(series + " ")).toList();
        assertEquals(1, found.size(), series + " in\n" + text);
        return Double.parseDouble(found.getFirst().substring(series.length() + 1));
    }

    @Test
    void theNumbersAreThoseOfTheInspector() throws Exception {
        try (World world = new World()) {
            world.open(7);
            String text = text(world);
            Map<String, Long> counters = world.client.inspector().counters();
            counters.forEach((name, count) -> {
                String series = name.equals("MPTcpExtMPCurrEstab") ? "mptcp_established_connections{host=\"client\"}"
                        : "mptcp_mib_total{host=\"client\",mib=\"" + name + "\"}";
                assertEquals((double) count, value(text, series), series);
            });
            assertEquals(7, value(text, "mptcp_connections{host=\"server\"}"));
            assertEquals(7, value(text, "mptcp_established_connections{host=\"server\"}"));
            assertEquals(world.client.links().getFirst().statistics().txBytes(),
                    value(text, "mptcp_link_bytes_total{direction=\"sent\",host=\"client\",link=\"path\"}"));
            assertEquals(world.client.inspector().memory().limit(), value(text, "mptcp_memory_limit_bytes{host=\"client\"}"));
            assertEquals(1, value(text, "mptcp_policy_in_use{host=\"client\",kind=\"scheduler\",policy=\"builtin\"}"));
            assertEquals(0, value(text, "mptcp_loop_stuck{host=\"client\"}"));
            assertEquals(0, value(text, "mptcp_listener_pending{host=\"server\",port=\"80\"}"));
        }
    }

    /** A database of series is not to grow with the connections. */
    @Test
    void asManySeriesForManyConnectionsAsForOne() throws Exception {
        try (World world = new World()) {
            world.open(1);
            List<String> few = series(text(world));
            world.open(300);
            assertEquals(few, series(text(world)));
            assertFalse(few.stream().anyMatch(s -> s.contains("10.1.0.")), "an address is no label");
        }
    }

    /** A scheduler that counts what it is asked, and has a gauge, which is no sum. */
    private static final class Counting implements SchedulerFactory {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public PacketScheduler create(PolicyContext context) {
            PolicyStatistics.Counter asked = context.statistics().counter("asked", "how often it was made");
            context.statistics().gauge("level", "no counter").set(3);
            asked.count();
            return (request, subflows, nowNs) -> PacketScheduler.WAIT;
        }
    }

    @Test
    void whatPoliciesCountIsSummedOverTheConnections() throws Exception {
        try (World world = new World()) {
            world.factory.policies().add(PolicyKind.SCHEDULER, new Counting(), 1000, "test");
            world.open(3);
            String series = "mptcp_policy_statistic_total{host=\"client\",kind=\"scheduler\",name=\"asked\",policy=\"counting\"}";
            assertEquals(3, value(text(world), series));
            world.open(2);
            String text = text(world);
            assertEquals(5, value(text, series));
            assertFalse(text.contains("level"), "a gauge of one connection is nothing of the host's");
        }
    }

    private static List<String> series(String text) {
        return text.lines().filter(line -> !line.startsWith("#")).map(line -> line.replaceFirst(" [^ ]*$", "")).toList();
    }

    @Test
    void eachFamilyIsDescribedAndNamedAsOpenMetricsHasIt() throws Exception {
        try (World world = new World()) {
            String text = text(world);
            assertTrue(text.endsWith("# EOF\n"), text);
            Pattern name = Pattern.compile("mptcp_[a-z]+(_[a-z]+)*");
            List<String> types = text.lines().filter(line -> line.startsWith("# TYPE ")).toList();
            for (String type : types) {
                String[] words = type.split(" ");
                assertTrue(name.matcher(words[2]).matches(), type);
                assertTrue(text.contains("# HELP " + words[2] + " "), type);
                String sample = words[3].equals("counter") ? words[2] + "_total{" : words[2] + "{";
                assertTrue(text.contains("\n" + sample), sample);
            }
            assertTrue(types.size() > 10, types.toString());
        }
    }
}
