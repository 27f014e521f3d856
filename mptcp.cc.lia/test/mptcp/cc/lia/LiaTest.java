package mptcp.cc.lia;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.policy.testing.CongestionContract;
import mptcp.policy.testing.FakeAck;
import mptcp.policy.testing.FakeLoss;
import mptcp.policy.testing.FakeWindows;
import mptcp.policy.testing.FluidModel;
import mptcp.policy.testing.PacketModel;
import org.junit.jupiter.api.Test;

/** Row S20: RFC 6356, from its formulas. */
class LiaTest {
    private static final int MSS = FakeWindows.MSS;

    private final FakeWindows windows = new FakeWindows();
    private final Lia lia = new Lia();

    private long growth(int sf, int acks) {
        long before = windows.cwnd(sf);
        for (int i = 0; i < acks; i++) {
            lia.onAck(sf, FakeAck.of(MSS), 0);
        }
        return windows.cwnd(sf) - before;
    }

    @Test
    void oneSubflowGrowsAsTcp() {
        int sf = windows.add(100, 50);
        lia.attach(windows, 0);
        // alpha = w * (w / r^2) / (w / r)^2 = 1: one segment per window, a little less as the window grows meanwhile.
        assertEquals(MSS, growth(sf, 100), 10);
    }

    @Test
    void formula1And2OnTwoPaths() {
        int fast = windows.add(40, 10);
        windows.add(160, 80);
        lia.attach(windows, 0);
        // In segments and ms: max(40/100, 160/6400) = 0.4; sum = 4 + 2 = 6; alpha = 200 * 0.4 / 36 = 20/9.
        // Per acknowledged segment: min(20/9 / 200, 1/40) = 1/90 of a segment.
        assertEquals(11, growth(fast, 1), "1000 / 90, whole bytes");
        assertEquals(11, growth(fast, 1));
    }

    @Test
    void noSubflowIsMoreAggressiveThanTcp() {
        int small = windows.add(2, 10);
        windows.add(100, 10);
        lia.attach(windows, 0);
        // max = 1, sum = 10.2: the coupled term is 1000 / 104 = 9.6 bytes; TCP's on a window of two would be 500.
        assertEquals(9, growth(small, 1));
        FakeWindows other = new FakeWindows();
        int large = other.add(400, 100);
        other.add(10, 10);
        Lia second = new Lia();
        second.attach(other, 0);
        // max(400/10000, 10/100) = 0.1, sum = 4 + 1 = 5: the coupled term is 1000 * 0.1 / 25 = 4;
        // TCP's is 1000 / 400 = 2.5.
        second.onAck(large, FakeAck.of(MSS), 0);
        second.onAck(large, FakeAck.of(MSS), 0);
        assertEquals(400 * MSS + 4, other.cwnd(large), "twice 2.5 less what the growth takes off, in whole bytes");
    }

    @Test
    void fractionsOfBytesAreKept() {
        int sf = windows.add(1_000_000, 50);
        lia.attach(windows, 0);
        // One segment acknowledged adds a thousandth of a byte.
        assertEquals(0, growth(sf, 999));
        assertEquals(100, growth(sf, 99_011), "100,010 thousandths in all");
    }

    @Test
    void growthIsInBytesAcknowledgedAndNotInAcknowledgements() {
        int sf = windows.add(100, 50);
        lia.attach(windows, 0);
        lia.onAck(sf, FakeAck.of(10 * MSS), 0);
        assertEquals(100 * MSS + 100, windows.cwnd(sf));
    }

    @Test
    void aLossHalvesOneWindowAndLeavesTheOthers() {
        int a = windows.add(100, 10);
        int b = windows.add(60, 20);
        lia.attach(windows, 0);
        lia.onSignal(a, CongestionSignal.LOSS, FakeLoss.of(100 * MSS), 0);
        assertEquals(50 * MSS, windows.ssthresh(a));
        assertEquals(60 * MSS, windows.ssthresh(b));
        assertEquals(60 * MSS, windows.cwnd(b));
    }

    @Test
    void slowStartIsNotCoupled() {
        int a = windows.add(10, 10);
        windows.add(1_000, 10);
        windows.ssthresh(a, CongestionState.UNLIMITED);
        lia.attach(windows, 0);
        assertEquals(10 * MSS, growth(a, 10), "doubled");
    }

    @Test
    void nothingGrowsInRecoveryOrBelowTheWindow() {
        int sf = windows.add(10, 10);
        lia.attach(windows, 0);
        lia.onAck(sf, new FakeAck(50 * MSS, -1, true, true), 0);
        lia.onAck(sf, new FakeAck(50 * MSS, -1, false, false), 0);
        assertEquals(10 * MSS, windows.cwnd(sf));
    }

    @Test
    void aSubflowWithoutASampleGrowsAsTcpAndTakesNoPart() {
        int unknown = windows.add(10, 0);
        int known = windows.add(100, 10);
        lia.attach(windows, 0);
        assertEquals(100, growth(unknown, 1));
        assertEquals(10, growth(known, 1), "as if it were alone");
    }

    /**
     * NSDI'11 section 2.3: loss 4 % at 10 ms and 1 % at 100 ms. The total rate is that of TCP on the better path, 707
     * segments per second. Without the second argument of min() the split would be as 1 / (p * rtt), 505 and 202; but
     * 202 is more than the 141 of TCP on that path, which formula 1 does not allow, so it is 566 and 141.
     */
    @Test
    void fixedPointOfTheWorkedExample() {
        int wifi = windows.add(10, 10);
        int cellular = windows.add(10, 100);
        FluidModel model = new FluidModel(windows, lia, new double[] {0.04, 0.01}).settle(300);
        assertEquals(141.4, model.rate(cellular), 1.5);
        assertEquals(707.1, model.rate(wifi) + model.rate(cellular), 14, "2 %, for windows of five segments");
    }

    /** Where min() is not active, windows are as 1 / p: RFC 6356 section 3 and its derivation. */
    @Test
    void fixedPointWhereTheIncreaseIsCoupledOnBoth() {
        int a = windows.add(50, 20);
        int b = windows.add(50, 20);
        FluidModel model = new FluidModel(windows, lia, new double[] {0.0008, 0.0002}).settle(300);
        assertEquals(20_000, windows.cwnd(a), 200);
        assertEquals(80_000, windows.cwnd(b), 800);
        assertEquals(5_000, model.rate(a) + model.rate(b), 50);
    }

    /**
     * Three paths of unlike loss and delay: windows as 1 / p, 4 : 2 : 1 (k segments the least). With rates 0.2 k, 0.05 k and 0.1 k per
     * ms, c = max(w / rtt^2) / sum(w / rtt)^2 = 0.01 k / (0.35 k)^2 = 0.0816 / k; and c = p_1 * w_1 / 2 = 0.0001 * 4 k gives k = 14.29.
     * In all 5000 segments per second, which is what TCP has on the first path, and on the third.
     */
    @Test
    void fixedPointOfThreePathsOfUnlikeDelay() {
        int a = windows.add(40, 20);
        int b = windows.add(40, 40);
        int c = windows.add(40, 10);
        FluidModel model = new FluidModel(windows, lia, new double[] {0.0002, 0.0004, 0.0008}).settle(600);
        assertEquals(57_143, windows.cwnd(a), 600);
        assertEquals(28_571, windows.cwnd(b), 300);
        assertEquals(14_286, windows.cwnd(c), 150);
        assertEquals(5_000, model.rate(a) + model.rate(b) + model.rate(c), 50);
    }

    /** The same with random loss, against TCP in the same model. */
    @Test
    void withRandomLossTheTotalIsThatOfTcpOnTheBetterPath() {
        windows.add(50, 20);
        windows.add(50, 20);
        PacketModel both = new PacketModel(windows, lia, new double[] {0.004, 0.001}, new Random(2));
        both.run(100).run(2_000);
        FakeWindows single = new FakeWindows();
        single.add(50, 20);
        PacketModel tcp = new PacketModel(single, new Lia(), new double[] {0.001}, new Random(3));
        tcp.run(100).run(2_000);
        assertEquals(1.0, (both.rate(0) + both.rate(1)) / tcp.rate(0), 0.1);
        assertTrue(both.rate(1) > 2.5 * both.rate(0), "most of it on the better path");
    }

    @Test
    void aPathThatCarriesNothingIsNone() {
        int sf = windows.add(100, 50);
        int idle = windows.add(400, 50);
        windows.inFlight[idle] = 0;
        lia.attach(windows, 0);
        assertEquals(MSS, growth(sf, 100), 10, "as TCP");
        windows.inFlight[idle] = 100 * MSS;
        // In segments: two windows of 100, 1 / 200 * 100 / 200 for each of a hundred segments.
        windows.cwnd(sf, 100 * MSS);
        assertEquals(MSS / 4.0, growth(sf, 100), 10, "what it carries counts, not what it might");
    }

    @Test
    void keepsTheContract() {
        CongestionContract.check(new Lia());
    }
}
