package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackFactory;
import mptcp.itest.bundle.FaultyBundle;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.service.ServiceExtension;

/** Every callback of every policy, as a service of a bundle, with everything that it may do: as in mptcp.simtest. */
@ExtendWith(ServiceExtension.class)
class FaultMatrixTest {
    private static final long SOME = 20_000;

    @InjectService
    StackFactory factory;

    private PolicyBundles bundles;
    private TwoHosts hosts;
    private FaultyBundle bad;
    private Flow flow;
    private Flow beside;

    @BeforeEach
    void make() {
        bundles = new PolicyBundles(factory);
        hosts = TwoHosts.lossy(factory, 1);
    }

    @AfterEach
    void close() {
        hosts.close();
        bad.close();
    }

    private void begin(Callback at, int nth, Faulty.Misdeed misdeed) {
        bad = new FaultyBundle(bundles, at, nth, misdeed);
        SocketConfig chosen = SocketConfig.DEFAULT.withBuffers(0, 24 << 10).withPolicies(Map.of(at.kind(), bad.name()));
        flow = hosts.start(chosen, chosen);
        beside = hosts.start();
    }

    /** Goes on until its bundle was stopped, and after it. */
    private void run(Callback at, int nth, Faulty.Misdeed misdeed) {
        begin(at, nth, misdeed);
        hosts.everything(flow, at.kind(), SOME);
        bad.stop(); // its last call, and what comes after it
        end(at.kind());
    }

    private void end(PolicyKind kind) {
        hosts.more(flow, SOME);
        hosts.more(beside, SOME);
        assertEquals(bundles.best(kind).name(), hosts.inUse(beside, kind), "the connection beside it is unharmed");
        assertTrue(bad.faulty().late().isEmpty(), "calls after its detach: " + bad.faulty().late());
        assertEquals(0, hosts.countBoth("MPTcpContainedFaults"));
        hosts.finish(flow);
        hosts.finish(beside);
    }

    private long failures() {
        return hosts.countBoth("MPTcpPolicyFailures");
    }

    /** Else the matrix would show nothing. */
    @ParameterizedTest
    @EnumSource
    void everyCallbackComes(PolicyKind kind) {
        run(Callback.of(kind, "attach"), 100, (method, arguments, good) -> good.answer());
        assertEquals(List.of(), Callback.all().stream().filter(c -> c.kind() == kind && c.isOfStacks() && bad.faulty().calls(c.name()) == 0)
                .map(Callback::toString).toList());
        assertEquals(0, failures());
    }

    /** The simulator's matrix has all of them; here are those that a framework may make different. */
    static Stream<Arguments> throwing() {
        return callbacks().flatMap(c -> Stream.of(Fault.CHECKED, Fault.OUT_OF_MEMORY, Fault.LINKAGE)
                .map(f -> Arguments.of(c, f)));
    }

    @ParameterizedTest
    @MethodSource
    void throwing(Callback at, Fault fault) {
        run(at, 1, Faulty.throwing(fault));
        assertTrue(bad.faulty().committed() > 0, "it came to it");
        assertTrue(failures() > 0);
    }

    static Stream<Arguments> garbage() {
        return callbacks().flatMap(c -> Fault.garbage(c.method()).stream().map(g -> Arguments.of(c, g)));
    }

    /** Answers at the ends of their range may be answers; the others cost it its place. */
    @ParameterizedTest
    @MethodSource
    void garbage(Callback at, Object answer) {
        run(at, 1, Faulty.answering(answer));
        assertTrue(bad.faulty().committed() > 0, "it came to it");
        assertEquals(Fault.isSenseless(at.method(), answer), failures() > 0, failures() + " failures");
    }

    static Stream<Callback> callbacks() {
        return Callback.ofConnections().stream();
    }

    /** What it was given is used by another thread meanwhile: what changes something is refused there. */
    @ParameterizedTest
    @MethodSource("callbacks")
    void onAnotherThread(Callback at) {
        List<String> refused = new CopyOnWriteArrayList<>();
        run(at, 1, (method, arguments, good) -> {
            Thread other = new Thread(() -> Stream.of(arguments).filter(Faulty::isOfStack)
                    .forEach(a -> refused.addAll(Faulty.useAll(a))));
            other.start();
            other.join();
            return good.answer();
        });
        assertEquals(0, failures());
        String changing = at.kind() == PolicyKind.PATH_MANAGER ? "withdraw" : "cwnd";
        boolean acts = at.kind() == PolicyKind.PATH_MANAGER || at.kind() == PolicyKind.CONGESTION_CONTROL;
        if (acts && at.name().equals("attach")) {
            assertTrue(refused.stream().anyMatch(r -> r.startsWith(changing + ": java.lang.IllegalStateException")),
                    refused::toString);
        }
    }

    /** What it was given is used when its bundle has gone: nothing comes of that. */
    @ParameterizedTest
    @EnumSource
    void afterItsBundleHasGone(PolicyKind kind) {
        begin(Callback.of(kind, "attach"), 100, (method, arguments, good) -> good.answer());
        hosts.more(flow, SOME);
        bad.stop();
        hosts.more(flow, SOME);
        List<Object> kept = new ArrayList<>(bad.faulty().kept());
        kept.removeIf(o -> !o.getClass().getName().contains("Port"));
        boolean acts = kind != PolicyKind.SCHEDULER;
        assertEquals(acts, !kept.isEmpty(), "what it could act with");
        String before = hosts.snapshot(flow).subflows().toString();
        kept.forEach(Faulty::useAll);
        assertEquals(before, hosts.snapshot(flow).subflows().toString());
        assertEquals(0, failures());
        end(kind);
    }
}
