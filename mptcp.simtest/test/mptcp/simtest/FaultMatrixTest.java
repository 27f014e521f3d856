package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.cc.CongestionState;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.testkit.fault.Callback;
import mptcp.testkit.fault.Fault;
import mptcp.testkit.fault.Faulty.Misdeed;
import mptcp.testkit.fault.Faulty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every callback of every policy and factory, as reflection finds them, with everything that it may do and should not: the
 * bytes are right, the connection beside it is unharmed, and the policy is replaced and never called again.
 */
class FaultMatrixTest {
    private static final String BAD = "bad";
    private static final String BUILTIN = "builtin";
    /** What the faulty ones are like where they behave; the most active ones, so that every callback comes. */
    private static final Map<PolicyKind, String> GOOD = Map.of(PolicyKind.SCHEDULER, "minrtt",
            PolicyKind.CONGESTION_CONTROL, "lia", PolicyKind.RETRANSMIT, "opportunistic", PolicyKind.PATH_MANAGER, "fullmesh");
    /** Of the connection beside it, and of the tested one at last. */
    private static final Map<PolicyKind, String> OTHER = Map.of(PolicyKind.SCHEDULER, "roundrobin",
            PolicyKind.CONGESTION_CONTROL, "reno", PolicyKind.RETRANSMIT, "threshold", PolicyKind.PATH_MANAGER, "ndiffports");

    /** A world in which every callback comes: losses, a path that is away for a while, idle times, a window that is full. */
    private static final class Matrix {
        private final World w;
        private final PolicyKind kind;
        private final Faulty faulty;
        private final Transfer tested;
        private final Transfer beside;
        private String before;

        Matrix(World w, Callback at, int nth, Misdeed misdeed) {
            this.w = w;
            kind = at.kind();
            w.policiesMayFail();
            w.hosts(b -> b.maxSubflows(4).maxRtoNs(1000 * MS));
            w.path(Route.of("rate=20m,delay=5ms,queue=60k,loss=1%"));
            w.path(Route.of("rate=10m,delay=25ms,queue=60k,loss=1%"));
            PolicyFactory<?> good = w.policies().of(kind).stream().filter(f -> f.name().equals(GOOD.get(kind))).findFirst()
                    .orElseThrow();
            faulty = new Faulty(BAD, at, good, nth, misdeed);
            w.policies().registry().add(kind, faulty.factory(), -1, "bundle.of.it 1.0");
            w.server().stack().endpoints(List.of(Endpoint.of(1, World.address(2, 2, false)).withSignal(true)));
            tested = transfer(Map.of(kind, BAD));
            beside = transfer(OTHER);
            events();
        }

        private Transfer transfer(Map<PolicyKind, String> policies) {
            SocketConfig config = SocketConfig.DEFAULT.withBuffers(0, 24 << 10).withPolicies(policies);
            Transfer t = w.transfer(60_000, 20_000).config(config);
            return t.endings(Party.Ending.BY_EVENT, Party.Ending.BY_EVENT);
        }

        private void events() {
            InetAddress third = LinkAddress.of("10.1.0.9/24").address();
            w.at(60 * MS, "path 1 down", () -> w.network().pathDown("path1"));
            w.at(1100 * MS, "path 1 up", () -> w.network().pathUp("path1"));
            w.at(1200 * MS, "an address", () -> w.client().stack().addAddress("path1", LinkAddress.of("10.1.0.9/24")));
            w.at(1250 * MS, "and not", () -> w.client().stack().removeAddress(third));
            w.at(1300 * MS, "endpoints", () -> w.client().stack().endpoints(List.of()));
            w.at(3300 * MS, "withdrawn", () -> w.server().stack().removeAddress(World.address(2, 2, false)));
            w.at(3000 * MS, "more", () -> more(150_000));
            w.at(3400 * MS, "swap", this::swap);
            w.at(3500 * MS, "more", () -> more(50_000));
            w.at(3800 * MS, "end", () -> {
                for (Transfer t : List.of(tested, beside)) {
                    t.client().endOutput();
                    t.server().endOutput();
                }
            });
            w.every(500 * MS, () -> {
                for (Transfer t : List.of(tested, beside)) {
                    t.client().pump();
                    t.server().pump();
                }
                return tested.done() && beside.done();
            });
        }

        private void more(int bytes) {
            for (Transfer t : List.of(tested, beside)) {
                t.client().sendMore(bytes);
                t.server().sendMore(bytes / 4);
            }
        }

        /** The tested connection is given the other policy; what it had before is noted. */
        private void swap() {
            before = tested.client().socket() == null ? null
                    : w.client().stack().policies().inUse(tested.client().socket().id(), kind);
            w.client().stack().policies().choose(tested.client().socket().id(), kind, OTHER.get(kind));
        }

        private ConnectionSnapshot end(Transfer t) {
            return w.client().lastOf(t.client().socket().id());
        }

        /** What holds in every case: World.run has looked at the bytes. */
        void check() {
            assertEquals(List.of(), faulty.late(), "calls after its detach");
            assertEquals(OTHER, new EnumMap<>(end(beside).policies()), "the connection beside it keeps its policies");
            assertEquals(OTHER.get(kind), end(tested).policies().get(kind));
        }
    }

    private static Matrix run(Callback at, int nth, Misdeed misdeed) {
        Matrix[] made = new Matrix[1];
        Scenario.of(FaultMatrixTest.class, w -> made[0] = new Matrix(w, at, nth, misdeed)).run(1);
        made[0].check();
        return made[0];
    }

    private static Callback callback(PolicyKind kind, String name) {
        return Callback.all().stream().filter(c -> c.kind() == kind && !c.ofFactory() && c.name().equals(name)).findFirst()
                .orElseThrow();
    }

    /** Else the matrix would show nothing. */
    @ParameterizedTest
    @EnumSource
    void everyCallbackComes(PolicyKind kind) {
        Matrix m = run(callback(kind, "attach"), 100, (method, arguments, good) -> good.answer());
        List<String> never = Callback.all().stream().filter(c -> c.kind() == kind && m.faulty.calls(c.name()) == 0)
                .map(Callback::toString).toList();
        assertEquals(List.of(), never);
        assertEquals(0, m.w.client().counter("MPTcpPolicyFailures"));
        assertEquals(BAD, m.before);
    }

    static Stream<Arguments> throwing() {
        return Callback.ofConnections().stream().flatMap(c -> Stream.of(Fault.values()).map(f -> Arguments.of(c, f)));
    }

    @ParameterizedTest
    @MethodSource
    void throwing(Callback at, Fault fault) {
        Matrix m = run(at, 1, Faulty.throwing(fault));
        assertTrue(m.faulty.committed() > 0, "it came to it");
        assertTrue(m.w.client().counter("MPTcpPolicyFailures") + m.w.server().counter("MPTcpPolicyFailures") > 0);
        if (!at.name().equals("detach")) { // that is its last call
            boolean atClient = m.w.client().counter("MPTcpPolicyFailures") > 0;
            assertEquals(atClient ? BUILTIN : BAD, m.before);
        }
    }

    /** In the log: which policy, whose bundle, which connection, why; once for each host. */
    @ParameterizedTest
    @EnumSource
    void theCulpritIsNamedOnce(PolicyKind kind) {
        PrintStream log = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            run(callback(kind, "attach"), 1, Faulty.throwing(Fault.RUNTIME));
        } finally {
            System.setErr(log);
        }
        String text = said.toString(StandardCharsets.UTF_8);
        for (String host : List.of("client", "server")) {
            String line = host + ": " + kind.label() + " policy 'bad' of bundle.of.it 1.0 failed and is replaced by the built-in"
                    + " until it is chosen or deployed again; seen in connection 1";
            assertEquals(1, text.split(Pattern.quote(line), -1).length - 1, text);
        }
        assertTrue(text.contains("IllegalStateException: on purpose"), text);
    }

    static Stream<Arguments> garbage() {
        return Callback.ofConnections().stream().flatMap(c -> Fault.garbage(c.method()).stream().map(g -> Arguments.of(c, g)));
    }

    /** Answers at the ends of their range may be answers; the others cost it its place. */
    @ParameterizedTest
    @MethodSource
    void garbage(Callback at, Object answer) {
        Matrix m = run(at, 1, Faulty.answering(answer));
        assertTrue(m.faulty.committed() > 0, "it came to it");
        boolean none = answer == null || at.name().equals("create");
        boolean noSubflow = at.name().equals("select") && (((Long) answer & 3) == 0 && (Long) answer != 0
                || (Long) answer < 0);
        boolean noTimeout = at.name().equals("dataTimeoutNs") && (Long) answer <= 0;
        long failures = m.w.client().counter("MPTcpPolicyFailures") + m.w.server().counter("MPTcpPolicyFailures");
        assertEquals(none || noSubflow || noTimeout, failures > 0, failures + " failures");
    }

    /** What it was given is used by another thread meanwhile: what changes something is refused there. */
    @ParameterizedTest
    @MethodSource("callbacks")
    void onAnotherThread(Callback at) {
        List<String> refused = new ArrayList<>();
        Matrix m = run(at, 1, (method, arguments, good) -> {
            Thread other = new Thread(() -> Stream.of(arguments).filter(FaultMatrixTest::isCores)
                    .forEach(a -> refused.addAll(Faulty.useAll(a))));
            other.start();
            other.join();
            return good.answer();
        });
        assertEquals(0, m.w.client().counter("MPTcpPolicyFailures"));
        assertEquals(at.name().equals("detach") ? OTHER.get(at.kind()) : BAD,
                at.name().equals("detach") ? m.end(m.tested).policies().get(at.kind()) : m.before);
        if (at.name().equals("attach") && at.kind() == PolicyKind.PATH_MANAGER) {
            assertTrue(refused.stream().anyMatch(r -> r.startsWith("withdraw: java.lang.IllegalStateException")), refused::toString);
        }
        if (at.name().equals("attach") && at.kind() == PolicyKind.CONGESTION_CONTROL) {
            assertTrue(refused.stream().anyMatch(r -> r.startsWith("cwnd: java.lang.IllegalStateException")), refused::toString);
        }
    }

    static Stream<Callback> callbacks() {
        return Callback.ofConnections().stream();
    }

    private static boolean isCores(Object o) {
        return o != null && o.getClass().getName().startsWith("mptcp.core");
    }

    /** What it was given is used when it has gone, by it or who has it from it: nothing comes of that. */
    @ParameterizedTest
    @EnumSource
    void afterItsDetach(PolicyKind kind) {
        Matrix[] made = new Matrix[1];
        Scenario.of(FaultMatrixTest.class, w -> {
            Matrix m = made[0] = new Matrix(w, callback(kind, "attach"), 100, null);
            w.at(3450 * MS, "use", () -> {
                String before = state(m);
                m.faulty.kept().stream().filter(s -> s.getClass().getName().contains("Port")).forEach(Faulty::useAll);
                w.client().stack().turn(w.nowNs());
                assertEquals(before, state(m));
            });
        }).run(1);
        made[0].check();
        boolean acts = kind == PolicyKind.CONGESTION_CONTROL || kind == PolicyKind.PATH_MANAGER;
        assertEquals(acts, made[0].faulty.kept().stream().anyMatch(s -> s.getClass().getName().contains("Port")));
    }

    /** What a policy could have changed. */
    private static String state(Matrix m) {
        ConnectionSnapshot c = m.w.client().stack().inspector().connection(m.tested.client().socket().id()).orElseThrow();
        return c.subflows().stream().map(s -> s.slot() + " " + s.state() + " " + s.cwnd() + " " + s.ssthresh() + " "
                + s.pacingRate() + " " + s.backupLocal()).toList().toString();
    }

    /** It chooses another in its own place, in the middle of a call, and goes on as if nothing were. */
    @ParameterizedTest
    @MethodSource("callbacks")
    void replacingItself(Callback at) {
        Matrix[] made = new Matrix[1];
        Scenario.of(FaultMatrixTest.class, w -> made[0] = new Matrix(w, at, 1, (method, arguments, good) -> {
            Object answer = good.answer();
            SimHost host = made[0] == null ? null : w.client();
            if (host != null) {
                host.stack().inspector().connections().forEach(c -> host.stack().policies().choose(c.id(), at.kind(),
                        OTHER.get(at.kind())));
            }
            return answer;
        })).run(1);
        assertEquals(OTHER.get(at.kind()), made[0].end(made[0].tested).policies().get(at.kind()));
        assertEquals(0, made[0].w.client().counter("MPTcpPolicyFailures"));
    }

    static Stream<Arguments> extremes() {
        return Stream.of("attach", "onAck", "onSignal", "onRecoveryExit", "onSubflow").flatMap(name ->
                Stream.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE).map(v -> Arguments.of(name, v)));
    }

    /** A congestion control that sets what no window can be, once, and goes on. */
    @ParameterizedTest
    @MethodSource("extremes")
    void windowsOutOfRange(String name, long value) {
        CongestionState[] state = new CongestionState[1];
        run(callback(PolicyKind.CONGESTION_CONTROL, name), 1, (method, arguments, good) -> {
            Object answer = good.answer();
            state[0] = arguments[0] instanceof CongestionState s ? s : state[0];
            for (int sf = -1; state[0] != null && sf < 33; sf++) {
                state[0].cwnd(sf, value);
                state[0].ssthresh(sf, value);
                state[0].pacingRate(sf, value == 1 ? 0 : value); // one byte a second is a rate
            }
            return answer;
        });
    }

    /** A signal whose handling fails is told to the successor: the window shrinks all the same. */
    @Test
    void theSuccessorHearsOfTheLoss() {
        Callback at = callback(PolicyKind.CONGESTION_CONTROL, "onSignal");
        List<Long> thresholds = new ArrayList<>();
        Matrix[] made = new Matrix[1];
        Scenario.of(FaultMatrixTest.class, w -> {
            made[0] = new Matrix(w, at, 1, (method, arguments, good) -> {
                w.network().after(1, () -> made[0].w.client().stack().inspector()
                        .connection(made[0].tested.client().socket().id())
                        .ifPresent(c -> thresholds.add(c.subflows().getFirst().ssthresh())));
                throw new IllegalStateException("on purpose");
            });
        }).run(1);
        made[0].check();
        assertTrue(thresholds.getFirst() < 200_000, "ssthresh after it: " + thresholds);
    }

    /** Timers that are set again and again do not keep the loop from its work: World counts what happens. */
    @ParameterizedTest
    @MethodSource("delays")
    void timersWithoutEnd(long delayNs) {
        int[] calls = new int[1];
        Matrix[] made = new Matrix[1];
        Scenario.of(FaultMatrixTest.class, w -> {
            made[0] = new Matrix(w, callback(PolicyKind.PATH_MANAGER, "attach"), 100, null);
            w.policies().add(PolicyKind.PATH_MANAGER, new Spinning(delayNs, calls));
            w.client().choose(PolicyKind.PATH_MANAGER, "spinning");
            w.transfer(100_000, 100_000);
        }).run(1);
        made[0].check();
        assertTrue(calls[0] > 0 == delayNs < Long.MAX_VALUE, "calls: " + calls[0]);
    }

    static Stream<Long> delays() {
        return Stream.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE);
    }

    /** Asks for a timer each time that one comes. */
    private record Spinning(long delayNs, int[] calls) implements PathManagerFactory {
        @Override
        public String name() {
            return "spinning";
        }

        @Override
        public PathManager create(PolicyContext connection) {
            return new PathManager() {
                private PathCommands commands;

                @Override
                public void attach(PathCommands c, ConnectionInfo info, long nowNs) {
                    commands = c;
                    c.timer(delayNs);
                }

                @Override
                public void onTimer(long nowNs) {
                    calls[0]++;
                    commands.timer(delayNs);
                }
            };
        }
    }

    static Stream<Arguments> introductions() {
        return Callback.all().stream().filter(c -> c.ofFactory() && List.of("name", "description").contains(c.name()))
                .flatMap(c -> Stream.of(Fault.values()).map(f -> Arguments.of(c, f)));
    }

    /** A factory that cannot say who it is is not taken. */
    @ParameterizedTest
    @MethodSource("introductions")
    void whoDoesNotSayWhoItIs(Callback at, Fault fault) {
        Policies policies = new Policies();
        PolicyFactory<?> good = policies.of(at.kind()).getFirst();
        Faulty faulty = new Faulty(BAD, at, good, 1, Faulty.throwing(fault));
        assertThrows(IllegalArgumentException.class, () -> policies.add(at.kind(), faulty.factory()));
        Faulty nameless = new Faulty(BAD, at, good, 1, Faulty.answering(null));
        if (at.name().equals("name")) {
            assertThrows(IllegalArgumentException.class, () -> policies.add(at.kind(), nameless.factory()));
        } else {
            policies.add(at.kind(), nameless.factory());
            assertEquals("", policies.registry().list(at.kind()).stream().filter(e -> e.name().equals(BAD)).findFirst()
                    .orElseThrow().description());
        }
    }
}
