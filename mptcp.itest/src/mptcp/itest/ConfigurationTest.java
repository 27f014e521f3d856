package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.StackFactory;
import mptcp.itest.bundle.ProbeJar;
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

/** Policies and their settings by Config Admin, effective on live connections. */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
class ConfigurationTest {
    private static final String ALL = "mptcp.policy";
    private static final String ONE = "mptcp.policy.host";
    private static final PolicyKind SCHEDULER = PolicyKind.SCHEDULER;

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
    private Flow flow;

    @BeforeEach
    void start() {
        hosts = TwoHosts.paced(factory, 8);
        flow = hosts.start();
        hosts.more(flow, 50_000);
        assertEquals("roundrobin", hosts.inUse(flow, SCHEDULER));
    }

    @AfterEach
    void forget() throws Exception {
        Configuration[] left = configurations.listConfigurations(
                "(|(service.pid=" + ALL + ")(service.factoryPid=" + ONE + "))");
        for (Configuration each : left == null ? new Configuration[0] : left) {
            each.delete();
        }
        Await.until("nothing is configured any more", () -> !serviceOf("mptcp.config.osgi.AllHostsComponent")
                && !serviceOf("mptcp.config.osgi.OneHostComponent"));
        hosts.close();
    }

    private void all(Map<String, Object> properties) throws IOException {
        configurations.getConfiguration(ALL, "?").update(new Hashtable<>(properties));
    }

    private Configuration one(String host, String scheduler) throws IOException {
        Configuration made = configurations.getFactoryConfiguration(ONE, "test", "?");
        made.update(new Hashtable<>(Map.of("host", host, "scheduler", scheduler)));
        return made;
    }

    private void awaitScheduler(String name) {
        Await.until("the connection's scheduler is " + name, () -> hosts.inUse(flow, SCHEDULER).equals(name));
        hosts.more(flow, 10_000);
    }

    @Test
    void forAllHostsAndTheirLiveConnections() throws Exception {
        all(Map.of("scheduler", "minrtt"));
        awaitScheduler("minrtt");
        Await.until("on the other host, too", () -> hosts.server().policies().inUse(SCHEDULER).equals("minrtt"));
        all(Map.of("scheduler", "blest", "cc", "olia", "path", "fullmesh", "rexmit", "opportunistic"));
        awaitScheduler("blest");
        Await.until("all kinds", () -> hosts.snapshot(flow).policies().equals(Map.of(SCHEDULER, "blest",
                PolicyKind.CONGESTION_CONTROL, "olia", PolicyKind.PATH_MANAGER, "fullmesh",
                PolicyKind.RETRANSMIT, "opportunistic")));
        configurations.getConfiguration(ALL, "?").delete();
        awaitScheduler("roundrobin");
        hosts.finish(flow);
        assertEquals(0, hosts.count("MPTcpPolicyFailures"));
    }

    @Test
    void whatIsSaidForOneHostOutweighs() throws Exception {
        Configuration one = one(hosts.client().name(), "drain");
        awaitScheduler("drain");
        all(Map.of("scheduler", "minrtt"));
        Await.until("the others follow", () -> hosts.server().policies().inUse(SCHEDULER).equals("minrtt"));
        assertEquals("drain", hosts.inUse(flow, SCHEDULER));
        one.delete();
        awaitScheduler("minrtt");
        hosts.finish(flow);
    }

    @Test
    void aHostThatComesLaterIsConfigured() throws Exception {
        all(Map.of("scheduler", "minrtt", "settings", new String[] {"some.setting=1"}));
        awaitScheduler("minrtt");
        try (TwoHosts later = TwoHosts.paced(factory, 9)) {
            Await.until("the new host is configured", () -> later.client().policies().inUse(SCHEDULER).equals("minrtt")
                    && later.client().config().policySettings().equals(Map.of("some.setting", "1")));
        }
        hosts.finish(flow);
    }

    @Test
    void aPolicyThatComesLaterIsUsed() throws Exception {
        all(Map.of("scheduler", "configured"));
        Await.until("the configuration has arrived", () -> serviceOf("mptcp.config.osgi.AllHostsComponent"));
        assertEquals("roundrobin", hosts.inUse(flow, SCHEDULER));
        Bundle bundle = context.installBundle("memory:configured", ProbeJar.last(SCHEDULER, "configured").stream());
        bundle.start();
        awaitScheduler("configured");
        bundle.stop();
        assertEquals("roundrobin", hosts.inUse(flow, SCHEDULER));
        bundle.start();
        awaitScheduler("configured");
        bundle.uninstall();
        hosts.finish(flow);
    }

    private boolean serviceOf(String name) {
        return context.getServiceReference(name) != null;
    }

    @Test
    void aChoiceOfTheConnectionIsItsOwn() throws Exception {
        hosts.client().policies().choose(flow.id(), SCHEDULER, "ecf");
        all(Map.of("scheduler", "minrtt"));
        Await.until("configured", () -> hosts.client().policies().inUse(SCHEDULER).equals("minrtt"));
        assertEquals("ecf", hosts.inUse(flow, SCHEDULER));
        hosts.finish(flow);
    }

    /** The quantum is read when the scheduler is made: nonsense shows that it was made anew, sense as well. */
    @Test
    void changedSettingsReachLiveConnections() throws Exception {
        all(Map.of("scheduler", "roundrobin", "settings", "roundrobin.quantum=2800"));
        Await.until("settings arrive", () -> "2800".equals(settings().get("roundrobin.quantum")));
        all(Map.of("scheduler", "roundrobin", "settings", "roundrobin.quantum=much"));
        awaitScheduler("builtin");
        all(Map.of("scheduler", "roundrobin", "settings", "roundrobin.quantum=1400;rexmit.threshold=2"));
        awaitScheduler("roundrobin");
        assertEquals(Map.of("roundrobin.quantum", "1400", "rexmit.threshold", "2"), settings());
        hosts.finish(flow);
    }

    private Map<String, String> settings() {
        return hosts.client().config().policySettings();
    }

    @Test
    void filesOfAWatchedFolder() throws Exception {
        try (WatchedFolder folder = new WatchedFolder(temporary, configurations)) {
            folder.put("mptcp.policy.cfg", text("scheduler = weighted\nsettings = weighted.weights=3,1\n"));
            awaitScheduler("weighted");
            assertEquals(Map.of("weighted.weights", "3,1"), settings());
            folder.put("mptcp.policy.host-mine.config",
                    text("host=\"" + hosts.client().name() + "\"\nscheduler=\"ecf\"\n"));
            awaitScheduler("ecf");
            folder.put("mptcp.policy.host-mine.config",
                    text("host=\"" + hosts.client().name() + "\"\nscheduler=\"redundant\"\n"));
            awaitScheduler("redundant");
            folder.delete("mptcp.policy.host-mine.config");
            awaitScheduler("weighted");
            folder.delete("mptcp.policy.cfg");
            awaitScheduler("roundrobin");
        }
        hosts.finish(flow);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everySettingIsDescribed() {
        Bundle bundle = Arrays.stream(context.getBundles()).filter(b -> "mptcp.config".equals(b.getSymbolicName()))
                .findFirst().orElseThrow();
        MetaTypeInformation information = metatypes.getMetaTypeInformation(bundle);
        assertEquals(Set.of(ALL, "mptcp.hosts"), Set.of(information.getPids()));
        assertEquals(Set.of(ONE, "mptcp.host"), Set.of(information.getFactoryPids()));
        for (String pid : List.of(ALL, ONE, "mptcp.hosts", "mptcp.host")) {
            ObjectClassDefinition described = information.getObjectClassDefinition(pid, null);
            assertFalse(described.getDescription().isBlank());
            for (AttributeDefinition each : described.getAttributeDefinitions(ObjectClassDefinition.ALL)) {
                assertNotNull(each.getDescription(), each.getID());
                assertFalse(each.getDescription().isBlank(), each.getID());
            }
        }
    }
}
