package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.stream.Stream;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackFactory;
import mptcp.itest.bundle.PolicyBundles;
import mptcp.itest.world.Flow;
import mptcp.itest.world.TwoHosts;
import mptcp.testkit.fault.Callback;
import mptcp.testkit.fault.Fault;
import mptcp.testkit.fault.Faulty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** Every callback of every policy, as a service of a bundle, with everything that it may throw: as in mptcp.simtest. */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
class FaultMatrixTest {
    private static final String BAD = "matrix";
    private static final long SOME = 40_000;

    @InjectBundleContext
    BundleContext context;

    @InjectService
    StackFactory factory;

    private PolicyBundles bundles;
    private TwoHosts hosts;
    private ServiceRegistration<?> registration;

    @BeforeEach
    void make() {
        bundles = new PolicyBundles(factory);
        hosts = TwoHosts.virtual(factory, 1);
    }

    @AfterEach
    void close() {
        if (registration != null) {
            registration.unregister();
        }
        hosts.close();
    }

    /** The simulator's matrix has all of them; here are those that a framework may make different. */
    static Stream<Arguments> throwing() {
        return Callback.ofConnections().stream().flatMap(c -> Stream.of(Fault.CHECKED, Fault.OUT_OF_MEMORY, Fault.LINKAGE)
                .map(f -> Arguments.of(c, f)));
    }

    @ParameterizedTest
    @MethodSource
    void throwing(Callback at, Fault fault) {
        PolicyKind kind = at.kind();
        ServiceReference<?> reference = Stream.of(bundles.of(bundles.best(kind)).getRegisteredServices())
                .filter(r -> Stream.of((String[]) r.getProperty(Constants.OBJECTCLASS))
                        .anyMatch(Callback.service(kind).getName()::equals))
                .findFirst().orElseThrow();
        Faulty faulty = new Faulty(BAD, at, (PolicyFactory<?>) context.getService(reference), 1, Faulty.throwing(fault));
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, -1000);
        registration = context.registerService(Callback.service(kind).getName(), faulty.factory(), properties);
        SocketConfig chosen = SocketConfig.DEFAULT.withPolicies(Map.of(kind, BAD));
        Flow flow = hosts.start(chosen, chosen);
        Flow beside = hosts.start();
        hosts.more(flow, SOME);
        hosts.pathDown("slow");
        hosts.more(flow, SOME);
        hosts.pathUp("slow");
        hosts.more(flow, SOME);
        boolean failed = hosts.count("MPTcpPolicyFailures") > 0;
        assertEquals(failed ? "builtin" : BAD, hosts.inUse(flow, kind));
        registration.unregister(); // its last call, and what comes after it
        registration = null;
        hosts.more(flow, SOME);
        hosts.more(beside, SOME);
        assertEquals(bundles.best(kind).name(), hosts.inUse(beside, kind), "the connection beside it is unharmed");
        assertTrue(faulty.late().isEmpty(), "calls after its detach: " + faulty.late());
        assertEquals(0, hosts.count("MPTcpContainedFaults"));
        hosts.finish(flow);
        hosts.finish(beside);
    }
}
