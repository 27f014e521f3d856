package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.itest.bundle.WatchedFolder;
import mptcp.itest.world.Await;
import mptcp.itest.world.Flow;
import mptcp.itest.world.TwoHosts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** Settings of hosts by Config Admin. */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
class HostConfigurationTest {
    private static final String ALL = "mptcp.hosts";
    private static final String ONE = "mptcp.host";

    @InjectBundleContext
    BundleContext context;

    @InjectService
    StackFactory factory;

    @InjectService
    ConfigurationAdmin configurations;

    @InjectService
    MetaTypeService metatypes;

    @TempDir
    Path temporary;

    private TwoHosts hosts;

    @BeforeEach
    void start() {
        hosts = TwoHosts.paced(factory, 8);
    }

    @AfterEach
    void forget() throws Exception {
        Configuration[] left = configurations.listConfigurations(
                "(|(service.pid=" + ALL + ")(service.factoryPid=" + ONE + "))");
        for (Configuration each : left == null ? new Configuration[0] : left) {
            each.delete();
        }
        Await.until("as it was made", () -> client().maxSubflows() == 8 && client().minRtoNs() == 200_000_000);
        hosts.close();
    }

    private StackConfig client() {
        return hosts.client().config();
    }

    private StackConfig server() {
        return hosts.server().config();
    }

    @Test
    void ofAllHostsAndOfOne() throws Exception {
        configurations.getConfiguration(ALL, "?").update(
                new Hashtable<>(Map.of("rto.min", "50ms", "subflows", 5, "sack", false)));
        Await.until("all hosts", () -> client().minRtoNs() == 50_000_000 && server().minRtoNs() == 50_000_000);
        assertEquals(5, client().maxSubflows());
        assertEquals(false, server().sack());
        String pid = ONE + "~" + hosts.client().name();
        Configuration one = configurations.getFactoryConfiguration(ONE, hosts.client().name(), "?");
        assertEquals(pid, one.getPid());
        one.update(new Hashtable<>(Map.of("subflows", "2", "rcvbuf.max", "1M")));
        Await.until("one host", () -> client().maxSubflows() == 2 && client().maxReceiveBuffer() == 1 << 20);
        assertEquals(50_000_000, client().minRtoNs());
        assertEquals(5, server().maxSubflows());
        one.delete();
        Await.until("what is said for all", () -> client().maxSubflows() == 5
                && client().maxReceiveBuffer() == 16 << 20);
    }

    /** A live setting: fullmesh, which is told of each change, opens further subflows once the limit is lifted. */
    @Test
    void aLimitReachesLiveConnections() throws Exception {
        Configuration all = configurations.getConfiguration(ALL, "?");
        all.update(new Hashtable<>(Map.of("subflows", "1")));
        Await.until("one subflow", () -> client().maxSubflows() == 1 && server().maxSubflows() == 1);
        Flow flow = hosts.start();
        hosts.client().policies().choose(flow.id(), PolicyKind.PATH_MANAGER, "fullmesh");
        hosts.more(flow, 200_000);
        assertEquals(1, hosts.snapshot(flow).subflows().size());
        all.update(new Hashtable<>(Map.of("subflows", "4")));
        Await.until("a second subflow", () -> hosts.snapshot(flow).subflows().size() > 1);
        hosts.finish(flow);
    }

    @Test
    void aBufferLimitIsForNewConnections() throws Exception {
        Flow before = hosts.start();
        hosts.more(before, 10_000);
        configurations.getConfiguration(ALL, "?").update(new Hashtable<>(Map.of("sndbuf.initial", "32K",
                "sndbuf.max", "32K")));
        Await.until("set", () -> client().maxSendBuffer() == 32 << 10);
        Flow after = hosts.start();
        hosts.more(after, 10_000);
        assertTrue(hosts.snapshot(before).sendBuffer() >= 256 << 10);
        assertEquals(32 << 10, hosts.snapshot(after).sendBuffer());
        hosts.finish(before);
        hosts.finish(after);
    }

    @Test
    void filesOfAWatchedFolder() throws Exception {
        try (WatchedFolder folder = new WatchedFolder(temporary, configurations)) {
            folder.put("mptcp.hosts.cfg", text("rto.min = 40ms\nsubflows = 6\n"));
            Await.until("the file", () -> client().minRtoNs() == 40_000_000 && client().maxSubflows() == 6);
            String file = "mptcp.host-" + hosts.client().name() + ".config";
            folder.put(file, text("subflows=I\"3\"\nchecksums=B\"true\"\n"));
            Await.until("that of the host", () -> client().maxSubflows() == 3 && client().checksums());
            folder.put(file, text("subflows=I\"4\"\n"));
            Await.until("changed", () -> client().maxSubflows() == 4 && !client().checksums());
            folder.delete(file);
            Await.until("gone", () -> client().maxSubflows() == 6);
            folder.put("mptcp.hosts.cfg", text("rto.min = 40ms\nsubflows = sixty\n"));
            folder.put("mptcp.hosts.cfg", text("rto.min = 45ms\n"));
            Await.until("sense after nonsense", () -> client().minRtoNs() == 45_000_000
                    && client().maxSubflows() == 8);
            folder.delete("mptcp.hosts.cfg");
            Await.until("taken back", () -> client().minRtoNs() == 200_000_000);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void metatypeNamesTheSettingsThatThereAre() throws Exception {
        Bundle bundle = Arrays.stream(context.getBundles()).filter(b -> "mptcp.config".equals(b.getSymbolicName()))
                .findFirst().orElseThrow();
        MetaTypeInformation information = metatypes.getMetaTypeInformation(bundle);
        Set<String> all = names(information.getObjectClassDefinition(ALL, null));
        Set<String> one = names(information.getObjectClassDefinition(ONE, null));
        assertTrue(one.remove("host"));
        assertEquals(all, one);
        @SuppressWarnings("unchecked")
        Collection<String> settings = (Collection<String>) bundle.loadClass("mptcp.config.HostSettings").getMethod("names")
                .invoke(null);
        assertEquals(new TreeSet<>(settings), all);
    }

    private static Set<String> names(ObjectClassDefinition described) {
        return Arrays.stream(described.getAttributeDefinitions(ObjectClassDefinition.ALL))
                .map(AttributeDefinition::getID).collect(Collectors.toCollection(TreeSet::new));
    }
}
