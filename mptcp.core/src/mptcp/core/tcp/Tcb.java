package mptcp.core.tcp;

import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;
import mptcp.api.policy.EcnMode;
import mptcp.api.policy.LossState;
import mptcp.api.socket.StackConfig;
import mptcp.core.buffer.RangeSet;
import mptcp.core.mib.Mib;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.Seq;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/**
 * The transmission control block of one subflow (RFC 9293 section 3.3.1): its variables, and the doors through which others
 * act on it. How segments are taken apart, sent and recovered is in {@link TcpInput}, {@link TcpOutput} and {@link
 * LossRecovery}. Positions are 64-bit and start at 0 with the SYN. Loop thread only.
 */
public final class Tcb {
    static final int MAX_WINDOW_FIELD = 0xffff;

    final Flow flow;
    final TcpEnv env;
    final TcpUpper upper;
    final HeaderOptions headers;
    final PayloadSource payload;
    final TcpTimers timers;
    final RttEstimator rtt;
    final SentQueue sent = new SentQueue();
    final DeliveryRate rate = new DeliveryRate(this);
    final LossRecovery recovery;
    final TcpOutput output;
    final PathMtu pathMtu;
    final UserTimeout userTimeout;
    final WindowProbe windowProbe = new WindowProbe(this);
    final DelayedAck delayedAck;
    final DeferredAccept deferral;
    final FinWait finWait = new FinWait(this);
    final boolean active;
    private final TcpInput input;
    final FastOpenEnd fastOpen = new FastOpenEnd(this);
    private TcpState state = TcpState.CLOSED;
    /** Invariant: the state lets data be sent, and no FIN was. */
    private boolean sends;
    private final OutLink link;
    // Each owns its fields; a TCB is their wiring and the state.
    final Sender snd;
    final Receiver rcv;
    final Negotiated options;
    final CongestionWindow window = new CongestionWindow(this);
    final SackBlocks sackBlocks;
    final SegmentSizes sizes = new SegmentSizes(this);
    final AccurateEcn accurate = new AccurateEcn(this);
    final int tsOffset;
    final long openedNs;
    final TcpStatistics statistics = new TcpStatistics();

    public Tcb(Flow flow, TcpEnv env, TcpUpper upper, boolean active, int iss, int receiveBufferMax, long nowNs) {
        StackConfig c = env.config();
        this.flow = flow;
        this.env = env;
        this.link = new OutLink(env, flow);
        this.upper = upper;
        this.headers = upper.options();
        this.payload = upper.payload();
        this.active = active;
        this.snd = new Sender(iss);
        this.rcv = new Receiver(nowNs);
        this.options = new Negotiated(c, !upper.socket().tcpOptions(), flow.v4(), active, receiveBufferMax,
                env.habits().scaleByBuffer() ? upper.socket().receiveBuffer() : 0);
        this.openedNs = nowNs;
        this.rtt = new RttEstimator(c.initialRtoNs(), c.minRtoNs(), c.maxRtoNs(), env.habits().rtoSlopNs());
        this.sackBlocks = new SackBlocks(this);
        this.delayedAck = new DelayedAck(this);
        this.userTimeout = new UserTimeout(upper);
        this.deferral = new DeferredAccept(this);
        this.timers = new TcpTimers(this, env.timers());
        this.recovery = new LossRecovery(this);
        this.output = new TcpOutput(this);
        this.input = new TcpInput(this);
        this.tsOffset = env.timestampOffset(flow);
        this.pathMtu = new PathMtu(this);
    }

    public TcpState state() {
        return state;
    }

    void become(TcpState next) {
        if (!state.canBecome(next)) {
            throw new IllegalStateException(flow + ": " + state + " cannot become " + next);
        }
        state = next;
        sends = next.sendsMapped() && !snd.finSent();
    }

    /** Active open: sends the SYN. */
    public void connect(long nowNs) {
        become(TcpState.SYN_SENT);
        window.initial(0);
        sent.add(0, 1, SentQueue.SYN, nowNs);
        snd.synSent();
        output.syn(false, nowNs);
        timers.armRto(nowNs);
        upper.counters().count(Mib.TCP_ACTIVE_OPENS);
    }

    public FastOpenEnd fastOpen() {
        return fastOpen;
    }

    /** Passive open: takes the SYN, with its data in {@code m} if Fast Open says that it is worth that, and answers it. */
    public void accept(TcpHeader syn, FastOpenAnswer worth, MemorySegment m, long nowNs) {
        become(TcpState.SYN_RECEIVED);
        takeSyn(syn, nowNs);
        fastOpen.take(syn, worth, m);
        window.initial(0);
        sent.add(0, 1, SentQueue.SYN, nowNs);
        snd.synSent();
        if (syn.restored()) {
            rcv.acked(); // what answered it was a cookie
            upper.windowSent(Math.min(MAX_WINDOW_FIELD, env.config().initialReceiveBuffer()), MAX_WINDOW_FIELD);
        } else {
            output.syn(true, nowNs);
        }
        timers.armRto(nowNs);
        upper.counters().count(Mib.TCP_PASSIVE_OPENS);
        fastOpen.open(syn, nowNs);
    }

    /** Whether data may pass: the handshake is complete, or Fast Open does not wait for it. */
    boolean open() {
        return state.synchronised() || state == TcpState.SYN_RECEIVED && fastOpen.opens();
    }

    /** A segment of this subflow arrived. */
    public Disposition segment(IpHeader ip, TcpHeader h, MemorySegment m, long nowNs) {
        statistics.segmentReceived();
        return input.segment(ip, h, m, nowNs);
    }

    /** Largest payload of one wire segment. */
    public int segmentPayload() {
        return sizes.payload();
    }

    public SegmentSizes sizes() {
        return sizes;
    }

    public IpLink link() {
        return link.now();
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
        snd.mapped(bytes);
    }

    /** Whether new data, or the FIN behind it, may still be sent. */
    public boolean mayStillSend() {
        return sends || state == TcpState.SYN_RECEIVED && !snd.finSent() && fastOpen.opens();
    }

    /** The application has ended its direction: the state says so at once, though data may still wait before the FIN. */
    public void endSending() {
        sends &= !snd.finSent();
        if (state == TcpState.ESTABLISHED) {
            become(TcpState.FIN_WAIT_1);
        } else if (state == TcpState.CLOSE_WAIT) {
            become(TcpState.LAST_ACK);
        }
    }

    /** Ends the sending direction once all mapped bytes are out. */
    public void shutdown(long nowNs) {
        if (!snd.finQueued() && state != TcpState.CLOSED) {
            snd.queueFin();
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

    /** Data came that nobody is there to take. */
    public void refuseData() {
        output.refusesData();
    }

    /** The reset to come acknowledges these bytes, though nobody takes them, if they are the next in order. */
    public void acknowledgeRefused(long position, int length) {
        if (position <= rcv.nxt() && position + length > rcv.nxt()) {
            rcv.take(rcv.nxt(), position + length);
        }
    }

    /** Takes back what was acknowledged selectively at the most (RFC 2018 section 8): the peer sends it again. */
    public void pruneOutOfOrder() {
        rcv.prune();
        sackBlocks.pruned();
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
        rcv.prune();
        sackBlocks.pruned();
        upper.onClosed(reason, nowNs);
    }

    public TcpOutput output() {
        return output;
    }

    /** Sends again what is held to be lost. */
    public void resend(long nowNs) {
        if (nowNs >= pathMtu.dueNs()) {
            pathMtu.due(nowNs);
        }
        output.resend(nowNs);
    }

    /** An acknowledgement has to leave in this turn. */
    public void ackNow() {
        rcv.ackNow(true);
        upper.wantOutput();
    }

    /** Whether something came that was not acknowledged yet, or an acknowledgement is due for another reason. */
    public boolean owesAck() {
        return rcv.ackNow() || rcv.owesAck();
    }

    /** Sends an acknowledgement at once, before whatever else this turn brings. */
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
        timers.changed(nowNs);
        delayedAck.configured();
    }

    /** The application has read of what came. */
    public void read(boolean all) {
        delayedAck.read(all);
    }

    /** The application is gone: in FIN-WAIT-2 the peer's end is not waited for as long as it likes. */
    public void deserted(long nowNs) {
        finWait.deserted(nowNs);
    }

    // --- what others may know

    public Flow flow() {
        return flow;
    }

    public boolean active() {
        return active;
    }

    public int initialSequence() {
        return snd.iss();
    }

    public long una() {
        return snd.una();
    }

    public long next() {
        return snd.nxt();
    }

    /** Position behind the last mapped byte. */
    public long end() {
        return snd.end();
    }

    public long received() {
        return rcv.nxt();
    }

    public RangeSet outOfOrder() {
        return rcv.received();
    }

    public int wireNext() {
        return Seq.wire(snd.iss(), snd.nxt());
    }

    public int wireUna() {
        return Seq.wire(snd.iss(), snd.una());
    }

    public int wireReceived() {
        return Seq.wire(rcv.irs(), rcv.nxt());
    }

    public long cwnd() {
        return window.bytes();
    }

    public void cwnd(long bytes) {
        window.bytes(bytes);
    }

    public long ssthresh() {
        return window.ssthresh();
    }

    public void ssthresh(long bytes) {
        window.ssthresh(bytes);
    }

    public long pacingRate() {
        return window.pacingRate();
    }

    public void pacingRate(long bytesPerSecond) {
        window.pacingRate(bytesPerSecond);
    }

    public long inFlight() {
        return recovery.pipe();
    }

    /** Mapped bytes that were not sent yet. */
    public long queued() {
        return Math.max(0, snd.end() - Math.max(snd.nxt(), 1));
    }

    /** What the congestion window admits beyond what is in flight and queued. */
    public long room() {
        return Math.max(0, window.bytes() - recovery.pipe() - queued());
    }

    /** When a segment came last whose numbers were acceptable. */
    public long lastReceivedNs() {
        return rcv.heardNs();
    }

    public int timeouts() {
        return recovery.timeouts();
    }

    /** Nothing is coming back: a timeout, a loss probe without an answer so far, or silence. */
    public boolean suspect(long nowNs) {
        return recovery.timeouts() > 0 || recovery.probing() || Silence.of(this, nowNs);
    }

    public boolean inRecovery() {
        return recovery.phase() != LossRecovery.Phase.OPEN;
    }

    /** The window comes down for the peer's echo of congestion. */
    public boolean reducing() {
        return recovery.reducing();
    }

    public LossState lossState() {
        return !inRecovery() ? LossState.OPEN : recovery.phase() == LossRecovery.Phase.LOSS ? LossState.LOSS : LossState.RECOVERY;
    }

    /** Payload bytes acknowledged cumulatively. */
    public long ackedBytes() {
        return Math.clamp(snd.una() - 1, 0, snd.end() - 1);
    }

    /** Payload bytes that are known to have arrived. */
    public long deliveredBytes() {
        return Math.min(ackedBytes() + sent.sackedBytes(), snd.end() - 1);
    }

    /** Held to be lost, and not sent again yet. */
    public long lostBytes() {
        return Math.max(0, sent.lostBytes() - sent.resentBytes());
    }

    /** At what rate the path delivered last, in bytes per second; 0: not known. */
    public long deliveryRate() {
        return rate.rate();
    }

    /** Whether that was as much as the application, and not the path, gave. */
    public boolean deliveryRateAppLimited() {
        return rate.rateAppLimited();
    }

    /** Whether, of late, there was not enough to send. */
    public boolean appLimited() {
        return rate.limitedByApplicationNow();
    }

    /** Bytes of sequence space that were ever held to be lost. */
    public long everLostBytes() {
        return sent.everLostBytes();
    }

    public EcnMode ecn() {
        return !options.ecn() ? EcnMode.OFF : options.accurateEcn() ? EcnMode.ACCURATE : EcnMode.CLASSIC;
    }

    /** When the oldest segment that is not acknowledged was sent last; 0: there is none. */
    public long oldestSentNs() {
        return sent.count() == 0 ? 0 : sent.sentNs(0);
    }

    public RttEstimator rtt() {
        return rtt;
    }

    public boolean finAcked() {
        return snd.finAcked();
    }

    public TcpStatistics statistics() {
        return statistics;
    }

    public long openedNs() {
        return openedNs;
    }

    /** Takes the peer's SYN or SYN/ACK. */
    void takeSyn(TcpHeader syn, long nowNs) {
        rcv.syn(syn.seq());
        options.take(syn);
        sizes.changed();
        accurate.syn(syn);
        if (options.timestamps()) {
            rcv.timestamp(syn.tsValue(), nowNs);
        }
        if (syn.userTimeoutNs() > 0) {
            userTimeout.received(syn.userTimeoutNs());
        }
        snd.firstWindow(syn.window(), syn.has(TcpFlags.ACK)); // never scaled in a SYN (RFC 7323 section 2.2)
        rtt.resetBackoff();
    }

    /** The longer of the two round-trip estimates; 0 while there is none. */
    public long longestRttNs() {
        return Math.max(rtt.srttNs(), rcv.rttNs());
    }

    /** The timestamp clock: milliseconds with an offset of the connection's own (RFC 7323 section 5.4). */
    int tsNow(long nowNs) {
        return (int) (nowNs / 1_000_000) + tsOffset;
    }
}
