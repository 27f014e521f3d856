package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.junit5.context.BundleContextExtension;

/** What all other tests here rely on. */
@ExtendWith(BundleContextExtension.class)
class PlatformTest {
    @InjectBundleContext
    BundleContext context;

    @Test
    void frameworkIsFelixOnJava25() {
        assertEquals("Apache Software Foundation", context.getProperty(Constants.FRAMEWORK_VENDOR));
        assertEquals(25, Runtime.version().feature());
    }

    @Test
    void everyBundleIsActive() {
        var idle = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE).toList();
        assertTrue(idle.isEmpty(), () -> "not active: " + idle);
    }
}
