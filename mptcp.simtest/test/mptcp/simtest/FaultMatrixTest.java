package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mptcp.api.cc.CongestionState;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.testkit.fault.Callback;
import mptcp.testkit.fault.Fault;
import mptcp.testkit.fault.Faulty;
import mptcp.testkit.fault.Faulty.Misdeed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
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

    private static FaultWorld run(Callback at, int nth, Misdeed misdeed) {
        FaultWorld[] made = new FaultWorld[1];
        Scenario.of(FaultMatrixTest.class, w -> made[0] = new FaultWorld(w, BAD, at, nth, misdeed)).run(1);
        made[0].check();
        return made[0];
    }

    /** Else the matrix would show nothing. */
    @ParameterizedTest
    @EnumSource
    void everyCallbackComes(PolicyKind kind) {
        FaultWorld m = run(Callback.of(kind, "attach"), 100, (method, arguments, good) -> good.answer());
        List<String> never = Callback.all().stream().filter(c -> c.kind() == kind && m.faulty.calls(c.name()) == 0)
                .filter(Callback::isOfStacks)
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
        FaultWorld m = run(at, 1, Faulty.throwing(fault));
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
    @ResourceLock(Resources.SYSTEM_ERR)
    void theCulpritIsNamedOnce(PolicyKind kind) {
        PrintStream log = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            run(Callback.of(kind, "attach"), 1, Faulty.throwing(Fault.RUNTIME));
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
        FaultWorld m = run(at, 1, Faulty.answering(answer));
        assertTrue(m.faulty.committed() > 0, "it came to it");
        long failures = m.w.client().counter("MPTcpPolicyFailures") + m.w.server().counter("MPTcpPolicyFailures");
        assertEquals(Fault.isSenseless(at.method(), answer), failures > 0, failures + " failures");
    }

    /** What it was given is used by another thread meanwhile: what changes something is refused there. */
    @ParameterizedTest
    @MethodSource("callbacks")
    void onAnotherThread(Callback at) {
        List<String> refused = new ArrayList<>();
        FaultWorld m = run(at, 1, (method, arguments, good) -> {
            Thread other = new Thread(() -> Stream.of(arguments).filter(Faulty::isOfStack)
                    .forEach(a -> refused.addAll(Faulty.useAll(a))));
            other.start();
            other.join();
            return good.answer();
        });
        assertEquals(0, m.w.client().counter("MPTcpPolicyFailures"));
        assertEquals(at.name().equals("detach") ? FaultWorld.OTHER.get(at.kind()) : BAD,
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

    /** What it was given is used when it has gone, by it or who has it from it: nothing comes of that. */
    @ParameterizedTest
    @EnumSource
    void afterItsDetach(PolicyKind kind) {
        FaultWorld[] made = new FaultWorld[1];
        Scenario.of(FaultMatrixTest.class, w -> {
            FaultWorld m = made[0] = new FaultWorld(w, BAD, Callback.of(kind, "attach"), 100, null);
            w.at(3450 * MS, "use", () -> {
                String before = state(m);
                m.faulty.kept().stream().filter(s -> s.getClass().getName().contains("Port")).forEach(Faulty::useAll);
                w.client().stack().turn(w.nowNs());
                assertEquals(before, state(m));
            });
        }).run(1);
        made[0].check();
        boolean acts = kind != PolicyKind.SCHEDULER;
        assertEquals(acts, made[0].faulty.kept().stream().anyMatch(s -> s.getClass().getName().contains("Port")));
    }

    /** What a policy could have changed. */
    private static String state(FaultWorld m) {
        ConnectionSnapshot c = m.w.client().stack().inspector().connection(m.tested.client().socket().id()).orElseThrow();
        return c.subflows().stream().map(s -> s.slot() + " " + s.state() + " " + s.cwnd() + " " + s.ssthresh() + " "
                + s.pacingRate() + " " + s.backupLocal()).toList().toString();
    }

    /** It chooses another in its own place, in the middle of a call, and goes on as if nothing were. */
    @ParameterizedTest
    @MethodSource("callbacks")
    void replacingItself(Callback at) {
        FaultWorld[] made = new FaultWorld[1];
        Scenario.of(FaultMatrixTest.class, w -> made[0] = new FaultWorld(w, BAD, at, 1, (method, arguments, good) -> {
            Object answer = good.answer();
            SimHost host = made[0] == null ? null : w.client();
            if (host != null) {
                host.stack().inspector().connections().forEach(c -> host.stack().policies().choose(c.id(), at.kind(),
                        FaultWorld.OTHER.get(at.kind())));
            }
            return answer;
        })).run(1);
        assertEquals(FaultWorld.OTHER.get(at.kind()), made[0].end(made[0].tested).policies().get(at.kind()));
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
        run(Callback.of(PolicyKind.CONGESTION_CONTROL, name), 1, (method, arguments, good) -> {
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
        Callback at = Callback.of(PolicyKind.CONGESTION_CONTROL, "onSignal");
        List<Long> thresholds = new ArrayList<>();
        FaultWorld[] made = new FaultWorld[1];
        Scenario.of(FaultMatrixTest.class, w -> {
            made[0] = new FaultWorld(w, BAD, at, 1, (method, arguments, good) -> {
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
        FaultWorld[] made = new FaultWorld[1];
        Scenario.of(FaultMatrixTest.class, w -> {
            made[0] = new FaultWorld(w, BAD, Callback.of(PolicyKind.PATH_MANAGER, "attach"), 100, null);
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
