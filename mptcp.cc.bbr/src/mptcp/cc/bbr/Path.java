package mptcp.cc.bbr;

import java.util.random.RandomGenerator;
import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionState;

/**
 * BBR on one subflow: the model of its path, the machine that probes for it, and the window and pacing rate that follow from
 * both. The names of the methods are the draft's. Bytes, bytes per second, nanoseconds. Loop thread; allocates nothing after
 * construction.
 */
final class Path {
    private static final double STARTUP_PACING_GAIN = Phase.STARTUP.pacingGain;
    /** BBRPacingMarginPercent: a little less than the bandwidth, so that queues drain. */
    private static final double PACING_MARGIN = 0.99;
    private static final double LOSS_THRESHOLD = 0.02;
    private static final int STARTUP_FULL_LOSSES = 6;
    private static final int MIN_PIPE_SEGMENTS = 4;
    private static final int INITIAL_SEGMENTS = 10;
    private static final long PROBE_RTT_NS = 200_000_000;
    private static final long NO_SAMPLE_NS = 1_000_000;
    private static final int MOST_RENO_ROUNDS = 63;
    /** A bandwidth that was taken for too much does not keep it in Drain for longer (section 5.3.2). */
    private static final int DRAIN_ROUNDS = 3;

    /** What acknowledgements mean while bandwidth is probed. */
    private enum Feedback {
        INIT,
        PROBE_STARTING,
        PROBE_FEEDBACK,
        PROBE_STOPPING,
        REFILLING
    }

    private final int sf;
    private final RandomGenerator random;
    private final Rounds rounds = new Rounds();
    private final MaxBandwidth maxBandwidth = new MaxBandwidth();
    private final MinRtt minRtt = new MinRtt();
    private final FullPipe fullPipe = new FullPipe();
    private final Aggregation aggregation = new Aggregation();
    private final Bounds bounds = new Bounds();
    private final Slope slope = new Slope();

    private CongestionState state;
    private Phase phase;
    private Feedback feedback;
    /** As it was when the last loss was seen, which may turn out to be none. */
    private Phase undoPhase;
    /** The round in which Drain began. */
    private long drainStartRound;
    private boolean fullReached;
    private double pacing;
    private long priorCwnd;
    private boolean recovering;
    private boolean idleRestart;
    private boolean lossInRound;
    private int lossEvents;

    private long cycleStampNs;
    private long probeWaitNs;
    private int roundsSinceProbe;
    private boolean probeSamples;

    private boolean probeRttRunning;
    private boolean probeRttRoundDone;
    private long probeRttDoneNs;

    Path(int sf, RandomGenerator random) {
        this.sf = sf;
        this.random = random;
    }

    /** A subflow begins, or is taken over as it is. */
    void init(CongestionState windows, long nowNs) {
        state = windows;
        phase = Phase.STARTUP;
        undoPhase = phase;
        feedback = Feedback.INIT;
        rounds.reset(state.deliveredBytes(sf));
        maxBandwidth.reset();
        minRtt.reset(nowNs);
        fullPipe.reset(0);
        aggregation.reset(nowNs);
        bounds.reset();
        fullReached = false;
        priorCwnd = 0;
        recovering = false;
        idleRestart = false;
        lossInRound = false;
        lossEvents = 0;
        probeSamples = false;
        slope.stop();
        probeRttRunning = false;
        long srtt = state.srttNs(sf);
        pacing = STARTUP_PACING_GAIN * state.cwnd(sf) * 1e9 / (srtt == 0 ? NO_SAMPLE_NS : srtt);
        state.pacingRate(sf, (long) pacing);
    }

    boolean isInitialised() {
        return state != null;
    }

    Phase phase() {
        return phase;
    }

    double bandwidth() {
        return bounds.bandwidth(maxBandwidth.get());
    }

    // --- events

    void onAck(AckSample ack, long nowNs) {
        noteLoss(ack);
        rounds.update(ack);
        if (rounds.isStart()) {
            roundsSinceProbe++;
            }
        updateModel(ack, nowNs);
        setPacingRate(phase.pacingGain);
        setCwnd(ack);
    }

    /** The window goes on as it is: what losses say of the path, the model says (section 5.6.4.4). */
    void onLoss() {
        saveCwnd();
        saveState();
        recovering = true;
    }

    /** All that was in flight is held to be lost. */
    void onTimeout() {
        saveCwnd();
        saveState();
        recovering = true;
        lossInRound = true;
        state.cwnd(sf, state.mss(sf));
    }

    /** Marks of RFC 3168, which the draft leaves open: a window with one counts as a round with losses. */
    void onMark(long nowNs) {
        saveState();
        lossInRound = true;
        if (probeSamples) {
            handleInFlightTooHigh(state.inFlightBytes(sf), false, nowNs);
        }
    }

    /**
     * The last loss was none: bandwidth is probed for again if it was (section 5.5.11.2). Startup that the loss ended goes on
     * until there is another reason to end it.
     */
    void onUndo() {
        lossInRound = false;
        fullPipe.reset(0);
        bounds.undo();
        if (phase != Phase.PROBE_RTT && phase != undoPhase) {
            if (undoPhase == Phase.STARTUP) {
                phase = Phase.STARTUP;
                fullReached = false;
            } else if (undoPhase == Phase.PROBE_UP) {
                startUp(state.deliveredBytes(sf), state.deliveryRate(sf));
            }
        }
        onRecoveryExit();
    }

    /** BBRSaveStateUponLoss. */
    private void saveState() {
        undoPhase = phase;
        bounds.save();
    }

    void onRecoveryExit() {
        recovering = false;
        restoreCwnd();
    }

    void onIdleRestart(long nowNs) {
        idleRestart = true;
        aggregation.restart(nowNs);
        if (phase.isProbeBw()) {
            setPacingRate(1);
        } else if (phase == Phase.PROBE_RTT) {
            checkProbeRttDone(nowNs);
        }
    }

    // --- the model

    private void noteLoss(AckSample ack) {
        if (ack.lostBytes() == 0) {
            return;
        }
        lossEvents++;
        if (!lossInRound) {
            rounds.loss(ack.totalDeliveredBytes());
            if (!recovering) { // else what the episode began with is what an undo brings back
                saveState();
            }
        }
        lossInRound = true;
    }

    private void updateModel(AckSample ack, long nowNs) {
        boolean limited = ack.appLimited() || phase == Phase.PROBE_RTT;
        maxBandwidth.sample(ack.deliveryRate(), limited);
        boolean lossRound = rounds.isLossStart();
        if (lossRound && lossInRound && !phase.isAccelerating()) {
            bounds.lower(rounds.bandwidthLatest(), rounds.inFlightLatest(), maxBandwidth.get(), state.cwnd(sf));
        }
        lossInRound &= !lossRound;
        aggregation.update(rounds.count(), rounds.isStart(), ack.deliveredBytes(), bandwidth(), state.cwnd(sf), nowNs);
        checkFullPipe(ack, limited);
        checkStartupDone(ack);
        if (phase == Phase.DRAIN && (ack.inFlightBytes() <= inFlight(bandwidth(), 1) || rounds.count() > drainStartRound + DRAIN_ROUNDS)) {
            startDown(ack.totalDeliveredBytes(), nowNs);
        }
        updateProbeBw(ack, limited, nowNs);
        minRtt.update(ack.rttNs(), nowNs);
        checkProbeRtt(ack, nowNs);
        rounds.advance(ack);
        lossEvents = lossRound ? 0 : lossEvents;
    }

    private void checkFullPipe(AckSample ack, boolean limited) {
        if (rounds.isStart() && !limited && ack.deliveryRate() > 0) {
            fullPipe.round(ack.deliveryRate());
            fullReached |= fullPipe.isFull();
        }
    }

    private void checkStartupDone(AckSample ack) {
        if (!fullReached && rounds.isLossStart() && ack.inRecovery() && lossEvents >= STARTUP_FULL_LOSSES
                && isInFlightTooHigh(ack)) {
            fullReached = true;
            bounds.longTermInFlight = Math.max(bdp(maxBandwidth.get(), 1), rounds.inFlightLatest());
        }
        if (phase == Phase.STARTUP && fullReached) {
            phase = Phase.DRAIN;
            drainStartRound = rounds.count();
        }
    }

    // --- probing for bandwidth

    private void updateProbeBw(AckSample ack, boolean limited, long nowNs) {
        if (!fullReached) {
            return;
        }
        adaptLongTerm(ack, limited, nowNs);
        switch (phase) {
            case PROBE_DOWN -> {
                if (!startsRefill(ack, nowNs) && isTimeToCruise(ack)) {
                    phase = Phase.PROBE_CRUISE;
                }
            }
            case PROBE_CRUISE -> startsRefill(ack, nowNs);
            case PROBE_REFILL -> {
                if (rounds.isStart()) {
                    probeSamples = true;
                    startUp(ack.totalDeliveredBytes(), ack.deliveryRate());
                }
            }
            case PROBE_UP -> {
                if (isTimeToGoDown(ack)) {
                    startDown(ack.totalDeliveredBytes(), nowNs);
                }
            }
            default -> { }
        }
    }

    private void adaptLongTerm(AckSample ack, boolean limited, long nowNs) {
        if (feedback == Feedback.PROBE_STARTING && rounds.isStart()) {
            feedback = Feedback.PROBE_FEEDBACK;
        }
        if (feedback == Feedback.PROBE_STOPPING && rounds.isStart()) {
            if (phase.isProbeBw() && !limited) {
                maxBandwidth.advance();
            }
            feedback = Feedback.INIT;
        }
        if (isInFlightTooHigh(ack)) {
            if (probeSamples) {
                handleInFlightTooHigh(ack.inFlightAtSendBytes(), limited, nowNs);
            }
            return;
        }
        if (bounds.longTermInFlight == Bounds.NONE) {
            return;
        }
        bounds.longTermInFlight = Math.max(bounds.longTermInFlight, ack.inFlightAtSendBytes());
        if (phase == Phase.PROBE_UP) {
            probeUpward(ack);
        }
    }

    private static boolean isInFlightTooHigh(AckSample ack) {
        return ack.rateIntervalNs() > 0 && ack.rateLostBytes() > LOSS_THRESHOLD * ack.inFlightAtSendBytes();
    }

    private void handleInFlightTooHigh(long inFlight, boolean limited, long nowNs) {
        probeSamples = false;
        if (!limited) {
            bounds.tooHigh(inFlight, targetInFlight());
        }
        if (phase == Phase.PROBE_UP) {
            startDown(state.deliveredBytes(sf), nowNs);
        }
    }

    private double targetInFlight() {
        return Math.min(bdp(bandwidth(), 1), state.cwnd(sf));
    }

    private void probeUpward(AckSample ack) {
        if (!ack.cwndLimited() || state.cwnd(sf) < bounds.longTermInFlight) {
            return;
        }
        bounds.longTermInFlight += slope.growth(ack.deliveredBytes());
        if (rounds.isStart()) {
            slope.raise(state.mss(sf), state.cwnd(sf));
        }
    }

    /** The short one: two to three seconds, or as many rounds as Reno would take to lose again. */
    private boolean startsRefill(AckSample ack, long nowNs) {
        double segments = targetInFlight() / state.mss(sf);
        if (nowNs - cycleStampNs <= probeWaitNs && roundsSinceProbe < Math.min(segments, MOST_RENO_ROUNDS)) {
            return false;
        }
        bounds.resetShortTerm();
        slope.begin();
        feedback = Feedback.REFILLING;
        rounds.begin(ack.totalDeliveredBytes());
        phase = Phase.PROBE_REFILL;
        return true;
    }

    private void startUp(long delivered, long rate) {
        feedback = Feedback.PROBE_STARTING;
        rounds.begin(delivered);
        fullPipe.reset(rate);
        phase = Phase.PROBE_UP;
        slope.raise(state.mss(sf), state.cwnd(sf));
    }

    private void startDown(long delivered, long nowNs) {
        lossInRound = false;
        rounds.forgetLatest();
        slope.stop();
        roundsSinceProbe = random.nextInt(2);
        probeWaitNs = 2_000_000_000L + random.nextInt(1_000_000_000);
        cycleStampNs = nowNs;
        feedback = Feedback.PROBE_STOPPING;
        rounds.begin(delivered);
        phase = Phase.PROBE_DOWN;
    }

    private boolean isTimeToCruise(AckSample ack) {
        return ack.inFlightBytes() <= bounds.withHeadroom(minPipe(), state.mss(sf))
                && ack.inFlightBytes() <= inFlight(maxBandwidth.get(), 1);
    }

    private boolean isTimeToGoDown(AckSample ack) {
        if (ack.cwndLimited() && state.cwnd(sf) >= bounds.longTermInFlight) {
            fullPipe.reset(ack.deliveryRate()); // the bound is in the way, not the path
            return false;
        }
        return fullPipe.isFull();
    }

    // --- probing for the round-trip time

    private void checkProbeRtt(AckSample ack, long nowNs) {
        if (phase != Phase.PROBE_RTT && minRtt.isExpired() && !idleRestart) {
            phase = Phase.PROBE_RTT;
            saveCwnd();
            probeRttRunning = false;
            feedback = Feedback.PROBE_STOPPING;
            rounds.begin(ack.totalDeliveredBytes());
        }
        if (phase == Phase.PROBE_RTT) {
            if (!probeRttRunning && ack.inFlightBytes() <= probeRttCwnd()) {
                probeRttRunning = true;
                probeRttRoundDone = false;
                probeRttDoneNs = nowNs + PROBE_RTT_NS;
                rounds.begin(ack.totalDeliveredBytes());
            } else if (probeRttRunning) {
                probeRttRoundDone |= rounds.isStart();
                if (probeRttRoundDone) {
                    checkProbeRttDone(nowNs);
                }
            }
        }
        idleRestart &= ack.deliveredBytes() == 0;
    }

    private void checkProbeRttDone(long nowNs) {
        if (!probeRttRunning || nowNs - probeRttDoneNs <= 0) {
            return;
        }
        minRtt.probed(nowNs);
        bounds.resetShortTerm();
        if (fullReached) {
            startDown(state.deliveredBytes(sf), nowNs);
            phase = Phase.PROBE_CRUISE;
        } else {
            phase = Phase.STARTUP;
        }
        restoreCwnd();
    }

    // --- what follows from it

    private void setPacingRate(double gain) {
        double rate = gain * bandwidth() * PACING_MARGIN;
        if (rate > 0 && (fullReached || rate > pacing)) {
            pacing = rate;
            state.pacingRate(sf, (long) Math.max(1, rate));
        }
    }

    private void setCwnd(AckSample ack) {
        double cwnd = state.cwnd(sf);
        double most = maxInFlight();
        if (fullReached) {
            cwnd = Math.min(cwnd + ack.deliveredBytes(), most);
        } else if (cwnd < most || ack.totalDeliveredBytes() < (long) INITIAL_SEGMENTS * state.mss(sf)) {
            cwnd += ack.deliveredBytes();
        }
        cwnd = Math.max(cwnd, minPipe());
        if (phase == Phase.PROBE_RTT) {
            cwnd = Math.min(cwnd, probeRttCwnd());
        }
        state.cwnd(sf, (long) boundForModel(cwnd));
    }

    private double boundForModel(double cwnd) {
        double cap = Bounds.NONE;
        if (phase == Phase.PROBE_RTT || phase == Phase.PROBE_CRUISE) {
            cap = bounds.withHeadroom(minPipe(), state.mss(sf));
        } else if (phase.isProbeBw()) {
            cap = bounds.longTermInFlight;
        }
        cap = Math.max(Math.min(cap, bounds.shortTermInFlight()), minPipe());
        return Math.min(cwnd, cap);
    }

    private double maxInFlight() {
        double surplus = aggregation.most(rounds.count(), fullReached ? Integer.MAX_VALUE : 1);
        return quantized(bdp(bandwidth(), phase.cwndGain) + surplus);
    }

    private double inFlight(double bandwidth, double gain) {
        return quantized(bdp(bandwidth, gain));
    }

    /** Room for what leaves in one go, and for delayed acknowledgements. */
    private double quantized(double bytes) {
        int mss = state.mss(sf);
        double quantum = Math.max(Math.min(pacing / 1_000, 65_536), 2.0 * mss);
        double room = Math.max(Math.max(bytes, 3 * quantum), minPipe());
        return phase == Phase.PROBE_UP ? room + 2.0 * mss : room;
    }

    private double bdp(double bandwidth, double gain) {
        if (minRtt.get() == MinRtt.NONE || bandwidth == 0) {
            return gain * INITIAL_SEGMENTS * state.mss(sf);
        }
        return gain * bandwidth * minRtt.get() / 1e9;
    }

    private double probeRttCwnd() {
        return Math.max(bdp(bandwidth(), Phase.PROBE_RTT.cwndGain), minPipe());
    }

    private double minPipe() {
        return (double) MIN_PIPE_SEGMENTS * state.mss(sf);
    }

    private void saveCwnd() {
        long cwnd = state.cwnd(sf);
        priorCwnd = recovering || phase == Phase.PROBE_RTT && probeRttRunning ? Math.max(priorCwnd, cwnd) : cwnd;
    }

    private void restoreCwnd() {
        state.cwnd(sf, Math.max(state.cwnd(sf), priorCwnd));
    }
}
