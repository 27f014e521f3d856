package mptcp.itest;

import mptcp.api.socket.StackFactory;
import mptcp.itest.bundle.PolicyBundles;
import mptcp.itest.world.TwoHosts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.BundleContext;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** Tests in which bundles of policies come and go under two hosts; afterwards all is as it was. */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
abstract class PolicyBundlesTest {
    @InjectBundleContext
    BundleContext context;

    @InjectService
    StackFactory factory;

    PolicyBundles bundles;
    TwoHosts hosts;

    /** The hosts of each test. */
    abstract TwoHosts open();

    @BeforeEach
    void start() {
        bundles = new PolicyBundles(factory);
        hosts = open();
    }

    @AfterEach
    void restore() throws Exception {
        hosts.close();
        bundles.restore();
    }
}
