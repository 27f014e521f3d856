package mptcp.core.tcp;

import mptcp.api.cc.CongestionSignal;
import mptcp.core.mib.Mib;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/**
 * Detects loss and says what to send again: RFC 5681, 6582 (without SACK), 6675 and 8985 (with it), the rate of recovery
 * by RFC 6937, timeouts by RFC 6298, and the undoing of spurious ones by timestamps (RFC 3522), DSACK (RFC 3708) and
 * F-RTO (RFC 5682).
 */
final class LossRecovery {
    enum Phase {
        OPEN,
        RECOVERY,
        LOSS
    }

    private static final int DUP_THRESHOLD = 3;

    private final Tcb t;
    private final Rack rack;
    private final Frto frto;
    private final SackInput sackInput;
    private final TailLossProbe probe;
    private final SampleView sample;
    private final SampleWeight weight = new SampleWeight();
    private final LossView loss = new LossView();
    private final ProportionalReduction reduction;
    private final SpuriousRecovery spurious;
    private final NextLost nextLost;
    private final EchoedMarks marks;
    private final RepeatCredit credit;
    private final DuplicateAcks duplicates;

    private Phase phase = Phase.OPEN;
    /** Recovery lasts until this position is acknowledged. */
    private long high;
    private int timeouts;
    private long priorCwnd;

    LossRecovery(Tcb t) {
        this.t = t;
        this.sample = new SampleView(t);
        this.rack = new Rack(t);
        this.frto = new Frto(t);
        this.sackInput = new SackInput(t, rack, frto);
        this.probe = new TailLossProbe(t);
        this.reduction = new ProportionalReduction(t);
        this.spurious = new SpuriousRecovery(t);
        this.nextLost = new NextLost(t);
        this.marks = new EchoedMarks(t, reduction);
        this.credit = new RepeatCredit(t);
        this.duplicates = new DuplicateAcks(t);
    }

    Phase phase() {
        return phase;
    }

    /** The window comes down for the peer's echo of congestion. */
    boolean reducing() {
        return marks.reducing();
    }

    int timeouts() {
        return timeouts;
    }

    int duplicateAcks() {
        return duplicates.count();
    }

    /** A tail loss probe went out, and nothing was acknowledged since: the path may be gone. */
    boolean probing() {
        return probe.unanswered();
    }

    /** Bytes in flight (RFC 6675 "pipe"); without SACK, each duplicate acknowledgement stands for a segment delivered. */
    long pipe() {
        SentQueue q = t.sent;
        long out = t.snd.outstanding() - q.sackedBytes() - q.lostBytes() + q.resentBytes();
        return t.options.sack() ? out : Math.max(0, out - duplicates.bytes());
    }

    /** Takes an acceptable acknowledgement; {@code ack} may be what is acknowledged already. */
    void onAck(TcpHeader h, long ack, boolean windowChanged, long nowNs) {
        SentQueue q = t.sent;
        long priorUna = t.snd.una();
        if (ack == priorUna && q.count() == 0 && !windowChanged && phase == Phase.OPEN && h.sackBlocks() == 0 && !t.options.ecn()) {
            t.upper.onNothingNew(); // as in all that comes to who sends nothing: there is nothing that it could tell of
            return;
        }
        long priorPipe = pipe();
        long priorLost = q.lostBytes();
        sample.begin(ack - priorUna, priorPipe, t.window.limited(),
                t.options.ecn() && !t.options.accurateEcn() && h.has(TcpFlags.ECE) && !h.has(TcpFlags.SYN));
        t.rate.begin();
        boolean dsack = t.options.sack() && duplicateReport(h, ack);
        long sacked = t.options.sack() ? sackInput.apply(h, ack, nowNs) : 0;
        sample.addDelivered(sacked);
        credit.delivered(sacked);
        if (ack > priorUna) {
            cumulative(h, ack, nowNs);
        }
        boolean duplicate = ack == priorUna && h.sequenceLength() == 0 && !windowChanged && q.count() > 0;
        if (duplicate && !t.options.sack() && countsDuplicates()) {
            duplicates.came(sample);
        }
        if (sample.rttNs(sackInput) >= 0) {
            t.rtt.sample(sample.rttNs(), weight.expected(t, priorPipe), nowNs);
        }
        t.rate.end();
        sample.marked(h);
        detectEcn(nowNs);
        boolean recovering = phase == Phase.RECOVERY;
        t.pathMtu.onAck(nowNs);
        boolean undone = sample.undone(step(h, ack, priorUna, dsack, nowNs), dsack);
        reduce(ack > priorUna, q.lostBytes() > priorLost);
        sample.inRecovery(recovering && !undone || phase == Phase.RECOVERY || marks.reducing()); // what ends a recovery raises no window
        if (sample.ackedBytes() > 0 || sample.deliveredBytes() > 0) {
            t.upper.onAckSample(sample, nowNs);
            sample.told();
            if (sample.ackedBytes() > 0 || t.options.sack()) {
                t.timers.rearmRto(nowNs);
            }
            armProbe(nowNs);
        }
        t.upper.wantOutput();
    }

    /** An acknowledgement that was overtaken by another: what it says of SACK may be new still. */
    void onOldAck(TcpHeader h, long ack, long nowNs) {
        if (h.sackBlocks() == 0 || !t.options.sack() || t.sent.count() == 0) {
            return;
        }
        long priorLost = t.sent.lostBytes();
        sample.begin(0, pipe(), t.window.limited(), false);
        boolean dsack = duplicateReport(h, ack);
        sample.addDelivered(sackInput.apply(h, ack, nowNs));
        boolean recovering = phase == Phase.RECOVERY;
        step(h, t.snd.una(), t.snd.una(), dsack, nowNs);
        reduce(false, t.sent.lostBytes() > priorLost);
        sample.inRecovery(recovering || phase == Phase.RECOVERY);
        if (sample.deliveredBytes() > 0) {
            t.upper.onAckSample(sample, nowNs);
            armProbe(nowNs);
        }
        t.upper.wantOutput();
    }

    private boolean duplicateReport(TcpHeader h, long ack) {
        boolean dsack = sackInput.isDsack(h, ack);
        if (dsack) {
            t.env.counters().count(Mib.TCP_DSACK_RECV);
            t.statistics.duplicateReported();
            rack.onDsack();
        }
        return dsack;
    }

    /** Without SACK: only once something above the last recovery was acknowledged, and not after a timeout (RFC 6582 sections 3.2, 4). */
    private boolean countsDuplicates() {
        return phase == Phase.RECOVERY || phase == Phase.OPEN && t.snd.una() > high;
    }

    private void cumulative(TcpHeader h, long ack, long nowNs) {
        SentQueue q = t.sent;
        untouched(ack, nowNs);
        boolean once = true;
        boolean echoTells = sample.echoTells(h);
        while (q.count() > 0 && q.start(0) < ack) {
            boolean whole = q.end(0) <= ack;
            if (!q.is(0, SentQueue.SACKED)) {
                long bytes = Math.min(ack, q.end(0)) - q.start(0);
                sample.addDelivered(bytes);
                t.rate.arrived(0, bytes, nowNs);
                if (whole) {
                    rack.delivered(0, nowNs);
                    frto.delivered(0);
                }
                once = !q.is(0, SentQueue.EVER_RESENT);
                sample.rttNs(once ? nowNs - q.sentNs(0) : -1);
            } else {
                sample.rttNs(-1); // it arrived long ago
            }
            credit.acknowledged(Math.min(ack, q.end(0)) - q.start(0));
            q.dropHead(ack);
        }
        if (echoTells && sample.rttNs() < 0) {
            sample.byEcho(h, nowNs);
        }
        t.snd.acknowledged(ack, nowNs);
        sackInput.onCumulative(ack);
        if (timeouts > 0) {
            t.statistics.timeoutsOver(nowNs);
            timeouts = 0;
        }
        duplicates.advanced(sample, phase == Phase.RECOVERY);
        if (q.count() == 0) {
            q.shrink(nowNs);
        }
        t.upper.onAcked(ack, nowNs);
    }

    /**
     * What one acknowledgement for many segments usually takes off, at once. As they were sent once and in order, the first
     * tells whether there was reordering, and the last is the one that samples go by.
     */
    private void untouched(long ack, long nowNs) {
        SentQueue q = t.sent;
        int records = q.untouchedUpTo(ack);
        if (records < 2) {
            return;
        }
        int last = records - 1;
        long bytes = q.end(last) - q.start(0);
        sample.addDelivered(bytes);
        t.rate.arrived(last, bytes, nowNs);
        rack.delivered(0, nowNs);
        rack.delivered(last, nowNs);
        frto.delivered(0);
        sample.rttNs(nowNs - q.sentNs(last));
        q.dropUntouched(records);
    }

    /** @return whether an episode was taken back */
    private boolean step(TcpHeader h, long ack, long priorUna, boolean dsack, long nowNs) {
        if (phase != Phase.OPEN && undo(h, ack, priorUna, dsack, nowNs)) {
            detect(ack > priorUna, nowNs); // what is missing among that which did arrive
            return true;
        }
        if (phase != Phase.OPEN && ack >= high) {
            exit(nowNs);
        }
        probe.onAck(h, ack, priorUna, dsack, phase == Phase.OPEN,
                loss.fill(t.segmentPayload(), sample.priorInFlightBytes(), 0), nowNs);
        detect(ack > priorUna, nowNs);
        return false;
    }

    private void detect(boolean advanced, long nowNs) {
        if (t.sent.count() == 0) {
            return;
        }
        if (t.options.sack()) {
            if (t.sent.sackedBytes() > 0 || phase != Phase.OPEN) {
                long wait = rack.detect(phase != Phase.OPEN, nowNs);
                if (wait > 0) {
                    t.timers.set(TcpTimers.REORDER, nowNs + wait);
                } else {
                    t.timers.clear(TcpTimers.REORDER);
                }
            }
        } else if (phase == Phase.OPEN && duplicates.count() >= DUP_THRESHOLD || phase == Phase.RECOVERY && advanced) {
            markHeadLost(); // the segment after a partial acknowledgement was lost too (RFC 6582 section 3.2)
        }
        if (congested(nowNs)) {
            enterRecovery(nowNs);
        }
    }

    /** Whether something was lost that tells of congestion. */
    private boolean congested(long nowNs) {
        long lost = t.sent.lostBytes();
        return lost > 0 && phase == Phase.OPEN && lost > t.pathMtu.lostBytes(nowNs);
    }

    private void markHeadLost() {
        if (!t.sent.is(0, SentQueue.LOST)) {
            t.sent.markLost(0);
        }
        lostAt(t.sent.start(0));
    }

    void lostAt(long position) {
        nextLost.at(position);
    }

    /** Everything outstanding is to be sent again: the path takes only smaller packets now. */
    void markAllLost() {
        for (int i = 0; i < t.sent.count(); i++) {
            if (!t.sent.is(i, SentQueue.SACKED)) {
                t.sent.markLost(i);
            }
        }
        nextLost.anywhere();
    }

    // --- phases

    private void enterRecovery(long nowNs) {
        t.env.counters().count(t.options.sack() ? Mib.TCP_SACK_RECOVERY : Mib.TCP_RENO_RECOVERY);
        spurious.begin();
        probe.forget();
        phase = Phase.RECOVERY;
        marks.forget();
        high = t.snd.nxt();
        priorCwnd = t.window.bytes();
        reduction.begin();
        signal(CongestionSignal.LOSS, t.sent.lostBytes(), flight(), 0, nowNs);
        t.output.ecn.congestionWindowReduced();
    }

    /**
     * Tells congestion control, and bounds what it makes of it: whatever a control does, or fails to do, a loss raises no
     * window, so that a threshold that was never set does not become one.
     */
    private void signal(CongestionSignal signal, long lost, long flight, int count, long nowNs) {
        long before = t.window.bytes();
        boolean byWindow = t.env.habits().thresholdByWindow();
        t.upper.onCongestion(signal, loss.fill(lost, byWindow ? before : flight, count), nowNs);
        if (t.upper.controlOwnsRecovery()) {
            t.cwnd(Math.min(t.window.bytes(), before));
            return;
        }
        t.ssthresh(Math.min(t.window.ssthresh(), Math.max(before, flight)));
        t.cwnd(Math.min(t.window.bytes(), before));
    }

    /** FlightSize of RFC 5681, without what limited transmit added (RFC 3042 section 2). */
    private long flight() {
        return Math.max(Math.max(sample.priorInFlightBytes(), pipe()), Math.min(t.window.bytes(), t.snd.outstanding()));
    }

    private void exit(long nowNs) {
        if (phase == Phase.RECOVERY && !t.upper.controlOwnsRecovery()) {
            t.cwnd(Math.min(t.window.ssthresh(), priorCwnd));
        }
        phase = Phase.OPEN;
        duplicates.forget();
        spurious.forget();
        rack.onRecoveryExit();
        t.timers.clear(TcpTimers.REORDER);
        t.upper.onRecoveryExit(nowNs);
    }

    /** Sets the window after an acknowledgement in recovery, unless congestion control does. */
    private void reduce(boolean advanced, boolean newlyLost) {
        if ((phase == Phase.RECOVERY || marks.reducing()) && !t.upper.controlOwnsRecovery()) {
            t.window.bytes(reduction.window(pipe(), sample.deliveredBytes(), advanced, phase == Phase.RECOVERY, newlyLost));
        }
    }

    /** Bytes left the host in recovery. */
    void onSent(int bytes, boolean resent) {
        if (phase == Phase.RECOVERY || marks.reducing()) {
            reduction.sent(bytes);
        }
        if (resent) {
            spurious.sentAgain(bytes);
            credit.sentAgain(bytes);
        }
    }

    /** Takes the episode back if it was for nothing. @return whether it did */
    private boolean undo(TcpHeader h, long ack, long priorUna, boolean dsack, long nowNs) {
        if (!spurious.undoable()) {
            return false;
        }
        boolean shown = spurious.shownBy(h, ack > priorUna, dsack, dsack ? sackInput.dsackBytes() : 0);
        boolean delivers = sample.ackedBytes() > 0 || sample.deliveredBytes() > 0;
        boolean byFrto = phase == Phase.LOSS && delivers && frto.acknowledged(ack > priorUna, nowNs);
        if (!shown && !byFrto) {
            return false;
        }
        frto.forget();
        if (phase == Phase.LOSS) {
            t.env.counters().count(Mib.TCP_SPURIOUS_RTOS);
        }
        t.sent.clearAllLost();
        if (!t.upper.controlOwnsRecovery()) {
            spurious.restoreWindows();
        }
        phase = Phase.OPEN;
        high = t.snd.una() - 1;
        duplicates.forget();
        spurious.forget();
        t.upper.onCongestion(CongestionSignal.UNDO, loss.fill(0, pipe(), 0), nowNs);
        return true;
    }

    private void detectEcn(long nowNs) {
        if (!marks.count() || !sample.ecnEcho() || phase != Phase.OPEN) {
            return;
        }
        marks.begin();
        signal(CongestionSignal.ECN, 0, sample.priorInFlightBytes(), 0, nowNs);
        marks.told();
        t.output.ecn.congestionWindowReduced();
    }

    // --- timers

    void onTimeout(long nowNs) {
        SentQueue q = t.sent;
        if (q.count() == 0) {
            return;
        }
        t.statistics.timeout(++timeouts, nowNs);
        t.env.counters().count(Mib.TCP_TIMEOUTS);
        t.fastOpen.timeout(timeouts, nowNs);
        if (t.state().synchronised()) {
            t.pathMtu.onTimeout(timeouts, nowNs);
            if (phase != Phase.LOSS || timeouts == 1) {
                // In recovery the pipe has shrunk to what the reduced window admits: it was reduced for this loss already.
                long flight = phase == Phase.RECOVERY ? Math.min(priorCwnd, t.snd.outstanding()) : pipe();
                frto.forget();
                if (phase == Phase.OPEN) {
                    spurious.begin();
                    frto.begin();
                }
                signal(CongestionSignal.TIMEOUT, t.snd.outstanding(), flight, timeouts, nowNs);
                t.output.ecn.congestionWindowReduced();
            }
            if (q.is(0, SentQueue.SACKED)) {
                sackInput.reneged(); // the receiver dropped what it had acknowledged selectively (RFC 2018 section 8)
            }
            markAllLost();
            marks.forget();
            phase = Phase.LOSS;
            high = t.snd.nxt();
            duplicates.forget();
            if (timeouts > 1 || !t.upper.controlOwnsRecovery()) {
                t.window.bytes(t.segmentPayload()); // a second timeout in a row is nobody's to argue with
            }
            credit.timeout();
        } else if (!t.deferral.quietAt(timeouts)) {
            q.markLost(0);
            nextLost.anywhere();
            t.window.bytes(t.segmentPayload());
        }
        if (t.state().synchronised() || timeouts > t.timers.linearSyns()) {
            t.rtt.backOff();
        }
        t.timers.armRto(nowNs);
        t.timers.clear(TcpTimers.PROBE);
        probe.forget();
        t.output.resend(nowNs);
        if (t.state() != TcpState.CLOSED && t.state().synchronised() && !t.windowProbe.windowClosed(nowNs)) {
            t.upper.onTimeout(timeouts, nowNs);
        }
        t.upper.wantOutput();
    }

    /** The timeouts were for want of room at the peer, not of an answer: what has no place yet is sent again soon. */
    void onWindowReopened(long nowNs) {
        if (timeouts > 0 && t.sent.count() > 0) {
            timeouts = 0;
            t.rtt.resetBackoff();
            t.timers.armRto(nowNs);
        }
    }

    void onReorderTimer(long nowNs) {
        if (t.sent.count() == 0) {
            return;
        }
        sample.begin(pipe());
        long wait = rack.detect(phase != Phase.OPEN, nowNs);
        if (wait > 0) {
            t.timers.set(TcpTimers.REORDER, nowNs + wait);
        }
        if (t.sent.lostBytes() > t.sent.resentBytes()) {
            if (congested(nowNs)) {
                enterRecovery(nowNs);
                sample.addDelivered(t.segmentPayload()); // what the acknowledgement told that began the wait
                reduce(false, true);
            }
            t.upper.wantOutput();
        }
    }

    void armProbe(long nowNs) {
        probe.arm(phase == Phase.OPEN, nowNs);
    }

    /** @return whether a probe went out */
    boolean onProbeTimer(long nowNs) {
        t.timers.clear(TcpTimers.PROBE);
        boolean due = t.sent.count() > 0 && phase == Phase.OPEN;
        if (due) {
            probe.send(nowNs);
        }
        return due;
    }

    /** The next record held to be lost and not sent again, or -1. */
    int nextLost() {
        return t.sent.lostBytes() - t.sent.resentBytes() <= 0 || frto.holds() || phase == Phase.LOSS && credit.spent() ? -1
                : nextLost.find();
    }

    /** A record was sent again. */
    void onResent(int tsNow) {
        spurious.sentAgainAt(tsNow);
    }
}
