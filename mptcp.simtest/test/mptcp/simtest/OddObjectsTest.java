package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import mptcp.api.inspect.Monitor;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.testkit.fault.Callback;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Objects of others whose equals, hashCode and toString throw: nobody asks them whom they equal, or what they look like. */
class OddObjectsTest {
    private static final Map<PolicyKind, String> GOOD = Map.of(PolicyKind.SCHEDULER, "roundrobin", PolicyKind.CONGESTION_CONTROL, "olia",
            PolicyKind.RETRANSMIT, "opportunistic", PolicyKind.PATH_MANAGER, "fullmesh");

    private final int[] asked = new int[1];
    private boolean failing;

    /** As the good one, and so are those that it makes. */
    private <T> T odd(Class<T> type, Object good) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, m, arguments) -> {
            if (m.getDeclaringClass() == Object.class) {
                asked[0]++;
                throw new IllegalStateException(m.getName() + " on purpose");
            }
            try {
                if (m.getName().equals("name")) {
                    return "odd";
                }
                if (failing && m.getName().startsWith("on") || failing && m.getName().equals("select")) {
                    throw new IllegalStateException("on purpose");
                }
                Object answer = m.invoke(good, arguments);
                PolicyKind kind = m.getName().equals("create") ? kindOf(type) : null;
                return kind == null ? answer : odd(Callback.policy(kind), answer);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private static PolicyKind kindOf(Class<?> service) {
        return List.of(PolicyKind.values()).stream().filter(k -> Callback.service(k) == service).findFirst().orElseThrow();
    }

    /** It comes, is chosen, is swapped away and back, fails, is chosen again, and goes. */
    @ParameterizedTest
    @EnumSource
    void policies(PolicyKind kind) {
        World w = Scenario.of(OddObjectsTest.class, world -> {
            world.policiesMayFail();
            world.path(Route.of("rate=20m,delay=5ms,queue=60k,loss=1%"));
            world.path(Route.of("rate=10m,delay=20ms,queue=60k,loss=1%"));
            PolicyFactory<?> good = world.policies().of(kind).stream().filter(f -> f.name().equals(GOOD.get(kind))).findFirst().orElseThrow();
            PolicyFactory<?> odd = odd(Callback.service(kind), good);
            world.policies().add(kind, odd);
            world.policies().add(kind, odd); // it is there already
            world.client().choose(kind, "odd");
            world.transfer(600_000, 300_000);
            world.at(60 * MS, "away", () -> world.client().choose(kind, GOOD.get(kind)));
            world.at(70 * MS, "back", () -> world.client().choose(kind, "odd"));
            world.at(90 * MS, "it fails", () -> failing = true);
            world.at(150 * MS, "again", () -> {
                failing = false;
                world.client().choose(kind, "odd");
            });
            world.at(170 * MS, "it goes", () -> world.policies().remove(odd));
            world.expect(() -> assertTrue(world.policies().registry().list(kind).stream().noneMatch(e -> e.name().equals("odd"))));
        }).run(1);
        assertEquals(0, asked[0]);
        assertEquals(0, w.client().counter("MPTcpContainedFaults"));
    }

    /** Two of them hear of everything; one leaves, the other goes on. */
    @ParameterizedTest
    @EnumSource(Loops.class)
    void monitors(Loops loops) {
        int[] heard = new int[2];
        int[] before = new int[2];
        Scenario.of(OddObjectsTest.class, world -> {
            world.loops(loops == Loops.ONE ? 1 : 2);
            world.path(Route.of("rate=20m,delay=5ms,queue=60k"));
            AutoCloseable[] ends = new AutoCloseable[2];
            for (int i = 0; i < 2; i++) {
                int who = i;
                Monitor counting = (nowNs, connection, subflow, event, detail) -> heard[who]++;
                ends[i] = world.client().stack().inspector().monitor(odd(Monitor.class, counting));
            }
            world.transfer(200_000, 0);
            world.at(40 * MS, "one leaves", () -> {
                try {
                    ends[1].close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                before[1] = heard[1];
            });
        }).run(1);
        assertEquals(0, asked[0]);
        assertTrue(heard[0] > heard[1] && heard[1] > 0, heard[0] + " " + heard[1]);
        assertEquals(before[1], heard[1]);
    }

    private enum Loops { ONE, TWO }
}
