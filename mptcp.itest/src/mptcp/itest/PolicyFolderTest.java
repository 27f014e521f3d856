package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.stream.Stream;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.StackFactory;
import mptcp.itest.bundle.ProbeJar;
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
import org.osgi.service.cm.Configuration;
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

    private Path folder;
    private Configuration watch;
    private TwoHosts hosts;

    @BeforeEach
    void start() throws Exception {
        folder = Files.createDirectory(temporary.resolve("policies"));
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("felix.fileinstall.dir", folder.toString());
        properties.put("felix.fileinstall.tmpdir", temporary.resolve("tmp").toString());
        properties.put("felix.fileinstall.poll", "50");
        properties.put("felix.fileinstall.noInitialDelay", "true");
        watch = configurations.createFactoryConfiguration("org.apache.felix.fileinstall", "?");
        watch.update(properties);
        hosts = TwoHosts.paced(factory, 7);
    }

    @AfterEach
    void stop() throws Exception {
        hosts.close();
        watch.delete();
        Await.until("the bundles of the folder are gone", () -> Stream.of(context.getBundles())
                .noneMatch(b -> b.getLocation().contains(folder.toString())));
    }

    /** Moved in, so that no half-written file is seen. */
    private void drop(ProbeJar jar, Path target) throws Exception {
        Path whole = Files.write(temporary.resolve("whole.jar"), jar.bytes());
        Files.move(whole, target, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aJarIsDeployedReplacedAndRemovedWithItsFile() throws Exception {
        Flow flow = hosts.start();
        hosts.more(flow, 10_000);
        String before = hosts.inUse(flow, KIND);
        Path file = folder.resolve("mine.jar");

        ProbeJar jar = ProbeJar.best(KIND, "dropped");
        drop(jar, file);
        Await.until("deployed", () -> hosts.inUse(flow, KIND).equals("dropped"));
        hosts.more(flow, 100_000);

        drop(jar.withName("replaced"), file);
        Await.until("replaced", () -> hosts.inUse(flow, KIND).equals("replaced"));
        hosts.more(flow, 100_000);

        Files.delete(file);
        Await.until("removed", () -> hosts.inUse(flow, KIND).equals(before));
        hosts.finish(flow);
        assertEquals(0, Witness.of("dropped").late());
        assertEquals(0, Witness.of("replaced").late());
    }
}
