package mptcp.policy.support;

import java.util.List;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;

/**
 * The end of one subflow's first slow start by HyStart++ (RFC 9406): round-trip times that grow tell of a queue before it
 * overflows. From then on the window grows by a fourth, and after five more rounds slow start is over, unless the times
 * fall again. Names are the RFC's. Rounds are counted in bytes: one ends when what was in flight at its start is delivered.
 */
public final class HyStart {
    /** What growth is divided by in Conservative Slow Start. */
    public static final int CSS_GROWTH_DIVISOR = 4;
    private static final long MIN_RTT_THRESH_NS = 4_000_000;
    private static final long MAX_RTT_THRESH_NS = 16_000_000;
    private static final int MIN_RTT_DIVISOR = 8;
    private static final int N_RTT_SAMPLE = 8;
    private static final int CSS_ROUNDS = 5;
    private static final long INFINITE = Long.MAX_VALUE;

    private static final String NAME = "slow-start";
    private static final String ON = "hystart++";
    private static final String OFF = "standard";
    private static final Setting<String> OFF_AT_FIRST = setting(OFF);
    private static final Setting<String> ON_AT_FIRST = setting(ON);

    private long roundLeft;
    private long lastRoundMinRtt = INFINITE;
    private long currentRoundMinRtt = INFINITE;
    private int rttSampleCount;
    private long cssBaselineMinRtt = INFINITE;
    private int cssRound;

    private static Setting<String> setting(String otherwise) {
        return Setting.choice(NAME, otherwise, List.of(OFF, ON), "how a subflow's first slow start ends: by loss, or before a queue"
                + " overflows, by HyStart++ (RFC 9406)");
    }

    /**
     * The setting that is the same for all congestion controls that have it.
     *
     * @param on what the source of this control has
     */
    public static Setting<String> setting(boolean on) {
        return on ? ON_AT_FIRST : OFF_AT_FIRST;
    }

    /**
     * Whether it is to be used.
     *
     * @param on as in {@link #setting(boolean)}
     * @throws IllegalArgumentException if the setting is neither word
     */
    public static boolean wanted(PolicyContext context, boolean on) {
        return context.setting(setting(on)).equals(ON);
    }

    /** An acknowledgement in slow start. @param rttNs of the acknowledgement, or -1 */
    public void onAck(long delivered, long priorInFlight, long rttNs) {
        if (roundLeft <= 0) {
            startRound(priorInFlight);
        }
        roundLeft -= delivered;
        if (rttNs > 0) {
            currentRoundMinRtt = Math.min(currentRoundMinRtt, rttNs);
            rttSampleCount++;
        }
        if (rttSampleCount < N_RTT_SAMPLE) {
            return;
        }
        if (isConservative()) {
            if (currentRoundMinRtt < cssBaselineMinRtt) {
                cssBaselineMinRtt = INFINITE; // it was no queue: back to slow start
            }
        } else if (lastRoundMinRtt != INFINITE && currentRoundMinRtt >= lastRoundMinRtt + threshold()) {
            cssBaselineMinRtt = currentRoundMinRtt;
            cssRound = 0;
        }
    }

    private void startRound(long inFlight) {
        roundLeft = inFlight;
        lastRoundMinRtt = currentRoundMinRtt;
        currentRoundMinRtt = INFINITE;
        rttSampleCount = 0;
        cssRound++;
    }

    private long threshold() {
        return Math.clamp(lastRoundMinRtt / MIN_RTT_DIVISOR, MIN_RTT_THRESH_NS, MAX_RTT_THRESH_NS);
    }

    /** In Conservative Slow Start: growth is divided by {@link #CSS_GROWTH_DIVISOR}. */
    public boolean isConservative() {
        return cssBaselineMinRtt != INFINITE;
    }

    /** Slow start is to end at the present window. */
    public boolean isOver() {
        return isConservative() && cssRound >= CSS_ROUNDS;
    }

    /** As new, for another subflow. */
    public void reset() {
        roundLeft = 0;
        lastRoundMinRtt = INFINITE;
        currentRoundMinRtt = INFINITE;
        rttSampleCount = 0;
        cssBaselineMinRtt = INFINITE;
    }
}
