package mptcp.core.tcp;

import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;
import mptcp.api.policy.LossState;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.WireProfile;
import mptcp.core.buffer.RangeSet;
import mptcp.core.mib.Mib;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.Seq;
import mptcp.core.wire.TcpHeader;

/**
 * The transmission control block of one subflow (RFC 9293 section 3.3.1): its variables, and the doors through which others
 * act on it. How segments are taken apart, sent and recovered is in {@link TcpInput}, {@link TcpOutput} and {@link
 * LossRecovery}. Positions are 64-bit and start at 0 with the SYN. Loop thread only.
 */
public final class Tcb {
    static final int DEFAULT_MSS_V4 = 536;
    static final int DEFAULT_MSS_V6 = 1220;
    static final int MAX_WINDOW_FIELD = 0xffff;
    private static final int MAX_RANGES = 512;
    /** More than any window and rate that there is, and small enough to be reckoned with. */
    private static final long MAX_CWND = 1L << 40;
    private static final long MAX_PACING_RATE = 1L << 50;
    private static final long MAX_RECEIVER_SAMPLE_NS = 4_000_000_000L;

    final Flow flow;
    final TcpEnv env;
    final TcpUpper upper;
    final TcpTimers timers;
    final RttEstimator rtt;
    final SentQueue sent = new SentQueue();
    final LossRecovery recovery;
    final TcpOutput output;
    final PathMtu pathMtu;
    final UserTimeout userTimeout;
    private final WindowProbe windowProbe;
    final boolean active;
    private final TcpInput input;

    private TcpState state = TcpState.CLOSED;

    // --- send sequence space
    final int iss;
    long sndUna;
    long sndNxt;
    /** Behind the last byte that the upper layer mapped. */
    long sndEnd = 1;
    boolean finQueued;
    long finPosition = -1;
    long sndWnd;
    long maxSndWnd;
    long windowSeq;
    long windowAck;
    long lastSentNs;
    /** Since when something is outstanding without any of it having been acknowledged; for the user timeout. */
    long unackedSinceNs;

    // --- receive sequence space
    int irs;
    long rcvNxt;
    long peerFinPosition = -1;
    final RangeSet received = new RangeSet(MAX_RANGES);
    long lastAckSent;
    final SackBlocks sackBlocks = new SackBlocks(this);

    // --- negotiated
    int sndScale;
    final int rcvScale;
    boolean scaling;
    boolean sackOk;
    boolean tsOk;
    boolean ecnOk;
    int peerMss;
    private int maxSegment;
    int tsRecent;
    long tsRecentAtNs;
    /** Round-trip time as the receiver sees it, from echoed timestamps (RFC 7323 section 4.1). */
    private long receiveRttNs;
    final int tsOffset;

    // --- congestion
    long cwnd;
    long ssthresh = Long.MAX_VALUE;
    long pacingRate;
    boolean cwndLimited;

    // --- acknowledging
    int unackedSegments;
    boolean ackNow;
    int quickAcks;
    boolean echoCongestion;

    // --- statistics
    final long openedNs;
    long lastReceivedNs;
    final TcpStatistics statistics = new TcpStatistics();

    public Tcb(Flow flow, TcpEnv env, TcpUpper upper, boolean active, int iss, int receiveBufferMax, long nowNs) {
        StackConfig c = env.config();
        this.flow = flow;
        this.env = env;
        this.upper = upper;
        this.active = active;
        this.iss = iss;
        this.openedNs = nowNs;
        this.lastReceivedNs = nowNs;
        this.rtt = new RttEstimator(c.initialRtoNs(), c.minRtoNs(), c.maxRtoNs());
        this.userTimeout = new UserTimeout(upper);
        this.windowProbe = new WindowProbe(this);
        this.timers = new TcpTimers(this, env.timers());
        this.recovery = new LossRecovery(this);
        this.output = new TcpOutput(this);
        this.input = new TcpInput(this);
        this.rcvScale = c.windowScale() >= 0 ? c.windowScale() : Negotiation.scaleFor(receiveBufferMax);
        this.tsOffset = env.timestampOffset(flow);
        this.peerMss = flow.v4() ? DEFAULT_MSS_V4 : DEFAULT_MSS_V6;
        this.sackOk = c.sack();
        this.tsOk = c.timestamps();
        this.ecnOk = active ? c.ecn() : c.ecn() || c.ecnAccept();
        this.scaling = c.windowScaling();
        this.quickAcks = c.profile() == WireProfile.LINUX ? 16 : 0;
        this.pathMtu = new PathMtu(this);
    }

    // --- state

    public TcpState state() {
        return state;
    }

    void become(TcpState next) {
        if (!state.canBecome(next)) {
            throw new IllegalStateException(flow + ": " + state + " cannot become " + next);
        }
        state = next;
    }

    /** Active open: sends the SYN. */
    public void connect(long nowNs) {
        become(TcpState.SYN_SENT);
        initialWindow(0);
        sent.add(0, 1, SentQueue.SYN, nowNs);
        sndNxt = 1;
        output.syn(false, nowNs);
        timers.armRto(nowNs);
        upper.counters().count(Mib.TCP_ACTIVE_OPENS);
    }

    /** Passive open: takes the SYN and answers it. */
    public void accept(TcpHeader syn, long nowNs) {
        become(TcpState.SYN_RECEIVED);
        Negotiation.take(this, syn, nowNs);
        initialWindow(0);
        sent.add(0, 1, SentQueue.SYN, nowNs);
        sndNxt = 1;
        if (syn.restored()) {
            lastAckSent = rcvNxt; // what answered it was a cookie
        } else {
            output.syn(true, nowNs);
        }
        timers.armRto(nowNs);
        upper.counters().count(Mib.TCP_PASSIVE_OPENS);
    }

    /**
     * RFC 6928 section 2: ten segments, at most 14,600 bytes or two segments of a larger size; one if the SYN or SYN/ACK
     * was lost more than once.
     */
    void initialWindow(int synLosses) {
        int mss = segmentPayload();
        cwnd = synLosses > 1 ? mss : Math.max(2L * mss, Math.min(10L * mss, 14_600));
    }

    /** A segment of this subflow arrived. */
    public Disposition segment(IpHeader ip, TcpHeader h, MemorySegment m, long nowNs) {
        statistics.segmentsReceived++;
        return input.segment(ip, h, m, nowNs);
    }

    /** Whether the segment was taken, or starts a new connection over a TIME-WAIT. */
    public enum Disposition {
        TAKEN,
        NEW_CONNECTION
    }

    // --- sizes

    /** Largest payload of one wire segment, after all options that data segments carry. */
    public int segmentPayload() {
        return segmentPayload(pathMtu.now());
    }

    /** The same, if packets of this size were the largest. */
    int segmentPayload(int mtu) {
        int base = Math.min(peerMss, mtu - flow.headerBytes());
        if (maxSegment > 0) {
            base = Math.min(base, maxSegment);
        }
        int options = (tsOk ? 12 : 0) + upper.dataOptionBytes();
        return Math.max(16, base - options);
    }

    /** What a window has to admit for the next segment to be a full one, be it a probe. */
    public int nextPayload() {
        return pathMtu.wantsProbe() ? pathMtu.probePayload() : segmentPayload();
    }

    /** The largest payload to map as one piece: what goes to the link as one packet, or a probe if it is time for one. */
    public int unitPayload() {
        return pathMtu.wantsProbe() ? pathMtu.probePayload() : unit();
    }

    /** The largest payload to hand to the link as one packet; more than a segment where the link cuts it up. */
    int unit() {
        IpLink link = link();
        int mss = segmentPayload();
        if (link == null || (link.capabilities() & IpLink.CAP_TX_SUPER) == 0) {
            return mss;
        }
        int most = 0xffff - flow.headerBytes() - 40;
        return Math.max(mss, (int) Math.min(most / mss * mss, cwnd / 2 / mss * mss));
    }

    /** What a SYN advertises. */
    int advertisedMss() {
        int mtu = link() == null ? pathMtu.now() : link().mtu();
        int mss = Math.min(0xffff, mtu - flow.headerBytes());
        return maxSegment > 0 ? Math.min(mss, maxSegment) : mss;
    }

    public void maxSegment(int bytes) {
        maxSegment = bytes;
    }

    public IpLink link() {
        return env.linkOf(flow.localHi(), flow.localLo());
    }

    /** ICMP said that packets of more than this do not fit (RFC 1191, RFC 8201). */
    public void packetTooBig(int mtu, long nowNs) {
        pathMtu.tooBig(mtu, nowNs);
    }

    // --- what the upper layer does

    /** More bytes were mapped behind the last. */
    public void mapped(int bytes) {
        if (pathMtu.wantsProbe()) {
            pathMtu.mapped(bytes);
        }
        sndEnd += bytes;
    }

    /** Whether new data, or the FIN behind it, may still be sent. */
    public boolean mayStillSend() {
        return finPosition < 0 && switch (state) {
            case ESTABLISHED, CLOSE_WAIT, FIN_WAIT_1, LAST_ACK, CLOSING -> true;
            default -> false;
        };
    }

    /** The application has ended its direction: the state says so at once, though data may still wait before the FIN. */
    public void endSending() {
        if (state == TcpState.ESTABLISHED) {
            become(TcpState.FIN_WAIT_1);
        } else if (state == TcpState.CLOSE_WAIT) {
            become(TcpState.LAST_ACK);
        }
    }

    /** The peer has closed its window and is there: what is outstanding is not lost, it has no place. */
    boolean windowClosedByPeer(long nowNs) {
        return sndWnd == 0 && nowNs - lastReceivedNs <= env.config().maxRtoNs();
    }

    /** Ends the sending direction once all mapped bytes are out. */
    public void shutdown(long nowNs) {
        if (!finQueued && state != TcpState.CLOSED) {
            finQueued = true;
            upper.wantOutput();
        }
    }

    /** Ends at once, telling the peer by RST if it knows of us. */
    public void abort(CloseReason reason, long nowNs) {
        if (state == TcpState.CLOSED) {
            return;
        }
        if (state != TcpState.SYN_SENT && state != TcpState.TIME_WAIT) {
            output.reset(nowNs);
        }
        closed(reason, nowNs);
    }

    /** Takes back what was acknowledged selectively at the most (RFC 2018 section 8): the peer sends it again. */
    public void pruneOutOfOrder() {
        received.clear();
    }

    /** Its code failed: no timer of it will run any more. */
    public void abandon() {
        timers.clearAll();
    }

    void closed(CloseReason reason, long nowNs) {
        if (state == TcpState.CLOSED) {
            return;
        }
        become(TcpState.CLOSED);
        timers.clearAll();
        sent.clear();
        received.clear();
        upper.onClosed(reason, nowNs);
    }

    /** Sends what leaves behind the data: a FIN, then an acknowledgement that is owed. */
    public void run(long nowNs) {
        output.run(nowNs);
    }

    /** Sends again what is held to be lost. */
    public void resend(long nowNs) {
        if (nowNs >= pathMtu.dueNs()) {
            pathMtu.due(nowNs);
        }
        output.resend(nowNs);
    }

    /** Sends mapped data as far as the window admits. */
    public void sendMapped(long nowNs) {
        output.sendMapped(nowNs);
    }

    /** An acknowledgement has to leave in this turn. */
    public void ackNow() {
        ackNow = true;
        upper.wantOutput();
    }

    /** Sends an acknowledgement at once. */
    public void sendAck(long nowNs) {
        output.ack(nowNs);
    }

    /** Asks the peer for its window (RFC 9293 section 3.8.6.1). */
    public void probe(long nowNs) {
        windowProbe.send(nowNs);
    }

    public void setUpperTimer(long atNs) {
        timers.set(TcpTimers.UPPER, atNs);
    }

    public void setJoinTimer(long atNs) {
        timers.set(TcpTimers.JOIN, atNs);
    }

    public void clearJoinTimer() {
        timers.clear(TcpTimers.JOIN);
    }

    /** Keep-alive or user timeout changed. */
    public void timeoutsChanged(long nowNs) {
        userTimeout.changed();
        timers.armKeepAlive(nowNs);
    }

    // --- what others may know

    public Flow flow() {
        return flow;
    }

    public boolean active() {
        return active;
    }

    public int initialSequence() {
        return iss;
    }

    public long una() {
        return sndUna;
    }

    public long next() {
        return sndNxt;
    }

    /** Position behind the last mapped byte. */
    public long end() {
        return sndEnd;
    }

    public long received() {
        return rcvNxt;
    }

    public RangeSet outOfOrder() {
        return received;
    }

    public int wireNext() {
        return Seq.wire(iss, sndNxt);
    }

    public int wireUna() {
        return Seq.wire(iss, sndUna);
    }

    public int wireReceived() {
        return Seq.wire(irs, rcvNxt);
    }

    public long cwnd() {
        return cwnd;
    }

    public void cwnd(long bytes) {
        cwnd = Math.clamp(bytes, segmentPayload(), MAX_CWND);
    }

    public long ssthresh() {
        return ssthresh;
    }

    public void ssthresh(long bytes) {
        ssthresh = Math.max(2L * segmentPayload(), bytes);
    }

    public long pacingRate() {
        return pacingRate;
    }

    public void pacingRate(long bytesPerSecond) {
        pacingRate = Math.clamp(bytesPerSecond, 0, MAX_PACING_RATE);
    }

    public long inFlight() {
        return recovery.pipe();
    }

    /** Mapped bytes that were not sent yet. */
    public long queued() {
        return Math.max(0, sndEnd - Math.max(sndNxt, 1));
    }

    /** What the congestion window admits beyond what is in flight and queued. */
    public long room() {
        return Math.max(0, cwnd - recovery.pipe() - queued());
    }

    /** When a segment came last whose numbers were acceptable. */
    public long lastReceivedNs() {
        return lastReceivedNs;
    }

    public int timeouts() {
        return recovery.timeouts();
    }

    /** Nothing is coming back: a timeout, a loss probe without an answer so far, or silence. */
    public boolean suspect(long nowNs) {
        return recovery.timeouts() > 0 || recovery.probing() || silent(nowNs);
    }

    /**
     * Two full segments have been out for more than a round trip, so that no delayed acknowledgement explains why nothing
     * arrives (RFC 5681 section 4.2). In recovery no probe would say so, and the timer takes 200 ms at least.
     */
    private boolean silent(long nowNs) {
        long since = nowNs - Math.max(lastReceivedNs, unackedSinceNs);
        return inFlight() >= 2L * segmentPayload() && rtt.srttNs() > 0 && since > rtt.srttNs() + 4 * rtt.rttvarNs();
    }

    public boolean inRecovery() {
        return recovery.phase() != LossRecovery.Phase.OPEN;
    }

    public LossState lossState() {
        return switch (recovery.phase()) {
            case OPEN -> LossState.OPEN;
            case RECOVERY -> LossState.RECOVERY;
            case LOSS -> LossState.LOSS;
        };
    }

    /** Held to be lost, and not sent again yet. */
    public long lostBytes() {
        return Math.max(0, sent.lostBytes() - sent.resentBytes());
    }

    public RttEstimator rtt() {
        return rtt;
    }

    public boolean finAcked() {
        return finPosition >= 0 && sndUna > finPosition;
    }

    public TcpStatistics statistics() {
        return statistics;
    }

    public long openedNs() {
        return openedNs;
    }

    // --- window (RFC 9293 section 3.10.7.4, fifth step)

    /** Whether the segment's window is not older than the one known. */
    boolean windowIsNew(long position, long ack) {
        boolean fresh = position > windowSeq || position == windowSeq && ack >= windowAck;
        if (fresh) {
            windowSeq = position;
            windowAck = ack;
        }
        return fresh;
    }

    /** A data segment echoed this timestamp: what the receive buffer is sized by where this end sends nothing. */
    void receiverSample(int echo, long nowNs) {
        long sample = (tsNow(nowNs) - echo) * 1_000_000L;
        if (echo != 0 && sample >= 0 && sample < MAX_RECEIVER_SAMPLE_NS) {
            long r = Math.max(1_000_000L, sample);
            receiveRttNs = receiveRttNs == 0 ? r : receiveRttNs + (r - receiveRttNs) / 8;
        }
    }

    /** The longer of the two round-trip estimates; 0 while there is none. */
    public long longestRttNs() {
        return Math.max(rtt.srttNs(), receiveRttNs);
    }

    /** The timestamp clock: milliseconds with an offset of the connection's own (RFC 7323 section 5.4). */
    int tsNow(long nowNs) {
        return (int) (nowNs / 1_000_000) + tsOffset;
    }
}
