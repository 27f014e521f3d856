package mptcp.policy.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.api.cc.RecoveryOwner;
import mptcp.api.policy.SubflowEvent;

/** What every congestion control owes the core, tried on random acknowledgements and losses. Deterministic. */
public final class CongestionContract {
    private static final int SUBFLOWS = 3;
    private static final int STEPS = 20_000;
    private static final long BOUND = 1L << 40;

    private final CongestionControl cc;
    private final FakeWindows windows = new FakeWindows();
    private final Random random = new Random(11);
    private final FakeAck[] acks = new FakeAck[64];
    /** The same with rate samples and marks, for controls that go by these. */
    private final FakeAck[] sampled = new FakeAck[64];
    private long delivered = 1_000_000;
    /** The largest window that each had: who owns the recovery may go back to it, and grow by what is acknowledged then. */
    private final long[] highest = new long[SUBFLOWS];
    private long nowNs = 1_000_000_000;

    private CongestionContract(CongestionControl cc) {
        this.cc = cc;
        windows.add(10, 10);
        windows.add(1_000, 200);
        windows.add(20, 0);
        for (int sf = 0; sf < SUBFLOWS; sf++) {
            highest[sf] = windows.cwnd(sf);
        }
        for (int i = 0; i < acks.length; i++) {
            FakeAck ack = new FakeAck(random.nextInt(4) * FakeWindows.MSS + random.nextInt(FakeWindows.MSS),
                    random.nextInt(4) == 0 ? -1 : 1_000_000L + random.nextInt(200_000_000),
                    random.nextInt(8) != 0, random.nextInt(8) == 0);
            acks[i] = ack;
            sampled[i] = ack.marked(random.nextInt(8) == 0 ? ack.ackedBytes() / 2 : 0).with(sample());
        }
    }

    /** What it tells of the path's rate; of four, one has none, and one was limited by the application. Rounds are five samples long. */
    private FakeAck.Rate sample() {
        delivered += FakeWindows.MSS;
        long interval = random.nextInt(4) == 0 ? 0 : 1_000_000L + random.nextInt(200_000_000);
        return new FakeAck.Rate(interval, FakeWindows.MSS * (1L + random.nextInt(40)), random.nextInt(16) == 0 ? FakeWindows.MSS : 0,
                random.nextInt(4) == 0, delivered, delivered - 5L * FakeWindows.MSS, FakeWindows.MSS * (1L + random.nextInt(40)));
    }

    /**
     * A swap changes no window; no acknowledgement more than triples one; nothing grows in recovery or while the sender
     * does not use its window, and a loss sets a threshold, unless the control owns the recovery and goes by a model of its own
     * ({@link RecoveryOwner#CONTROL}); a loss on one subflow leaves the others alone; nothing is allocated.
     *
     * @throws AssertionError that says what is wrong
     */
    public static void check(CongestionControl cc) {
        CongestionContract contract = new CongestionContract(cc);
        long sum = contract.sum();
        cc.attach(contract.windows, contract.nowNs);
        require(contract.sum() == sum, "attach changed a window");
        for (int step = 0; step < STEPS; step++) {
            contract.step(step);
        }
        contract.allocation();
        sum = contract.sum();
        cc.detach();
        require(contract.sum() == sum, "detach changed a window");
    }

    private void step(int step) {
        int sf = random.nextInt(SUBFLOWS);
        nowNs += random.nextInt(20_000_000);
        windows.srttNs[sf] = random.nextInt(50) == 0 ? 0 : 1_000_000L + random.nextInt(200_000_000);
        windows.inFlight[sf] = windows.cwnd(sf);
        int what = random.nextInt(200);
        if (what == 0) {
            loss(sf, CongestionSignal.LOSS, 0);
        } else if (what == 1) {
            loss(sf, CongestionSignal.TIMEOUT, 1 + random.nextInt(3));
        } else if (what == 2) {
            loss(sf, CongestionSignal.ECN, 0);
        } else if (what == 3) {
            cc.onSignal(sf, CongestionSignal.UNDO, FakeLoss.of(windows.cwnd(sf)), nowNs);
        } else if (what == 4) {
            cc.onIdleRestart(sf, 1_000_000_000, nowNs);
        } else if (what == 5) {
            cc.onSubflow(sf, SubflowEvent.CLOSED, nowNs);
            cc.onSubflow(sf, SubflowEvent.ESTABLISHED, nowNs);
            windows.ssthresh(sf, CongestionState.UNLIMITED);
        } else {
            FakeAck[] which = step % 2 == 0 ? acks : sampled;
            ack(sf, which[random.nextInt(which.length)]);
        }
    }

    private void ack(int sf, FakeAck ack) {
        long before = windows.cwnd(sf);
        long others = sum() - before;
        cc.onAck(sf, ack, nowNs);
        long after = windows.cwnd(sf);
        require(sum() - after == others, "an acknowledgement moved another subflow's window");
        long most = Math.max(3 * before + 10L * FakeWindows.MSS, owns() ? highest[sf] + ack.ackedBytes() : 0);
        require(after >= windows.mss(sf) && after <= most && after < BOUND,
                "from " + before + " to " + after + " by " + ack);
        highest[sf] = Math.max(highest[sf], after);
        require(owns() || after <= before || ack.cwndLimited() && !ack.inRecovery(), "grew by " + ack);
        if (after > BOUND / 1_000_000) {
            windows.cwnd(sf, FakeWindows.MSS * 10L);
        }
    }

    private void loss(int sf, CongestionSignal signal, int timeouts) {
        long others = sum() - windows.cwnd(sf);
        long flight = windows.cwnd(sf);
        cc.onSignal(sf, signal, new FakeLoss(FakeWindows.MSS, flight, timeouts), nowNs);
        require(sum() - windows.cwnd(sf) == others, "a loss moved another subflow's window");
        if (owns()) {
            windows.cwnd(sf, timeouts > 1 ? windows.mss(sf) : Math.min(windows.cwnd(sf), flight)); // the core's bounds
        } else {
            require(timeouts > 1 || windows.ssthresh(sf) <= Math.max(flight, 2L * windows.mss(sf)), "no decrease");
            windows.cwnd(sf, signal == CongestionSignal.TIMEOUT ? windows.mss(sf) : windows.ssthresh(sf));
        }
        cc.onRecoveryExit(sf, nowNs);
    }

    private boolean owns() {
        return cc.recovery() == RecoveryOwner.CONTROL;
    }

    private void allocation() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        FakeLoss loss = FakeLoss.of(10_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < STEPS; i++) {
            cc.onAck(i % SUBFLOWS, (i % 2 == 0 ? acks : sampled)[i % acks.length], nowNs + i);
        }
        long byAcks = threads.getCurrentThreadAllocatedBytes() - before;
        before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < STEPS; i++) {
            cc.onSent(i % SUBFLOWS, FakeWindows.MSS, i % 8 == 0, nowNs + STEPS + i);
        }
        long bySending = threads.getCurrentThreadAllocatedBytes() - before;
        before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < STEPS; i++) {
            cc.onSignal(i % SUBFLOWS, CongestionSignal.LOSS, loss, nowNs + 2 * STEPS + i);
        }
        long byLosses = threads.getCurrentThreadAllocatedBytes() - before;
        require(byAcks + bySending + byLosses == 0, "allocated in " + STEPS + " calls each: " + byAcks + " bytes by onAck, " + bySending
                + " bytes by onSent, " + byLosses + " bytes by onSignal");
    }

    private long sum() {
        long sum = 0;
        for (int sf = 0; sf < SUBFLOWS; sf++) {
            sum += windows.cwnd(sf);
        }
        return sum;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
