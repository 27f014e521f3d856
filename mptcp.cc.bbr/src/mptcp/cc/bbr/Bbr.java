package mptcp.cc.bbr;

import java.util.random.RandomGenerator;
import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.api.cc.LossSample;
import mptcp.api.cc.RecoveryOwner;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;

/**
 * BBR version 3 (draft-ietf-ccwg-bbr) on each subflow by itself. Window and pacing rate follow from a model of the path, its
 * bandwidth and its round-trip time, which are probed for in turns; losses bound the model where they are more than 2 %.
 * Uncoupled: n subflows through one bottleneck take n shares.
 */
public final class Bbr implements CongestionControl {
    private final Path[] paths = new Path[Subflows.MAX];
    private CongestionState state;

    /** @param random for the moments at which bandwidth is probed */
    public Bbr(RandomGenerator random) {
        for (int sf = 0; sf < paths.length; sf++) {
            paths[sf] = new Path(sf, random);
        }
    }

    @Override
    public RecoveryOwner recovery() {
        return RecoveryOwner.CONTROL;
    }

    @Override
    public void attach(CongestionState state, long nowNs) {
        this.state = state;
        for (int rest = state.slots(); rest != 0; rest &= rest - 1) {
            paths[Integer.numberOfTrailingZeros(rest)].init(state, nowNs);
        }
    }

    @Override
    public void onAck(int sf, AckSample ack, long nowNs) {
        of(sf, nowNs).onAck(ack, nowNs);
    }

    @Override
    public void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs) {
        Path path = of(sf, nowNs);
        switch (signal) {
            case LOSS -> path.onLoss();
            case TIMEOUT -> path.onTimeout();
            case ECN -> path.onMark(nowNs);
            case UNDO -> path.onUndo();
        }
    }

    @Override
    public void onRecoveryExit(int sf, long nowNs) {
        of(sf, nowNs).onRecoveryExit();
    }

    @Override
    public void onIdleRestart(int sf, long idleNs, long nowNs) {
        of(sf, nowNs).onIdleRestart(nowNs);
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.ESTABLISHED) {
            paths[sf].init(state, nowNs);
        }
    }

    /** What is known of the subflow's path. */
    Path path(int sf) {
        return paths[sf];
    }

    private Path of(int sf, long nowNs) {
        if (!paths[sf].isInitialised()) {
            paths[sf].init(state, nowNs);
        }
        return paths[sf];
    }
}
