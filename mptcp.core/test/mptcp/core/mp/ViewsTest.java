package mptcp.core.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.syn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ServiceLoader;
import mptcp.api.policy.LossState;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.Subflows;
import mptcp.api.rexmit.Reinjection;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.rexmit.Verdict;
import mptcp.api.socket.StackFactory;
import mptcp.testkit.Drill;
import mptcp.testkit.Script;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;

/** What policies see of a subflow, around a timeout. */
class ViewsTest {
    private Subflows view;
    private LossState atTimeout;

    /** Keeps the view that it is given. */
    private final class Looking implements RetransmitPolicyFactory {
        @Override
        public String name() {
            return "looking";
        }

        @Override
        public RetransmitPolicy create(PolicyContext connection) {
            return new RetransmitPolicy() {
                @Override
                public void attach(Reinjection reinjection, Subflows subflows, long nowNs) {
                    view = subflows;
                }

                @Override
                public Verdict onSubflowTimeout(int sf, int consecutive, Subflows subflows, long nowNs) {
                    atTimeout = subflows.lossState(sf);
                    return Verdict.KEEP;
                }

                @Override
                public long dataTimeoutNs(int consecutive, Subflows subflows, long nowNs) {
                    return 60_000_000_000L;
                }
            };
        }
    }

    @Test
    void aTimeoutAndItsEnd() {
        StackFactory maker = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
        Looking factory = new Looking();
        maker.policies().add(PolicyKind.RETRANSMIT, factory, Integer.MIN_VALUE + 1, "test");
        try (Drill d = Drill.v4().factory(maker).ownPolicies().config(c -> c.delayedAckNs(0)).open()) {
            d.stack().policies().choose(PolicyKind.RETRANSMIT, "looking");
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(Script.synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).partial().mpCapable());
            d.inject(ack(1, 1).dack(1));
            s.write(1000);
            d.expect(data(1, 1, 1000).anyOptions());
            assertEquals(LossState.OPEN, view.lossState(0));
            assertEquals(1000, view.unackedBytes());
            assertEquals(1, view.headOfLine());
            for (int sent = 0; view.timeouts(0) == 0; sent++) { // a tail loss probe may come first
                assertTrue(sent < 3, "no timeout");
                d.expectEventually(Script.seconds(3), data(1, 1, 1000).anyOptions());
            }
            assertEquals(LossState.LOSS, view.lossState(0));
            assertEquals(LossState.LOSS, atTimeout);
            assertTrue(view.inRecovery(0));
            assertEquals(0, view.lostBytes(0), "it was sent again");
            d.inject(ack(1, 1001).dack(1001));
            assertEquals(LossState.OPEN, view.lossState(0));
            assertFalse(view.inRecovery(0));
            assertEquals(0, view.unackedBytes());
            assertEquals(LossState.OPEN, view.lossState(31), "of a slot that is not in use");
            assertEquals(0, view.lostBytes(-1));
        } finally {
            maker.policies().remove(factory);
        }
    }
}
