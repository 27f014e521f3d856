package mptcp.core.mp.policy;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.syn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ServiceLoader;
import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.api.cc.LossSample;
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
import mptcp.api.socket.StackFactory;
import mptcp.testkit.Drill;
import mptcp.testkit.Script;
import mptcp.testkit.Sock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Policies that misbehave: the connection goes on with the built-in, and it is counted. S24. */
class PolicySetTest {
    private static final String NAME = "bad";

    /** What a policy may do that it should not. */
    enum Misdeed {
        SCHEDULER_THROWS(PolicyKind.SCHEDULER),
        SCHEDULER_ANSWERS_NONSENSE(PolicyKind.SCHEDULER),
        SCHEDULER_CANNOT_BE_MADE(PolicyKind.SCHEDULER),
        CONGESTION_CONTROL_THROWS(PolicyKind.CONGESTION_CONTROL),
        CONGESTION_CONTROL_OVERFLOWS_ITS_STACK(PolicyKind.CONGESTION_CONTROL),
        CONGESTION_CONTROL_CANNOT_ATTACH(PolicyKind.CONGESTION_CONTROL),
        RETRANSMIT_THROWS(PolicyKind.RETRANSMIT),
        PATH_MANAGER_THROWS(PolicyKind.PATH_MANAGER);

        private final PolicyKind kind;

        Misdeed(PolicyKind kind) {
            this.kind = kind;
        }
    }

    private static RuntimeException bad() {
        return new IllegalStateException("misbehaving on purpose");
    }

    private static int deep(int n) {
        return deep(n + 1) + 1;
    }

    private static PolicyFactory<?> factory(Misdeed misdeed) {
        return switch (misdeed.kind) {
            case SCHEDULER -> new Scheduler(misdeed);
            case CONGESTION_CONTROL -> new Cc(misdeed);
            case RETRANSMIT -> new Rexmit();
            default -> new Paths();
        };
    }

    private record Scheduler(Misdeed misdeed) implements SchedulerFactory {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public PacketScheduler create(PolicyContext connection) {
            if (misdeed == Misdeed.SCHEDULER_CANNOT_BE_MADE) {
                throw bad();
            }
            return (SendRequest r, Subflows s, long nowNs) -> {
                if (misdeed == Misdeed.SCHEDULER_THROWS) {
                    throw bad();
                }
                return 0xffff_fffeL; // subflows that do not exist
            };
        }
    }

    private record Cc(Misdeed misdeed) implements CongestionControlFactory {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public CongestionControl create(PolicyContext connection) {
            return new CongestionControl() {
                @Override
                public void attach(CongestionState s, long nowNs) {
                    if (misdeed == Misdeed.CONGESTION_CONTROL_CANNOT_ATTACH) {
                        throw bad();
                    }
                }

                @Override
                public void onAck(int sf, AckSample a, long nowNs) {
                    if (misdeed == Misdeed.CONGESTION_CONTROL_OVERFLOWS_ITS_STACK) {
                        deep(0);
                    }
                    throw bad();
                }

                @Override
                public void onSignal(int sf, CongestionSignal sig, LossSample l, long nowNs) {
                    throw bad();
                }
            };
        }
    }

    private static final class Rexmit implements RetransmitPolicyFactory {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public RetransmitPolicy create(PolicyContext connection) {
            return new RetransmitPolicy() {
                @Override
                public Verdict onSubflowTimeout(int sf, int consecutive, Subflows s, long nowNs) {
                    throw bad();
                }

                @Override
                public Verdict onDataTimeout(int consecutive, Subflows s, long nowNs) {
                    throw bad();
                }

                @Override
                public long dataTimeoutNs(int consecutive, Subflows s, long nowNs) {
                    throw bad();
                }
            };
        }
    }

    private static final class Paths implements PathManagerFactory {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public PathManager create(PolicyContext connection) {
            return new PathManager() {
                @Override
                public void attach(PathCommands c, ConnectionInfo info, long nowNs) {
                    // nothing yet
                }

                @Override
                public void onEstablished(long nowNs) {
                    throw bad();
                }
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Misdeed.class)
    void theBuiltInTakesOver(Misdeed misdeed) {
        StackFactory maker = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
        PolicyFactory<?> factory = factory(misdeed);
        maker.policies().add(misdeed.kind, factory, Integer.MIN_VALUE + 1, "test");
        try (Drill d = Drill.v4().factory(maker).ownPolicies().config(c -> c.delayedAckNs(0)).open()) {
            d.stack().policies().choose(misdeed.kind, NAME);
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(Script.synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).partial().mpCapable());
            d.inject(ack(1, 1).dack(1));
            s.write(1000);
            d.expect(data(1, 1, 1000).anyOptions());
            // a timeout, for those that are asked then
            d.expectEventually(Script.seconds(3), data(1, 1, 1000).anyOptions());
            d.inject(ack(1, 1001).dack(1001));
            s.write(1000);
            d.expect(data(1001, 1, 1000).partial().dss(dss().dack(1).map(1001, 1001, 1000)));
            d.inject(ack(1, 2001).dack(2001));
            assertEquals(0, s.socket().unacknowledged());
            s.expectNoError();
            assertEquals("builtin", d.stack().inspector().connections().getFirst().policies().get(misdeed.kind));
            assertTrue(d.counter("MPTcpPolicyFailures") >= 1, () -> d.stack().inspector().counters().toString());
        } finally {
            maker.policies().remove(factory);
        }
    }
}
