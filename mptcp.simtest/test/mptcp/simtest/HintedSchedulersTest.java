package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mptcp.api.address.Tags;
import mptcp.api.hint.Hint;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.WireProfile;
import org.junit.jupiter.api.Test;

/** Schedulers that go by what an application says of its bytes, and what people say of links; figures are printed. */
class HintedSchedulersTest {
    private static final int REQUESTS = 80;
    private static final String CHEAP = "rate=4m,delay=20ms,queue=100k";
    private static final String DEAR = "rate=20m,delay=10ms,queue=200k";

    /** How many requests of 80 were late, and how many bytes went over the second path. */
    private record Outcome(long late, long second) {}

    /** Requests of so many bytes, one each period, which have to be there within a time. */
    private record Demand(int bytes, long periodMs, long withinMs, int priority) {}

    private static Outcome run(String scheduler, Demand demand, String first, String second, String tags) {
        List<Double> took = new ArrayList<>();
        long[] sent = new long[1];
        Scenario.of(HintedSchedulersTest.class, w -> {
            took.clear();
            w.hosts(b -> b.profile(WireProfile.BSD).policySettings(Map.of("deadline.duplicate-from", "6")));
            Load.pairs(w, scheduler, "lia");
            w.path(Route.of(first));
            w.path(Route.of(second));
            w.client().stack().tags("path2", Tags.of(tags));
            Transfer t = w.transfer(0, 0).config(SocketConfig.DEFAULT.withNoDelay(true));
            t.client().hint(Hint.NONE.withPriority(demand.priority).withDeadlineNs(demand.withinMs * MS));
            List<Double> times = Load.requests(w, t, demand.bytes, demand.periodMs * MS, REQUESTS);
            w.at(REQUESTS * demand.periodMs * MS, "looking", () -> sent[0] = w.client().connection().subflows().stream()
                    .filter(s -> s.link().equals("path2")).mapToLong(SubflowSnapshot::bytesSent).sum());
            w.expect(() -> took.addAll(times));
        }).run(1);
        Outcome outcome = new Outcome(took.stream().filter(ms -> ms > demand.withinMs).count(), sent[0]);
        System.out.printf("%s, %s over %s and %s %s: %s, mean %.1f ms%n", scheduler, demand, first, second, tags, outcome,
                Load.mean(took));
        return outcome;
    }

    /** What would be late on the slow path waits for the fast one. */
    @Test
    void deadlineIsLateLessOftenThanMinRtt() {
        Demand demand = new Demand(60_000, 400, 80, 0);
        Outcome minRtt = run("minrtt", demand, "rate=20m,delay=10ms,queue=200k", "rate=20m,delay=80ms,queue=200k", "");
        Outcome deadline = run("deadline", demand, "rate=20m,delay=10ms,queue=200k", "rate=20m,delay=80ms,queue=200k", "");
        assertTrue(minRtt.late > REQUESTS / 2, minRtt.toString());
        assertTrue(deadline.late < 5, deadline + ", minrtt " + minRtt);
    }

    /** What is urgent is sent on both, where each of them loses something. */
    @Test
    void urgentBytesThatAreSentTwiceAreLateLessOften() {
        String first = "rate=20m,delay=20ms,queue=200k,loss=3%";
        String second = "rate=20m,delay=25ms,queue=200k,loss=3%";
        Outcome minRtt = run("minrtt", new Demand(2_800, 250, 100, 7), first, second, "");
        Outcome ordinary = run("deadline", new Demand(2_800, 250, 100, 5), first, second, "");
        Outcome urgent = run("deadline", new Demand(2_800, 250, 100, 6), first, second, "");
        assertTrue(urgent.late < minRtt.late && urgent.late < ordinary.late, urgent + ", minrtt " + minRtt);
        assertTrue(urgent.second > 2 * ordinary.second);
    }

    /** 6 Mbit/s over a cheap path of 4: the dear one carries what is missing, where minrtt prefers it. */
    @Test
    void costcapPaysForWhatWouldBeLateOnly() {
        Demand demand = new Demand(30_000, 40, 200, 0);
        Outcome minRtt = run("minrtt", demand, CHEAP, DEAR, "cost=5");
        Outcome costcap = run("costcap", demand, CHEAP, DEAR, "cost=5");
        assertEquals(0, minRtt.late);
        assertEquals(0, costcap.late);
        assertTrue(costcap.second < 0.5 * minRtt.second, costcap + ", minrtt " + minRtt);
        Outcome enough = run("costcap", new Demand(30_000, 100, 200, 0), CHEAP, DEAR, "cost=5");
        assertEquals(0, enough.late);
        assertTrue(enough.second < 30_000, "2.4 Mbit/s: " + enough);
    }

    @Test
    void costcapNeverExceedsTheCap() {
        Outcome costcap = run("costcap", new Demand(30_000, 40, 200, 0), CHEAP, DEAR, "cost=5,cap=500k");
        assertTrue(costcap.second <= 500 << 10, costcap.toString());
        assertTrue(costcap.second > 490 << 10, "and uses it: " + costcap);
        Outcome lossy = run("costcap", new Demand(30_000, 40, 200, 0), CHEAP, DEAR + ",loss=3%", "cost=5,cap=500k");
        assertTrue(lossy.second <= 500 << 10, lossy.toString());
    }
}
