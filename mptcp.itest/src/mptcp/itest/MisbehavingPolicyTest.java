package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.function.Supplier;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.StackFactory;
import mptcp.itest.bundle.PolicyBundles;
import mptcp.itest.bundle.ProbeJar;
import mptcp.itest.world.Flow;
import mptcp.itest.world.Misbehaving;
import mptcp.itest.world.TwoHosts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** A policy that throws or answers nonsense is replaced by the built-in, counted, and the connection goes on. */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
class MisbehavingPolicyTest {
    private static final String BUILTIN = "builtin";
    private static final long SOME = 100_000;

    @InjectBundleContext
    BundleContext context;

    @InjectService
    StackFactory factory;

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private final List<String> swaps = new ArrayList<>();
    private PolicyBundles bundles;
    private TwoHosts hosts;

    @BeforeEach
    void start() {
        bundles = new PolicyBundles(factory);
        hosts = TwoHosts.virtual(factory, 3);
        hosts.client().inspector().monitor((_, _, _, event, detail) -> {
            if (event.equals("SWAP")) {
                swaps.add(detail);
            }
        });
    }

    @AfterEach
    void unregister() throws Exception {
        hosts.close();
        registrations.forEach(ServiceRegistration::unregister);
        bundles.restore();
    }

    /** One that behaves like the best one of its kind but for one method. */
    private Misbehaving misbehaving(PolicyKind kind, String method, Supplier<Object> instead) {
        Bundle bundle = bundles.of(bundles.best(kind));
        ServiceReference<?> reference = Arrays.stream(bundle.getRegisteredServices())
                .filter(r -> Arrays.asList((String[]) r.getProperty(Constants.OBJECTCLASS))
                        .contains(Misbehaving.service(kind).getName()))
                .findFirst().orElseThrow();
        return new Misbehaving(kind, (PolicyFactory<?>) context.getService(reference), method, instead);
    }

    private ServiceRegistration<?> register(PolicyKind kind, Misbehaving policy) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, 10_000);
        ServiceRegistration<?> registration =
                context.registerService(Misbehaving.service(kind).getName(), policy.factory(), properties);
        registrations.add(registration);
        return registration;
    }

    private static Supplier<Object> throwing(String what) {
        return () -> {
            switch (what) {
                case "exception" -> throw new IllegalStateException("on purpose");
                case "assertion" -> throw new AssertionError("on purpose");
                case "linkage" -> throw new NoClassDefFoundError("on/Purpose");
                default -> throw new StackOverflowError();
            }
        };
    }

    /** The transfer goes over both paths, loses one for a while, and gets it back: every method is called in it. */
    private void transfer(Flow flow) {
        hosts.more(flow, 5 * SOME);
        hosts.pathDown("slow");
        hosts.more(flow, 20 * SOME);
        hosts.pathUp("slow");
        hosts.more(flow, 5 * SOME);
        hosts.finish(flow);
    }

    @ParameterizedTest
    @CsvSource({
        "scheduler, create", "scheduler, attach", "scheduler, select", "scheduler, onSent", "scheduler, onDataAck",
        "scheduler, onSubflow", "scheduler, duplicates",
        "cc, create", "cc, attach", "cc, onAck", "cc, onSubflow", "cc, onSignal",
        "rexmit, create", "rexmit, attach", "rexmit, dataTimeoutNs", "rexmit, onSubflow", "rexmit, onSubflowTimeout",
        "path, create", "path, attach", "path, onEstablished", "path, onSubflow", "path, onAddAddr"
    })
    void whicheverMethodThrows(String label, String method) {
        PolicyKind kind = PolicyKind.of(label);
        Misbehaving policy = misbehaving(kind, method, throwing("exception"));
        register(kind, policy);
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        if (failures() == 0) {
            hosts.more(flow, 4 * SOME);
            hosts.pathDown("slow"); // losses and timeouts
            for (int i = 0; i < 50 && failures() == 0; i++) {
                hosts.more(flow, SOME);
            }
        }
        assertEquals(BUILTIN, hosts.inUse(flow, kind));
        hosts.pathUp("slow");
        long failures = failures();
        transfer(flow);
        assertEquals(failures, failures(), "never called again");
        assertTrue(policy.times() > 0);
    }

    private long failures() {
        return hosts.count("MPTcpPolicyFailures");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "assertion", "linkage", "overflow"})
    void whateverItThrows(String what) {
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        Misbehaving policy = misbehaving(PolicyKind.SCHEDULER, "select", throwing(what));
        register(PolicyKind.SCHEDULER, policy);
        transfer(flow);
        assertEquals(1, policy.times());
        assertEquals(BUILTIN, hosts.client().policies().inUse(PolicyKind.SCHEDULER), "new connections do not get it");
        assertEquals(List.of("scheduler misbehaving", "scheduler builtin"), swaps);
    }

    @ParameterizedTest
    @ValueSource(longs = {0x8000_0000L, 0xffff_0000L, 0x7fff_ffff_0000_0000L, Long.MIN_VALUE})
    void anAnswerThatNamesNoSubflow(long answer) {
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        Misbehaving policy = misbehaving(PolicyKind.SCHEDULER, "select", () -> answer);
        register(PolicyKind.SCHEDULER, policy);
        transfer(flow);
        assertEquals(1, policy.times());
        assertEquals(1, failures());
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE})
    void aTimeoutOutOfRangeDoesNoHarm(long timeoutNs) {
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        register(PolicyKind.RETRANSMIT, misbehaving(PolicyKind.RETRANSMIT, "dataTimeoutNs", () -> timeoutNs));
        transfer(flow);
    }

    @ParameterizedTest
    @EnumSource
    void aFactoryThatMakesNothing(PolicyKind kind) {
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        register(kind, misbehaving(kind, "create", () -> null));
        assertEquals(BUILTIN, hosts.inUse(flow, kind));
        transfer(flow);
    }

    @ParameterizedTest
    @EnumSource
    void anExceptionInDetachDoesNotKeepTheSuccessorOut(PolicyKind kind) {
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        String before = hosts.inUse(flow, kind);
        Misbehaving policy = misbehaving(kind, "detach", throwing("exception"));
        ServiceRegistration<?> registration = register(kind, policy);
        hosts.more(flow, SOME);
        registration.unregister();
        registrations.clear();
        assertEquals(2, policy.times(), "at both ends");
        assertEquals(before, hosts.inUse(flow, kind));
        transfer(flow);
    }

    @ParameterizedTest
    @EnumSource
    void oneThatDeclinesOrFailsToAnswerIsNotUsed(PolicyKind kind) {
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        String before = hosts.inUse(flow, kind);
        register(kind, misbehaving(kind, "canTakeOver", () -> false)).unregister();
        registrations.clear();
        register(kind, misbehaving(kind, "canTakeOver", throwing("exception")));
        assertEquals(before, hosts.inUse(flow, kind));
        assertTrue(hosts.count("MPTcpPolicyDeclined") >= 2, "counted");
        transfer(flow);
    }

    /** A chain of path managers does so while one of its members is away. */
    @ParameterizedTest
    @EnumSource
    void oneThatDeclinesNewConnectionsDoesNotFail(PolicyKind kind) {
        Misbehaving policy = misbehaving(kind, "canTakeOver", () -> false);
        register(kind, policy);
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        assertEquals(BUILTIN, hosts.inUse(flow, kind));
        assertEquals(2, policy.times(), "asked at both ends");
        assertEquals(0, hosts.count("MPTcpPolicyFailures"));
        assertEquals(1, hosts.count("MPTcpPolicyDeclined"));
        hosts.finish(flow);
    }

    /** Until it is chosen or deployed again: what happens to policies of other kinds is no reason to try it again. */
    @Test
    void itIsNotTriedAgainWhenSomethingElseChanges() throws Exception {
        PolicyKind kind = PolicyKind.CONGESTION_CONTROL;
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        Misbehaving policy = misbehaving(kind, "onAck", throwing("exception"));
        register(kind, policy);
        hosts.more(flow, SOME);
        assertEquals(2, policy.times(), "at both ends");
        Bundle scheduler = bundles.of(bundles.best(PolicyKind.SCHEDULER));
        scheduler.stop();
        scheduler.start();
        Bundle other = context.installBundle("memory:other", ProbeJar.last(kind, "other").stream());
        other.start();
        other.uninstall();
        hosts.more(flow, SOME);
        assertEquals(BUILTIN, hosts.inUse(flow, kind));
        assertEquals(2, policy.times());
        hosts.finish(flow);
    }

    @Test
    void deployedAnewItIsUsedAgain() {
        PolicyKind kind = PolicyKind.SCHEDULER;
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        ServiceRegistration<?> bad = register(kind, misbehaving(kind, "select", throwing("exception")));
        hosts.more(flow, SOME);
        assertEquals(BUILTIN, hosts.inUse(flow, kind));
        bad.unregister();
        registrations.clear();
        assertEquals(bundles.best(kind).name(), hosts.inUse(flow, kind), "the next in rank, now that it is gone");
        register(kind, misbehaving(kind, "none", throwing("exception")));
        hosts.more(flow, SOME);
        assertEquals("misbehaving", hosts.inUse(flow, kind), "mended");
        hosts.finish(flow);
    }
}
