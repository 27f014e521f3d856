package mptcp.core.mp.policy;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.syn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.scheduler.SendRequest;
import mptcp.api.socket.StackFactory;
import mptcp.testkit.Drill;
import mptcp.testkit.Script;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A policy is chosen in the middle of a swap: by one that leaves, by one that comes, in the making of one. Each that came is told when it
 * goes, none is called after that, and who was asked for last is in place.
 */
class SwapInsideTest {
    private final List<String> calls = new ArrayList<>();
    private final List<String> late = new ArrayList<>();
    private final StackFactory maker = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
    private final List<SchedulerFactory> added = new ArrayList<>();
    private Drill d;
    private Sock s;
    /** In which call of which policy another one is chosen: "one.detach", for example. */
    private String at = "";
    private String wish = "three";

    private final class Told implements SchedulerFactory {
        private final String name;

        Told(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        private void called(String method) {
            calls.add(name + "." + method);
            if (at.equals(name + "." + method) || at.equals("all." + method)) {
                wish = at.startsWith("all") ? name.equals("two") ? "three" : "two" : wish;
                d.stack().policies().choose(PolicyKind.SCHEDULER, wish);
            }
        }

        @Override
        public PacketScheduler create(PolicyContext connection) {
            called("create");
            return new PacketScheduler() {
                private boolean gone;

                @Override
                public void attach(Subflows subflows, long nowNs) {
                    called("attach");
                }

                @Override
                public void detach() {
                    gone = true;
                    called("detach");
                }

                @Override
                public long select(SendRequest request, Subflows subflows, long nowNs) {
                    if (gone) {
                        late.add(name);
                    }
                    return PacketScheduler.grant(0);
                }
            };
        }
    }

    @BeforeEach
    void open() {
        for (String name : List.of("one", "two", "three")) {
            added.add(new Told(name));
            maker.policies().add(PolicyKind.SCHEDULER, added.getLast(), Integer.MIN_VALUE + 1, "test");
        }
        d = Drill.v4().factory(maker).ownPolicies().config(c -> c.delayedAckNs(0)).open();
        d.stack().policies().choose(PolicyKind.SCHEDULER, "one");
        s = d.connect();
        d.expect(syn(0).partial().mpCapable());
        d.inject(Script.synAck(0, 1).mss(1460).mpCapable());
        d.expect(ack(1, 1).partial().mpCapable());
        d.inject(ack(1, 1).dack(1));
    }

    @AfterEach
    void close() {
        d.close();
        added.forEach(maker.policies()::remove);
    }

    private String inPlace() {
        return d.stack().inspector().connections().getFirst().policies().get(PolicyKind.SCHEDULER);
    }

    private void works() {
        s.write(1000);
        d.expect(data(1, 1, 1000).anyOptions());
        d.inject(ack(1, 1001).dack(1001));
        assertEquals(0, s.socket().unacknowledged());
        s.expectNoError();
        assertEquals(List.of(), late, "calls after the last");
        assertEquals(0, d.counter("MPTcpPolicyFailures"));
        assertEquals(0, d.counter("MPTcpContainedFaults"));
    }

    private long count(String method) {
        return calls.stream().filter(c -> c.endsWith("." + method)).count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one.detach", "two.attach", "two.create"})
    void whoIsAskedForLastIsInPlace(String when) {
        at = when;
        d.stack().policies().choose(PolicyKind.SCHEDULER, "two");
        assertEquals("three", inPlace());
        assertEquals(1, count("attach") - count("detach"), () -> "each that came went again: " + calls);
        assertEquals("three", calls.stream().filter(c -> c.endsWith("attach")).reduce((a, b) -> b).orElseThrow().substring(0, 5));
        works();
    }

    @Test
    void theConnectionIsEndedByTheLastCall() {
        at = "never";
        d.stack().policies().choose(PolicyKind.SCHEDULER, "two");
        s.socket().abort();
        assertEquals(count("attach"), count("detach"), () -> "each that came went again: " + calls);
    }

    /** Each wants the other one: they are not heard for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"all.detach", "all.attach", "all.create"})
    void theyNeverAgree(String when) {
        at = when;
        d.stack().policies().choose(PolicyKind.SCHEDULER, "two");
        at = "";
        assertEquals(1, count("attach") - count("detach"), () -> "each that came went again: " + calls);
        assertTrue(calls.size() < 50, () -> calls.size() + " calls");
        works();
    }
}
