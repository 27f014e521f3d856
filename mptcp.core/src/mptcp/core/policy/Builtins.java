package mptcp.core.policy;

import java.util.EnumMap;
import java.util.Map;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.Subflows;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.rexmit.Verdict;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.scheduler.SendRequest;

/**
 * One plain policy of each kind, in core itself, so that a connection always has one: OSGi cannot refuse a bundle's
 * departure. They are correct and simple; the bundles are better.
 */
final class Builtins {
    private static final Map<PolicyKind, PolicyFactory<?>> ALL = new EnumMap<>(Map.of(
            PolicyKind.SCHEDULER, new Scheduler(),
            PolicyKind.CONGESTION_CONTROL, new Reno(),
            PolicyKind.RETRANSMIT, new Rexmit(),
            PolicyKind.PATH_MANAGER, new Paths()));

    private Builtins() {}

    static PolicyFactory<?> of(PolicyKind kind) {
        return ALL.get(kind);
    }

    static boolean isBuiltin(PolicyFactory<?> factory) {
        return ALL.values().stream().anyMatch(f -> f == factory); // others are not asked whether they equal it
    }

    /** The usable subflow with room and the least round-trip time; backups only without regular ones. */
    private static final class Scheduler implements SchedulerFactory {
        @Override
        public String name() {
            return "builtin";
        }

        @Override
        public String description() {
            return "lowest round-trip time with room; never absent";
        }

        @Override
        public PacketScheduler create(PolicyContext connection) {
            return Scheduler::select;
        }

        private static long select(SendRequest r, Subflows s, long nowNs) {
            int candidates = s.usable() & ~s.stale();
            if ((candidates & ~s.backups()) != 0) {
                candidates &= ~s.backups();
            }
            if (r.kind() == SendRequest.Kind.REINJECT && (candidates & ~r.carriers()) != 0) {
                candidates &= ~r.carriers();
            }
            if (candidates == 0) {
                candidates = s.usable();
            }
            int best = -1;
            for (int left = candidates; left != 0; left &= left - 1) {
                int sf = Integer.numberOfTrailingZeros(left);
                if (s.roomBytes(sf) > 0 && (best < 0 || s.srttNs(sf) < s.srttNs(best))) {
                    best = sf;
                }
            }
            return best < 0 ? PacketScheduler.WAIT : PacketScheduler.grant(best);
        }
    }

    /** NewReno on each subflow by itself (RFC 5681). */
    private static final class Reno implements CongestionControlFactory {
        @Override
        public String name() {
            return "builtin";
        }

        @Override
        public String description() {
            return "NewReno on each subflow, uncoupled; never absent";
        }

        @Override
        public CongestionControl create(PolicyContext connection) {
            return new NewReno();
        }
    }

    /**
     * A timeout, or a stream that stands still for little more than a round trip: to the others, and nothing new until it
     * delivers again, which its own retransmissions find out; after a first timeout the benefit of the doubt.
     */
    private static final class Rexmit implements RetransmitPolicyFactory {
        private static final int TIMEOUTS = 2;
        private static final long SLACK_NS = 50_000_000L;
        private static final long MAX_NS = 60_000_000_000L;

        @Override
        public String name() {
            return "builtin";
        }

        @Override
        public String description() {
            return "to other subflows when the stream stands still; never absent";
        }

        @Override
        public RetransmitPolicy create(PolicyContext connection) {
            return new RetransmitPolicy() {
                @Override
                public Verdict onSubflowTimeout(int sf, int consecutive, Subflows s, long nowNs) {
                    return consecutive >= TIMEOUTS ? Verdict.REINJECT_AND_STALE : Verdict.REINJECT;
                }

                @Override
                public Verdict onDataTimeout(int consecutive, Subflows s, long nowNs) {
                    return Verdict.REINJECT_AND_STALE;
                }

                @Override
                public long dataTimeoutNs(int consecutive, Subflows s, long nowNs) {
                    long longest = SLACK_NS;
                    for (int left = s.usable(); left != 0; left &= left - 1) {
                        int sf = Integer.numberOfTrailingZeros(left);
                        longest = Math.max(longest, s.srttNs(sf) + 4 * s.rttvarNs(sf) + SLACK_NS);
                    }
                    return Math.min(MAX_NS, longest << Math.min(consecutive, 8));
                }
            };
        }
    }

    /** Opens and announces nothing; admits joins. */
    private static final class Paths implements PathManagerFactory {
        @Override
        public String name() {
            return "builtin";
        }

        @Override
        public String description() {
            return "opens no subflows, admits those of the peer; never absent";
        }

        @Override
        public PathManager create(PolicyContext connection) {
            return new PathManager() {
                @Override
                public void attach(PathCommands commands, ConnectionInfo c, long nowNs) {
                    // it asks for nothing
                }
            };
        }
    }
}
