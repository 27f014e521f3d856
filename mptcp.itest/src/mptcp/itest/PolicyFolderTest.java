package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.stream.Stream;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.StackFactory;
import mptcp.itest.bundle.ProbeJar;
import mptcp.itest.bundle.WatchedFolder;
import mptcp.itest.witness.Witness;
import mptcp.itest.world.Await;
import mptcp.itest.world.Flow;
import mptcp.itest.world.TwoHosts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** A folder watched by File Install, as the policies/ folder of the shell is. */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
class PolicyFolderTest {
    private static final PolicyKind KIND = PolicyKind.SCHEDULER;

    @InjectBundleContext
    BundleContext context;

    @InjectService
    StackFactory factory;

    @InjectService
    ConfigurationAdmin configurations;

    @TempDir
    Path temporary;

    private WatchedFolder folder;
    private TwoHosts hosts;

    @BeforeEach
    void start() throws Exception {
        folder = new WatchedFolder(temporary, configurations);
        hosts = TwoHosts.paced(factory, 7);
    }

    @AfterEach
    void stop() throws Exception {
        hosts.close();
        folder.close();
        Await.until("the bundles of the folder are gone", () -> Stream.of(context.getBundles())
                .noneMatch(b -> b.getLocation().contains(folder.path().toString())));
    }

    @Test
    void aJarIsDeployedReplacedAndRemovedWithItsFile() throws Exception {
        Flow flow = hosts.start();
        hosts.more(flow, 10_000);
        String before = hosts.inUse(flow, KIND);
        ProbeJar jar = ProbeJar.best(KIND, "dropped");
        folder.put("mine.jar", jar.bytes());
        Await.until("deployed", () -> hosts.inUse(flow, KIND).equals("dropped"));
        hosts.more(flow, 100_000);

        folder.put("mine.jar", jar.withName("replaced").bytes());
        Await.until("replaced", () -> hosts.inUse(flow, KIND).equals("replaced"));
        hosts.more(flow, 100_000);

        folder.delete("mine.jar");
        Await.until("removed", () -> hosts.inUse(flow, KIND).equals(before));
        hosts.finish(flow);
        assertEquals(0, Witness.of("dropped").late());
        assertEquals(0, Witness.of("replaced").late());
    }
}
