package mptcp.policy.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.path.FirstPaths;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.api.rexmit.Reinjection;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.rexmit.Verdict;
import org.junit.jupiter.api.Test;

/** A contract that nobody can break says nothing: each of its clauses finds who does. */
class ContractsTest {
    // --- retransmission

    /** Keeps the contract; each test changes one answer. */
    private static class Good implements RetransmitPolicy {
        @Override
        public Verdict onSubflowTimeout(int sf, int consecutive, Subflows subflows, long nowNs) {
            return Verdict.REINJECT;
        }

        @Override
        public long dataTimeoutNs(int consecutive, Subflows subflows, long nowNs) {
            return 1_000_000;
        }
    }

    private interface MakesRexmit {
        RetransmitPolicy make(PolicyContext context);
    }

    private static RetransmitPolicyFactory rexmit(MakesRexmit maker) {
        return new RetransmitPolicyFactory() {
            @Override
            public String name() {
                return "tried";
            }

            @Override
            public RetransmitPolicy create(PolicyContext connection) {
                return maker.make(connection);
            }
        };
    }

    private static void breaksRexmit(String message, MakesRexmit maker) {
        AssertionError e = assertThrows(AssertionError.class, () -> RetransmitContract.check(rexmit(maker)));
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }

    @Test
    void whoKeepsItPasses() {
        RetransmitContract.check(rexmit(_ -> new Good()));
        PathManagerContract.check(paths(Quiet::new));
    }

    @Test
    void rexmitClauses() {
        breaksRexmit("a data time-out of 0 ns", _ -> new Good() {
            @Override
            public long dataTimeoutNs(int consecutive, Subflows subflows, long nowNs) {
                return subflows.srttNs(0); // nothing while there is no sample
            }
        });
        breaksRexmit("which no subflow carries, is left", _ -> new Good() {
            @Override
            public Verdict onDataTimeout(int consecutive, Subflows subflows, long nowNs) {
                return Verdict.KEEP;
            }
        });
        breaksRexmit("the only one", _ -> new Good() {
            @Override
            public Verdict onSubflowTimeout(int sf, int consecutive, Subflows subflows, long nowNs) {
                return Verdict.CLOSE;
            }
        });
        breaksRexmit("data stays on a subflow", _ -> new Good() {
            @Override
            public Verdict onSubflowTimeout(int sf, int consecutive, Subflows subflows, long nowNs) {
                return Verdict.KEEP;
            }

            @Override
            public Verdict onDataTimeout(int consecutive, Subflows subflows, long nowNs) {
                return subflows.headOfLine() == 0 ? Verdict.REINJECT : Verdict.KEEP;
            }
        });
        breaksRexmit("no verdict", _ -> new Good() {
            @Override
            public Verdict onWindowBlocked(int sf, Subflows subflows, long nowNs) {
                return null;
            }
        });
        breaksRexmit("bytes allocated", _ -> new Good() {
            private List<Long> seen = new ArrayList<>();

            @Override
            public Verdict onWindowBlocked(int sf, Subflows subflows, long nowNs) {
                seen = new ArrayList<>(List.of(nowNs));
                return seen.isEmpty() ? Verdict.PENALISE : Verdict.KEEP;
            }
        });
        breaksRexmit("without end at one instant", context -> new Good() {
            @Override
            public void attach(Reinjection reinjection, Subflows subflows, long nowNs) {
                context.timer(0);
            }

            @Override
            public void onTimer(Subflows subflows, long nowNs) {
                context.timer(0);
            }
        });
        breaksRexmit("to others in or after its detach", _ -> new Good() {
            private Reinjection own;

            @Override
            public void attach(Reinjection reinjection, Subflows subflows, long nowNs) {
                own = reinjection;
            }

            @Override
            public void detach() {
                own.reinject(0, 1);
            }
        });
        breaksRexmit("it acts on subflow 9", context -> new Good() {
            private Reinjection own;

            @Override
            public void attach(Reinjection reinjection, Subflows subflows, long nowNs) {
                own = reinjection;
                context.timer(1);
            }

            @Override
            public void onTimer(Subflows subflows, long nowNs) {
                own.act(9, Verdict.REINJECT);
            }
        });
    }

    // --- path managers

    /** Keeps the contract; each test does one thing more. */
    private static class Quiet implements PathManager {
        PathCommands commands;

        @Override
        public void attach(PathCommands given, ConnectionInfo connection, long nowNs) {
            commands = given;
        }

        boolean openOne() {
            InetAddress local = FakePaths.address("10.0.2.1");
            return commands.localAddresses().contains(local)
                    && commands.open(local, new InetSocketAddress(FakePaths.address(FakePaths.SERVER), 80), false);
        }
    }

    private interface MakesPaths {
        PathManager make();
    }

    private static PathManagerFactory paths(MakesPaths maker) {
        return new PathManagerFactory() {
            @Override
            public String name() {
                return "tried";
            }

            @Override
            public PathManager create(PolicyContext connection) {
                return maker.make();
            }
        };
    }

    private static void breaksPaths(String message, MakesPaths maker) {
        AssertionError e = assertThrows(AssertionError.class, () -> PathManagerContract.check(paths(maker)));
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }

    @Test
    void pathClauses() {
        breaksPaths("open before the connection is established", () -> new Quiet() {
            @Override
            public void attach(PathCommands given, ConnectionInfo connection, long nowNs) {
                super.attach(given, connection, nowNs);
                openOne();
            }
        });
        breaksPaths("which is no address of this end", () -> new Quiet() {
            @Override
            public void onConfiguration(long nowNs) {
                commands.open(FakePaths.address("10.9.9.9"), new InetSocketAddress(FakePaths.address(FakePaths.SERVER), 80), false);
            }
        });
        breaksPaths("open /fd00", () -> new Quiet() {
            @Override
            public void onEstablished(long nowNs) {
                commands.open(FakePaths.address("fd00:2::1"), new InetSocketAddress(FakePaths.address(FakePaths.SERVER), 80), false);
            }
        });
        breaksPaths("close 7, which is not there", () -> new Quiet() {
            @Override
            public void onConfiguration(long nowNs) {
                commands.close(7);
            }
        });
        breaksPaths("withdraws 99", () -> new Quiet() {
            @Override
            public void onConfiguration(long nowNs) {
                commands.withdraw(99);
            }
        });
        breaksPaths("a timer after 0 ns", () -> new Quiet() {
            @Override
            public void onEstablished(long nowNs) {
                commands.timer(0);
            }
        });
        breaksPaths("commands in one event", () -> new Quiet() {
            @Override
            public void onSubflow(int sf, SubflowEvent event, long nowNs) {
                if (commands.established()) {
                    openOne();
                    commands.setBackup(0, true);
                    for (int i = 0; i < 600; i++) {
                        commands.setBackup(0, i % 2 == 0);
                    }
                }
            }
        });
        breaksPaths("in or after its detach", () -> new Quiet() {
            @Override
            public void detach() {
                commands.close(99);
            }
        });
        breaksPaths("again and again", () -> new Quiet() {
            @Override
            public void onConfiguration(long nowNs) {
                commands.timer(1_000_000);
            }

            @Override
            public void onTimer(long nowNs) {
                for (int rest = commands.subflows() & ~1; rest != 0; rest &= rest - 1) {
                    commands.close(Integer.numberOfTrailingZeros(rest));
                }
                openOne();
                commands.timer(1_000_000);
            }
        });
        breaksPaths("way 0 after 0 ns", () -> new Quiet() {
            @Override
            public void onOpening(FirstPaths ways, long nowNs) {
                ways.attempt(0, 0);
                ways.attempt(0, 0);
            }
        });
    }
}
