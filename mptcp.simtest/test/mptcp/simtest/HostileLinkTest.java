package mptcp.simtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.testkit.fault.Fault;
import mptcp.testkit.fault.Stub;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A link that throws, or answers without sense, in each of its methods, as a bundle may bring it: it is as a path that loses. The connection
 * that has another path loses nothing, nor does the one beside it; the loop goes on, the link can be removed, and it is named.
 */
@Timeout(120)
class HostileLinkTest {
    /** Those that a loop calls all the time. */
    private static final List<String> EACH_TURN = List.of("claim", "commit", "flush", "mtu", "nextEventNs", "poll", "txMemory");

    private static Stream<Method> methods() {
        return Stub.methods(IpLink.class).stream();
    }

    private static Stream<Arguments> each(boolean worst) {
        return methods().filter(m -> EACH_TURN.contains(m.getName()) || m.getName().equals("close"))
                .flatMap(m -> Stream.of(Fault.values()).filter(f -> (f == Fault.RUNTIME) == worst)
                .map(f -> Arguments.of(m.getName(), f, 1 + f.ordinal() % 2)));
    }

    static Stream<Arguments> throwing() {
        return each(true);
    }

    static Stream<Arguments> others() {
        return each(false);
    }

    @ParameterizedTest
    @MethodSource("others")
    @Tag("slow")
    void throwingOthers(String method, Fault fault, int loops) throws Exception {
        throwing(method, fault, loops);
    }

    @ParameterizedTest
    @MethodSource
    void throwing(String method, Fault fault, int loops) throws Exception {
        boolean dear = fault == Fault.OUT_OF_MEMORY || fault == Fault.STACK_OVERFLOW;
        try (LinkScene scene = new LinkScene(loops, method, method.equals("close") ? 1 : 4, dear ? 10 : Integer.MAX_VALUE, good -> {
            fault.commit();
            return null;
        })) {
            scene.run();
            assertTrue(scene.faults() > 0, () -> scene.faults() + " faults of " + scene.calls() + " calls");
        }
    }

    static Stream<Arguments> garbage() {
        return methods().filter(m -> EACH_TURN.contains(m.getName())).flatMap(m -> answers(m).stream().map(g -> Arguments.of(m.getName(), g)));
    }

    private static List<Object> answers(Method m) {
        Class<?> type = m.getReturnType();
        if (m.getName().equals("txMemory")) {
            Arena closed = Arena.ofConfined();
            MemorySegment dead = closed.allocate(1 << 20);
            closed.close();
            return new ArrayList<>(Arrays.asList(null, MemorySegment.NULL, MemorySegment.ofArray(new byte[10]), dead,
                    MemorySegment.ofArray(new byte[1 << 20]).asReadOnly()));
        }
        if (type == long.class) {
            return List.of(Long.MIN_VALUE, -2L, -1L, 1L << 40, Long.MAX_VALUE);
        }
        if (type == int.class) {
            return List.of(Integer.MIN_VALUE, -1, 0, 1, 68, 1 << 20, Integer.MAX_VALUE);
        }
        List<Object> nothing = new ArrayList<>();
        if (!type.isPrimitive()) {
            nothing.add(null);
        }
        return nothing;
    }

    /** For ever from then on. */
    @ParameterizedTest
    @MethodSource
    void garbage(String method, Object answer) throws Exception {
        try (LinkScene scene = new LinkScene(1, method, 40, Integer.MAX_VALUE, good -> {
            good.answer();
            return answer;
        })) {
            scene.run();
        }
    }

    /** For a while: it is of use again afterwards. */
    @ParameterizedTest
    @MethodSource("garbage")
    @Tag("slow")
    void garbageForAWhile(String method, Object answer) throws Exception {
        try (LinkScene scene = new LinkScene(2, method, 40, 60, good -> {
            good.answer();
            return answer;
        })) {
            scene.run();
        }
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void itIsNamedOnce() throws Exception {
        PrintStream log = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try (LinkScene scene = new LinkScene(1, "nextEventNs", 4, Integer.MAX_VALUE, good -> {
            throw new IllegalStateException("on purpose");
        })) {
            scene.run();
            assertTrue(scene.faults() > 10);
        } finally {
            System.setErr(log);
        }
        String text = said.toString(StandardCharsets.UTF_8);
        assertEquals(1, text.split(Pattern.quote("client: a link failed for link bad"), -1).length - 1, text);
        assertTrue(text.contains("IllegalStateException: on purpose"), text);
    }

    /** A link that wants the loop at once, always, and never has anything. */
    @Test
    void itDoesNotKeepTheLoopAwake() throws Exception {
        try (LinkScene scene = new LinkScene(1, "nextEventNs", 1, Integer.MAX_VALUE, good -> Long.MIN_VALUE)) {
            scene.run();
            assertTrue(scene.sleepsOfIdle(20_000) > 1_000_000, "when idle the loop may sleep");
            assertTrue(scene.faults() > 0);
        }
    }

    static Stream<Arguments> strangers() {
        return methods().filter(m -> List.of("name", "mtu", "capabilities", "onReadable", "newWaiter", "pollFd", "queues")
                .contains(m.getName())).map(m -> Arguments.of(m.getName()));
    }

    /** What fails as it is added is not added, and nothing of it stays. */
    @ParameterizedTest
    @MethodSource("strangers")
    void itIsNotAdded(String method) throws Exception {
        try (LinkScene scene = new LinkScene(1 + method.length() % 2, "none", 1, 1, null)) {
            scene.refuses(lonely(method), method);
            scene.run();
        }
    }

    /** A link to nowhere that fails in one method. */
    private static IpLink lonely(String method) {
        return Stub.of(IpLink.class, (m, arguments) -> {
            if (m.getName().equals(method)) {
                throw new IllegalStateException("on purpose");
            }
            return switch (m.getName()) {
                case "name" -> "worse";
                case "mtu" -> 1500;
                case "capabilities", "poll" -> 0;
                case "pollFd" -> -1;
                case "claim", "nextEventNs" -> Long.MAX_VALUE;
                case "queues" -> List.of();
                default -> null;
            };
        });
    }

    /** In real time, on a thread of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"poll", "flush", "nextEventNs", "mtu", "close", "statistics"})
    void aLoopsThreadGoesOn(String method) {
        StackFactory factory = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
        Stack stack = factory.create(StackConfig.builder("lonely").policySettings(Map.of("static.addresses", "")).build());
        try {
            if (method.equals("mtu")) {
                assertThrows(RuntimeException.class, () -> stack.addLink(lonely(method), List.of()));
                return;
            }
            stack.addLink(lonely(method), List.of(LinkAddress.of("10.0.1.1/24")));
            for (int i = 0; i < 20; i++) {
                assertEquals(i, stack.call(new Answer(i)));
            }
            stack.removeLink("worse");
            assertEquals(List.of(), stack.links());
            assertEquals(List.of(), stack.addresses());
        } finally {
            stack.close();
        }
    }

    private record Answer(int value) implements Callable<Integer> {
        @Override
        public Integer call() {
            return value;
        }
    }

    @Test
    void anAddressInUseTakesNothing() throws Exception {
        try (LinkScene scene = new LinkScene(1, "none", 1, 1, null)) {
            assertThrows(RuntimeException.class, scene::addsAnAddressTwice);
            assertEquals(List.of("good", "bad"), scene.links());
            scene.run();
        }
    }
}
