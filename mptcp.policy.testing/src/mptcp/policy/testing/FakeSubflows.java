package mptcp.policy.testing;

import java.net.InetSocketAddress;
import mptcp.api.address.Tags;
import mptcp.api.hint.Hint;
import mptcp.api.policy.EcnMode;
import mptcp.api.policy.LossState;
import mptcp.api.policy.Subflows;

/** A view whose every value the test sets. Slots are 0, 1, ... in the order of {@link #add}. */
public class FakeSubflows implements Subflows {
    public static final int MSS = 1000;
    public static final long MS = 1_000_000;

    private int slots;
    public int usable;
    public int backups;
    public int stale;
    public int headOfLine;
    public long unmapped;
    public long unacked;
    public long reinject;
    public long window = Long.MAX_VALUE;
    public final int[] mss = new int[MAX];
    public final long[] cwnd = new long[MAX];
    public final long[] ssthresh = new long[MAX];
    public final long[] inFlight = new long[MAX];
    public final long[] queued = new long[MAX];
    public final long[] srttNs = new long[MAX];
    public final long[] rttvarNs = new long[MAX];
    public final long[] minRttNs = new long[MAX];
    public final long[] pacingRate = new long[MAX];
    public final int[] timeouts = new int[MAX];
    public final boolean[] inRecovery = new boolean[MAX];
    public final long[] lost = new long[MAX];
    public final long[] pinned = new long[MAX];
    public final long[] ids = new long[MAX];
    public final InetSocketAddress[] local = new InetSocketAddress[MAX];
    public final InetSocketAddress[] remote = new InetSocketAddress[MAX];
    public final String[] link = new String[MAX];
    public final Tags[] tags = new Tags[MAX];
    public final long[] sent = new long[MAX];
    public final long[] retransmitted = new long[MAX];
    public final long[] acked = new long[MAX];
    public final long[] delivered = new long[MAX];
    public final long[] reinjected = new long[MAX];
    public final long[] received = new long[MAX];
    public final long[] everLost = new long[MAX];
    public final long[] deliveryRate = new long[MAX];
    public final boolean[] appLimited = new boolean[MAX];
    public final long[] oldestSentNs = new long[MAX];
    public final EcnMode[] ecn = new EcnMode[MAX];
    public Hint hint = Hint.NONE;
    public long deadlineNs = Long.MAX_VALUE;
    public long written;
    public long dataAcked;
    public long dataReceived;
    public long allReinjected;
    private long nextId = 1;

    /** Adds a usable subflow with an empty window of so many segments; returns its slot. */
    public int add(int cwndSegments, long srttMs) {
        int sf = Integer.numberOfTrailingZeros(~slots);
        take(sf, cwndSegments, srttMs);
        return sf;
    }

    /** Begins a usable subflow in this slot. */
    final void take(int sf, int cwndSegments, long srttMs) {
        slots |= 1 << sf;
        usable |= 1 << sf;
        ids[sf] = nextId++;
        local[sf] = new InetSocketAddress("10.0." + (sf + 1) + ".1", 40_000 + sf);
        remote[sf] = new InetSocketAddress("10.0." + (sf + 1) + ".2", 80);
        link[sf] = "link" + (sf + 1);
        tags[sf] = Tags.NONE;
        ecn[sf] = EcnMode.OFF;
        mss[sf] = MSS;
        cwnd[sf] = (long) cwndSegments * MSS;
        ssthresh[sf] = Long.MAX_VALUE;
        srttNs[sf] = srttMs * MS;
        rttvarNs[sf] = 0;
        minRttNs[sf] = srttNs[sf];
        pacingRate[sf] = srttNs[sf] == 0 ? 0 : cwnd[sf] * 1_000 * MS / srttNs[sf];
    }

    /** Takes the subflow away: its slot is the next one's. */
    public void remove(int sf) {
        slots &= ~(1 << sf);
        usable &= ~(1 << sf);
        backups &= ~(1 << sf);
        stale &= ~(1 << sf);
    }

    /** Says something of the subflow's path, such as {@code wifi,cost=5}. */
    public FakeSubflows tag(int sf, String said) {
        tags[sf] = Tags.of(said);
        return this;
    }

    /** Fills the window of the subflow. */
    public FakeSubflows full(int sf) {
        inFlight[sf] = cwnd[sf];
        queued[sf] = 0;
        return this;
    }

    /** Empties the window of the subflow. */
    public FakeSubflows empty(int sf) {
        inFlight[sf] = 0;
        queued[sf] = 0;
        return this;
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public int usable() {
        return usable;
    }

    @Override
    public int backups() {
        return backups;
    }

    @Override
    public int stale() {
        return stale;
    }

    @Override
    public int mss(int sf) {
        return mss[sf];
    }

    @Override
    public long cwnd(int sf) {
        return cwnd[sf];
    }

    @Override
    public long ssthresh(int sf) {
        return ssthresh[sf];
    }

    @Override
    public long inFlightBytes(int sf) {
        return inFlight[sf];
    }

    @Override
    public long queuedBytes(int sf) {
        return queued[sf];
    }

    @Override
    public long roomBytes(int sf) {
        return Math.max(0, cwnd[sf] - inFlight[sf] - queued[sf]);
    }

    @Override
    public long srttNs(int sf) {
        return srttNs[sf];
    }

    @Override
    public long rttvarNs(int sf) {
        return rttvarNs[sf];
    }

    @Override
    public long minRttNs(int sf) {
        return minRttNs[sf];
    }

    @Override
    public long pacingRate(int sf) {
        return pacingRate[sf];
    }

    @Override
    public int timeouts(int sf) {
        return timeouts[sf];
    }

    @Override
    public boolean inRecovery(int sf) {
        return inRecovery[sf];
    }

    /** A timeout means LOSS, recovery without one RECOVERY. */
    @Override
    public LossState lossState(int sf) {
        return !inRecovery[sf] ? LossState.OPEN : timeouts[sf] > 0 ? LossState.LOSS : LossState.RECOVERY;
    }

    @Override
    public long lostBytes(int sf) {
        return lost[sf];
    }

    @Override
    public long pinnedBytes(int sf) {
        return pinned[sf];
    }

    @Override
    public long unmappedBytes() {
        return unmapped;
    }

    @Override
    public long unackedBytes() {
        return unacked;
    }

    @Override
    public long reinjectBytes() {
        return reinject;
    }

    @Override
    public long windowBytes() {
        return window;
    }

    @Override
    public int headOfLine() {
        return headOfLine;
    }

    @Override
    public long id(int sf) {
        return (slots & 1 << sf) == 0 ? 0 : ids[sf];
    }

    @Override
    public InetSocketAddress local(int sf) {
        return local[sf];
    }

    @Override
    public InetSocketAddress remote(int sf) {
        return remote[sf];
    }

    @Override
    public String link(int sf) {
        return (slots & 1 << sf) == 0 ? "" : link[sf];
    }

    @Override
    public Tags tags(int sf) {
        return (slots & 1 << sf) == 0 ? Tags.NONE : tags[sf];
    }

    /** The slot. */
    @Override
    public int localId(int sf) {
        return sf;
    }

    /** The slot. */
    @Override
    public int remoteId(int sf) {
        return sf;
    }

    @Override
    public boolean initiator(int sf) {
        return true;
    }

    @Override
    public long sentBytes(int sf) {
        return sent[sf];
    }

    @Override
    public long retransmittedBytes(int sf) {
        return retransmitted[sf];
    }

    @Override
    public long ackedBytes(int sf) {
        return acked[sf];
    }

    @Override
    public long deliveredBytes(int sf) {
        return delivered[sf];
    }

    @Override
    public long reinjectedBytes(int sf) {
        return reinjected[sf];
    }

    @Override
    public long receivedBytes(int sf) {
        return received[sf];
    }

    @Override
    public long writtenBytes() {
        return written;
    }

    @Override
    public long dataAckedBytes() {
        return dataAcked;
    }

    @Override
    public long dataReceivedBytes() {
        return dataReceived;
    }

    @Override
    public long reinjectedBytes() {
        return allReinjected;
    }

    /** Who carries the oldest byte carries every byte. */
    @Override
    public int carriers(long streamOffset) {
        return headOfLine;
    }

    @Override
    public long everLostBytes(int sf) {
        return everLost[sf];
    }

    @Override
    public long deliveryRate(int sf) {
        return deliveryRate[sf];
    }

    @Override
    public boolean deliveryRateAppLimited(int sf) {
        return appLimited[sf];
    }

    @Override
    public boolean appLimited(int sf) {
        return appLimited[sf];
    }

    @Override
    public long oldestSentNs(int sf) {
        return oldestSentNs[sf];
    }

    @Override
    public long rtoNs(int sf) {
        return Math.max(200 * MS, srttNs[sf] + 4 * rttvarNs[sf]);
    }

    @Override
    public EcnMode ecn(int sf) {
        return ecn[sf];
    }

    /** The same of all bytes. */
    @Override
    public Hint hint(long streamOffset) {
        return hint;
    }

    /** The same of all bytes. */
    @Override
    public long deadlineNs(long streamOffset) {
        return deadlineNs;
    }
}
