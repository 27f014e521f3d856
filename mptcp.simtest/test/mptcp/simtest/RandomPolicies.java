package mptcp.simtest;

import java.util.SplittableRandom;
import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.api.cc.LossSample;
import mptcp.api.cc.RecoveryOwner;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Subflows;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.rexmit.Verdict;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.scheduler.SendRequest;

/** Policies that answer by chance, within what they may: whatever they say, the bytes arrive. */
final class RandomPolicies {
    private RandomPolicies() {}

    private static SplittableRandom of(long seed, PolicyContext c) {
        return new SplittableRandom(seed * 31 + c.id() * 2 + (c.initiator() ? 1 : 0));
    }

    private static long logarithmic(SplittableRandom random, long least, long most) {
        return (long) (least * Math.pow((double) most / least, random.nextDouble()));
    }

    record Scheduler(long seed) implements SchedulerFactory {
        @Override
        public String name() {
            return "random";
        }

        @Override
        public PacketScheduler create(PolicyContext context) {
            SplittableRandom random = of(seed, context);
            boolean twice = random.nextInt(3) == 0;
            return new PacketScheduler() {
                @Override
                public long select(SendRequest request, Subflows subflows, long nowNs) {
                    int usable = subflows.usable();
                    int mask = usable & random.nextInt();
                    if (usable == 0 || random.nextInt(20) == 0) {
                        context.timer(logarithmic(random, 100_000, 50_000_000));
                        return WAIT;
                    }
                    return PacketScheduler.grant(mask == 0 || random.nextBoolean() ? Integer.lowestOneBit(mask == 0 ? usable : mask) : mask,
                            random.nextBoolean() ? 0 : (int) logarithmic(random, 300, 1 << 20));
                }

                @Override
                public boolean duplicates() {
                    return twice;
                }
            };
        }
    }

    record Control(long seed) implements CongestionControlFactory {
        @Override
        public String name() {
            return "random";
        }

        @Override
        public CongestionControl create(PolicyContext context) {
            SplittableRandom random = of(~seed, context);
            boolean owner = random.nextInt(4) == 0;
            return new CongestionControl() {
                private CongestionState state;

                @Override
                public void attach(CongestionState s, long nowNs) {
                    state = s;
                }

                @Override
                public void onAck(int sf, AckSample ack, long nowNs) {
                    change(sf);
                }

                @Override
                public void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs) {
                    change(sf);
                }

                @Override
                public void onRecoveryExit(int sf, long nowNs) {
                    change(sf);
                }

                private void change(int sf) {
                    if (random.nextInt(4) == 0) {
                        state.cwnd(sf, logarithmic(random, 1, 500_000));
                        state.ssthresh(sf, logarithmic(random, 1, 500_000));
                        state.pacingRate(sf, random.nextInt(3) == 0 ? logarithmic(random, 50_000, 50_000_000) : 0);
                    }
                }

                @Override
                public RecoveryOwner recovery() {
                    return owner ? RecoveryOwner.CONTROL : RecoveryOwner.CORE;
                }
            };
        }
    }

    record Retransmit(long seed) implements RetransmitPolicyFactory {
        /** All but the one that ends subflows. */
        private static final Verdict[] VERDICTS = {Verdict.KEEP, Verdict.REINJECT, Verdict.REINJECT_AND_STALE, Verdict.REINJECT_AND_PENALISE,
            Verdict.PENALISE};

        @Override
        public String name() {
            return "random";
        }

        @Override
        public RetransmitPolicy create(PolicyContext context) {
            SplittableRandom random = of(seed ^ 0x5555, context);
            return new RetransmitPolicy() {
                @Override
                public Verdict onSubflowTimeout(int sf, int consecutive, Subflows subflows, long nowNs) {
                    return any();
                }

                @Override
                public Verdict onDataTimeout(int consecutive, Subflows subflows, long nowNs) {
                    return random.nextInt(4) == 0 ? any() : Verdict.REINJECT;
                }

                @Override
                public Verdict onWindowBlocked(int sf, Subflows subflows, long nowNs) {
                    return any();
                }

                @Override
                public long dataTimeoutNs(int consecutive, Subflows subflows, long nowNs) {
                    return logarithmic(random, 1_000_000, 5_000_000_000L);
                }

                private Verdict any() {
                    return VERDICTS[random.nextInt(VERDICTS.length)];
                }
            };
        }
    }
}
