package mptcp.policy.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import mptcp.api.hint.Hint;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.scheduler.PacketScheduler;

/** What every scheduler owes the core, tried on random views. Deterministic. */
public final class SchedulerContract {
    private static final int SUBFLOWS = 4;
    private static final int STEPS = 20_000;

    private final PacketScheduler scheduler;
    private final Random random = new Random(7);
    private final FakeSubflows view = new FakeSubflows();
    private final FakeRequest[] requests = new FakeRequest[1 + SUBFLOWS + (1 << SUBFLOWS)];
    /** The same, of which something is said. */
    private final FakeRequest[] hinted = new FakeRequest[requests.length];
    private final Hint[] hints = {Hint.NONE.withDeadlineNs(50_000_000), Hint.NONE.withPriority(Hint.MAX_PRIORITY),
        Hint.NONE.withLossTolerant(true).withTrafficClass(46), Hint.NONE.withDeadlineNs(1).withPriority(1)};
    private long nowNs;

    private SchedulerContract(PacketScheduler scheduler) {
        this.scheduler = scheduler;
        int n = 0;
        requests[n++] = FakeRequest.write();
        for (int sf = 0; sf < SUBFLOWS; sf++) {
            view.add(4, 10 + 20L * sf);
            requests[n++] = FakeRequest.asks(sf);
        }
        for (int carriers = 0; carriers < 1 << SUBFLOWS; carriers++) {
            requests[n++] = FakeRequest.reinject(carriers);
        }
        for (int i = 0; i < n; i++) {
            hinted[i] = requests[i].hinted(hints[i % hints.length], hints[i % hints.length].deadlineNs());
        }
    }

    /**
     * Names only usable subflows with room, gives new data to somebody if all have room, and allocates nothing.
     *
     * @throws AssertionError that says what is wrong
     */
    public static void check(PacketScheduler scheduler) {
        SchedulerContract contract = new SchedulerContract(scheduler);
        scheduler.attach(contract.view, 0);
        for (int step = 0; step < STEPS; step++) {
            contract.step();
        }
        contract.allocation();
        scheduler.detach();
    }

    private void step() {
        change(random.nextInt(SUBFLOWS));
        FakeRequest any = requests[random.nextInt(requests.length)];
        if (random.nextInt(4) == 0) { // the deadline may have passed
            Hint hint = hints[random.nextInt(hints.length)];
            any = any.hinted(hint, hint.deadlineNs() == Long.MAX_VALUE ? Long.MAX_VALUE : nowNs + random.nextLong(100_000_000) - 10_000_000);
        }
        answer(any);
        for (int sf = 0; sf < SUBFLOWS; sf++) {
            view.empty(sf);
        }
        if (answer(requests[0]) == PacketScheduler.WAIT && view.usable != 0) {
            throw new AssertionError("new data waits although all windows are open: usable " + view.usable);
        }
        nowNs += random.nextInt(100_000_000);
    }

    private void change(int sf) {
        view.inFlight[sf] = 1_000L * random.nextInt(5);
        view.timeouts[sf] = random.nextInt(10) == 0 ? random.nextInt(5) : 0;
        view.inRecovery[sf] = random.nextInt(5) == 0;
        view.window = random.nextInt(100_000);
        view.backups = random.nextInt(8) == 0 ? random.nextInt(1 << SUBFLOWS) : view.backups;
        view.stale = random.nextInt(8) == 0 ? random.nextInt(1 << SUBFLOWS) : view.stale;
        if (random.nextInt(8) == 0) {
            int before = view.usable;
            view.usable = random.nextInt(1 << SUBFLOWS);
            tell(before & ~view.usable, SubflowEvent.CLOSED);
            tell(view.usable & ~before, SubflowEvent.ESTABLISHED);
        }
    }

    private void tell(int mask, SubflowEvent event) {
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            scheduler.onSubflow(Integer.numberOfTrailingZeros(rest), event, view, nowNs);
        }
    }

    private long answer(FakeRequest request) {
        long answer = scheduler.select(request, view, nowNs);
        for (int rest = (int) answer; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if ((view.usable & 1 << sf) == 0 || view.roomBytes(sf) <= 0) {
                throw new AssertionError(request + " went to subflow " + sf + ", usable " + view.usable + ", room "
                        + view.roomBytes(sf));
            }
            scheduler.onSent(sf, 0, FakeSubflows.MSS, nowNs);
        }
        if (answer != PacketScheduler.WAIT && (int) answer == 0) {
            throw new AssertionError("a quantum for nobody");
        }
        return answer;
    }

    private void allocation() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < STEPS; i++) {
            scheduler.select((i % 4 == 0 ? hinted : requests)[i % requests.length], view, nowNs + i);
            scheduler.onSent(0, 0, FakeSubflows.MSS, nowNs + i);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        if (allocated != 0) {
            throw new AssertionError(allocated + " bytes allocated in " + STEPS + " calls of select and of onSent");
        }
    }
}
