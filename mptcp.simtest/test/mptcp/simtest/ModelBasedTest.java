package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.function.Consumer;
import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.api.cc.LossSample;
import mptcp.api.cc.RecoveryOwner;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import org.junit.jupiter.api.Test;

/** Congestion control that goes by a model of the path: rate samples, pacing, and recovery of its own. */
class ModelBasedTest {
    private static final String NAME = "rated";
    private static final double LINK = 10e6 / 8;
    /** Of 1,500 bytes of a packet, so many are payload: IP 20, TCP 20, timestamps 12, DSS 20. */
    private static final double PAYLOAD = LINK * 1428 / 1500;

    /** The largest rate ever seen, by two windows of it, paced: what is left of BBR without probing for less. */
    private static final class Rated implements CongestionControl {
        private CongestionState state;
        private long best;
        private long sentBytes;
        private long again;
        private long full;
        private long appLimited;
        private long smallestInterval = Long.MAX_VALUE;
        private long losses;

        @Override
        public void attach(CongestionState given, long nowNs) {
            state = given;
        }

        @Override
        public RecoveryOwner recovery() {
            return RecoveryOwner.CONTROL;
        }

        @Override
        public boolean watchesSending() {
            return true;
        }

        @Override
        public void onSent(int sf, int bytes, boolean resent, long nowNs) {
            sentBytes += bytes;
            again += resent ? bytes : 0;
        }

        @Override
        public void onAck(int sf, AckSample ack, long nowNs) {
            assertTrue(ack.priorDeliveredBytes() <= ack.totalDeliveredBytes());
            assertTrue(ack.inFlightBytes() <= Math.max(ack.priorInFlightBytes(), state.cwnd(sf)));
            losses += ack.lostBytes();
            if (ack.deliveryRate() > 0) {
                smallestInterval = Math.min(smallestInterval, ack.rateIntervalNs());
                if (ack.appLimited()) {
                    appLimited++;
                } else {
                    full++;
                }
                best = Math.max(best, ack.deliveryRate());
            }
            if (best > 0) {
                state.pacingRate(sf, best * 5 / 4);
                state.cwnd(sf, (long) (2.0 * best * state.minRttNs(sf) / 1e9) + 3L * state.mss(sf));
            }
        }

        @Override
        public void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs) {
            // the model says how much, not the loss
        }
    }

    private final Rated[] made = new Rated[1];

    private final class Factory implements CongestionControlFactory {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public CongestionControl create(PolicyContext connection) {
            Rated rated = new Rated();
            if (connection.initiator()) {
                made[0] = rated;
            }
            return rated;
        }
    }

    private Transfer upload(World w, String route, long bytes) {
        w.policies().add(PolicyKind.CONGESTION_CONTROL, new Factory());
        w.path(Route.of(route));
        return w.transfer(bytes, 0).policies(Map.of(PolicyKind.CONGESTION_CONTROL, NAME));
    }

    /** The samples tell the rate of the link, never more than can be, and pacing keeps the queue short. */
    @Test
    void samplesAreTheRateOfThePath() {
        Scenario.of(ModelBasedTest.class, w -> {
            Transfer t = upload(w, "rate=10m,delay=20ms,queue=200k", 8 << 20);
            w.expect(() -> {
                Rated r = made[0];
                assertEquals(PAYLOAD, r.best, 0.03 * PAYLOAD);
                assertTrue(r.full > 1000, () -> "full samples: " + r.full);
                assertTrue(r.smallestInterval >= 40 * MS, () -> "shorter than a round trip: " + r.smallestInterval);
                assertEquals(8 << 20, r.sentBytes - r.again);
                assertTrue(t.done());
            });
        }).verify(1);
    }

    /** Losses that are not congestion leave the rate of such a control alone; Reno on the same path is a third as fast. */
    @Test
    void randomLossDoesNotSlowItDown() {
        long own = time(w -> upload(w, "rate=10m,delay=20ms,queue=200k,loss=1%", 4 << 20));
        Rated r = made[0];
        assertTrue(r.losses > 20_000, () -> "lost: " + r.losses);
        assertTrue(r.again >= r.losses / 2, () -> "sent again: " + r.again);
        long reno = time(w -> {
            w.path(Route.of("rate=10m,delay=20ms,queue=200k,loss=1%"));
            w.transfer(4 << 20, 0).policies(Map.of(PolicyKind.CONGESTION_CONTROL, "reno"));
        });
        double goodput = (4 << 20) / (own / 1e9);
        assertTrue(goodput > 0.85 * PAYLOAD, () -> "goodput " + goodput + " of " + PAYLOAD);
        assertTrue(reno > 2 * own, () -> "own " + own + ", reno " + reno);
    }

    private static long time(Consumer<World> world) {
        long[] ended = new long[1];
        Scenario.of(ModelBasedTest.class, w -> {
            world.accept(w);
            w.expect(() -> ended[0] = w.doneNs());
        }).verify(3);
        return ended[0];
    }

    /** An application that writes a little now and then: its samples say so, and are no measure of the path. */
    @Test
    void whatTheApplicationLimitsIsMarked() {
        Scenario.of(ModelBasedTest.class, w -> {
            Transfer t = upload(w, "rate=10m,delay=20ms,queue=200k", 1_000);
            t.client().ending(Party.Ending.BY_EVENT);
            int[] writes = new int[1];
            w.every(100 * MS, () -> {
                t.client().sendMore(1_000);
                t.client().pump();
                if (++writes[0] == 20) {
                    t.client().endOutput();
                }
                return writes[0] == 20;
            });
            w.limit(60 * SECOND);
            w.expect(() -> {
                Rated r = made[0];
                assertTrue(r.appLimited >= 18, () -> "marked " + r.appLimited + ", not marked " + r.full);
                assertTrue(r.full <= 2, () -> "marked " + r.appLimited + ", not marked " + r.full);
                assertTrue(r.best < 0.1 * PAYLOAD, () -> "best " + r.best);
            });
        }).verify(5);
    }

    /** It is swapped away: its successor is not held to a pacing rate that it does not know of. */
    @Test
    void pacingEndsWithTheControl() {
        Scenario.of(ModelBasedTest.class, w -> {
            upload(w, "rate=10m,delay=20ms,queue=200k", 4 << 20);
            w.at(SECOND, "swap", () -> {
                assertTrue(w.client().connection().subflows().getFirst().pacingRate() > 0);
                w.client().choose(PolicyKind.CONGESTION_CONTROL, "reno");
                w.client().stack().policies().choose(w.client().connection().id(), PolicyKind.CONGESTION_CONTROL, "reno");
                assertEquals(0, w.client().connection().subflows().getFirst().pacingRate());
            });
        }).verify(7);
    }
}
