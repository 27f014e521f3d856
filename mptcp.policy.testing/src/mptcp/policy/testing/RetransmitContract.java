package mptcp.policy.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.rexmit.Reinjection;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.rexmit.Verdict;

/** What every retransmission policy owes the core, tried on random views. Deterministic. */
public final class RetransmitContract {
    private static final int SUBFLOWS = 4;
    private static final int STEPS = 20_000;
    private static final int PASSES = 3;
    private static final int MANY_TIMEOUTS = 100;
    private static final Verdict[] VERDICTS = Verdict.values();

    private final FakeSubflows view = new FakeSubflows();
    private final FakeContext context = new FakeContext(view);
    private final Own own = new Own();
    private final Random random = new Random(5);
    private final RetransmitPolicy policy;
    private long nowNs = 1_000_000_000;
    private long dueNs = Long.MAX_VALUE;
    private long sentTo;
    private long ackedTo;

    private RetransmitContract(RetransmitPolicyFactory factory) {
        for (int sf = 0; sf < SUBFLOWS; sf++) {
            view.add(4, 10 + 20L * sf);
            view.full(sf);
        }
        policy = factory.create(context);
    }

    /** What it does of its own accord. */
    private final class Own implements Reinjection {
        private boolean open = true;
        private long calls;

        private void call() {
            require(open, "it gave data to others in or after its detach");
            calls++;
        }

        @Override
        public long reinject(long fromOffset, long toOffset) {
            call();
            require(fromOffset >= 0 && fromOffset < toOffset, "bytes from " + fromOffset + " to " + toOffset);
            return 0;
        }

        @Override
        public boolean act(int sf, Verdict verdict) {
            call();
            require(verdict != null, "no verdict");
            require((view.usable & 1 << sf) != 0, "it acts on subflow " + sf + ", usable " + view.usable);
            verdict(verdict, sf);
            return true;
        }
    }

    /**
     * The time-out of the data level is some time, whatever the view; data that nobody carries is sent again; a subflow that is the
     * only one is not closed, and none that is not there is named; a subflow whose timer runs out again and again loses its data to
     * one that delivers; a timer that it asks for does not come without end at one instant; nothing is allocated, nor given to others from its detach on.
     *
     * @throws AssertionError that says what is wrong
     */
    public static void check(RetransmitPolicyFactory factory) {
        RetransmitContract c = new RetransmitContract(factory);
        c.policy.attach(c.own, c.view, c.nowNs);
        for (int step = 0; step < STEPS; step++) {
            c.step();
        }
        c.aDeadSubflow();
        c.allocation();
        c.own.open = false;
        c.policy.detach();
        new RetransmitContract(factory).withoutSamples();
    }

    // --- random views

    private void step() {
        int sf = random.nextInt(SUBFLOWS);
        change(sf);
        nowNs += random.nextInt(50_000_000);
        timer();
        if (view.usable == 0) {
            return;
        }
        sf = Integer.numberOfTrailingZeros(view.usable);
        switch (random.nextInt(6)) {
            case 0 -> {
                view.timeouts[sf] = 1 + random.nextInt(5);
                verdict(policy.onSubflowTimeout(sf, view.timeouts[sf], view, nowNs), sf);
            }
            case 1 -> dataTimeout();
            case 2 -> {
                view.headOfLine = 1 << sf;
                verdict(policy.onWindowBlocked(sf, view, nowNs), sf);
            }
            case 3 -> sent(sf);
            case 4 -> acked();
            default -> dataTimeoutNs(random.nextInt(20));
        }
    }

    private void change(int sf) {
        view.inFlight[sf] = 1_000L * random.nextInt(5);
        view.pinned[sf] = view.inFlight[sf];
        view.timeouts[sf] = random.nextInt(10) == 0 ? random.nextInt(5) : 0;
        view.inRecovery[sf] = random.nextInt(5) == 0;
        view.srttNs[sf] = random.nextInt(10) == 0 ? 0 : 1_000_000L * (1 + random.nextInt(400));
        view.rttvarNs[sf] = view.srttNs[sf] / 4;
        view.minRttNs[sf] = view.srttNs[sf] / 2;
        view.oldestSentNs[sf] = view.inFlight[sf] == 0 ? 0 : nowNs - random.nextInt(300_000_000);
        view.window = random.nextInt(100_000);
        view.stale = random.nextInt(8) == 0 ? random.nextInt(1 << SUBFLOWS) : view.stale;
        view.headOfLine = random.nextInt(1 << SUBFLOWS) & view.usable;
        if (random.nextInt(8) == 0) {
            int before = view.usable;
            view.usable = random.nextInt(1 << SUBFLOWS);
            tell(before & ~view.usable, SubflowEvent.CLOSED);
            tell(view.usable & ~before, SubflowEvent.ESTABLISHED);
        }
    }

    private void tell(int mask, SubflowEvent event) {
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            policy.onSubflow(Integer.numberOfTrailingZeros(rest), event, view, nowNs);
        }
    }

    /** Time passes up to the moment that it asked for. */
    private void timer() {
        long asked = context.takeTimer();
        dueNs = asked == Long.MAX_VALUE ? dueNs : nowNs + asked;
        int calls = 0;
        while (dueNs <= nowNs) {
            require(++calls < MANY_TIMEOUTS, "its timer comes without end at one instant");
            dueNs = Long.MAX_VALUE;
            policy.onTimer(view, nowNs);
            long again = context.takeTimer();
            dueNs = again == Long.MAX_VALUE ? Long.MAX_VALUE : nowNs + again;
        }
    }

    private void dataTimeout() {
        int n = 1 + random.nextInt(10);
        Verdict verdict = policy.onDataTimeout(n, view, nowNs);
        verdict(verdict, Integer.numberOfTrailingZeros(view.usable));
        require(view.headOfLine != 0 || verdict != Verdict.KEEP, "the oldest data, which no subflow carries, is left where it is");
    }

    private void dataTimeoutNs(int consecutive) {
        long ns = policy.dataTimeoutNs(consecutive, view, nowNs);
        require(ns > 0, "a data time-out of " + ns + " ns");
    }

    private void sent(int sf) {
        if (policy.watchesSending()) {
            policy.onSent(sf, sentTo, FakeSubflows.MSS, view, nowNs);
        }
        sentTo += FakeSubflows.MSS;
        view.written = sentTo;
    }

    private void acked() {
        ackedTo += (sentTo - ackedTo) / 2;
        view.dataAcked = ackedTo;
        if (policy.watchesSending()) {
            policy.onDataAck(ackedTo, view, nowNs);
        }
    }

    private void verdict(Verdict verdict, int sf) {
        require(verdict != null, "no verdict");
        require(verdict != Verdict.CLOSE || Integer.bitCount(view.usable) > 1, "it closes subflow " + sf + ", the only one");
    }

    // --- what is certain

    private void withoutSamples() {
        policy.attach(own, view, nowNs);
        for (int sf = 0; sf < SUBFLOWS; sf++) {
            view.srttNs[sf] = 0;
            view.minRttNs[sf] = 0;
            view.rttvarNs[sf] = 0;
        }
        for (int usable = 0; usable < 1 << SUBFLOWS; usable++) {
            view.usable = usable;
            for (int n = 0; n < MANY_TIMEOUTS; n++) {
                dataTimeoutNs(n);
            }
        }
        policy.detach();
    }

    /** One does not answer, the other does: sooner or later its data goes there. */
    private void aDeadSubflow() {
        view.usable = 3;
        view.stale = 0;
        view.headOfLine = 1;
        view.timeouts[1] = 0;
        view.inRecovery[1] = false;
        view.empty(1);
        view.srttNs[1] = 20_000_000;
        view.full(0);
        view.pinned[0] = view.inFlight[0];
        view.oldestSentNs[0] = nowNs;
        long before = own.calls;
        for (int n = 1; n <= MANY_TIMEOUTS; n++) {
            nowNs += 1_000_000_000;
            view.timeouts[0] = n;
            timer();
            Verdict verdict = policy.onSubflowTimeout(0, n, view, nowNs);
            verdict(verdict, 0);
            if (verdict != Verdict.KEEP && verdict != Verdict.PENALISE || own.calls > before
                    || policy.onDataTimeout(n, view, nowNs) != Verdict.KEEP) {
                return;
            }
        }
        throw new AssertionError("data stays on a subflow after " + MANY_TIMEOUTS + " time-outs, beside one that delivers");
    }

    private void allocation() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int pass = 0; pass < PASSES && least > 0; pass++) { // the first time, classes may be loaded and call sites linked
            long before = threads.getCurrentThreadAllocatedBytes();
            calls(STEPS);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        require(least == 0, least + " bytes allocated in " + STEPS + " calls");
    }

    private void calls(int count) {
        for (int i = 0; i < count; i++) {
            int sf = i & 1;
            policy.onSent(sf, sentTo + i, FakeSubflows.MSS, view, nowNs + i);
            policy.onDataAck(ackedTo + i, view, nowNs + i);
            policy.onWindowBlocked(sf, view, nowNs + i);
            policy.onTimer(view, nowNs + i);
            policy.dataTimeoutNs(i % 3, view, nowNs + i);
            policy.onSubflowTimeout(sf, 1 + i % VERDICTS.length, view, nowNs + i);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
