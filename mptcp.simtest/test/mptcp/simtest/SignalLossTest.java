package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Predicate;
import mptcp.api.policy.PolicyKind;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;
import mptcp.io.sim.packet.TcpView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The segments that carry MPTCP's signals are lost, or come late. */
class SignalLossTest {
    private static final String LINK = "rate=1m,delay=20ms,queue=60k";

    @ParameterizedTest
    @CsvSource({"1,1", "1,3", "0,1"})
    void addAddrIsLost(int version, int times) {
        Scenario.of(SignalLossTest.class, w -> {
            // less than the queue holds is in flight: the announcements are lost here and nowhere else
            w.hosts(b -> b.mptcpVersion(version).receiveBuffer(32 << 10, 32 << 10));
            Losing losing = new Losing(times, Segments.with(Segments.ADD_ADDR));
            w.path(Route.of(LINK).box(Direction.BACKWARD, losing));
            w.path(Route.of(LINK).v6());
            w.transfer(0, 1_500_000);
            w.expect(() -> {
                assertEquals(times, losing.lost());
                boolean repeated = version == 1; // version 0 has no echo to wait for
                assertTrue(!repeated || w.client().joins() >= 1, "the address was not announced again");
            });
        }).verify(1);
    }

    @Test
    void theEchoIsLost() {
        Scenario.of(SignalLossTest.class, w -> {
            Losing losing = new Losing(2, Segments.addAddrEcho());
            w.hosts(b -> b);
            w.path(Route.of(LINK).box(Direction.FORWARD, losing));
            w.path(Route.of(LINK).v6());
            w.transfer(0, 1_500_000);
            w.expect(() -> {
                assertEquals(2, losing.lost());
                assertEquals(1, w.client().joins());
                assertTrue(w.server().counter("MPTcpExtEchoAdd") > 0);
            });
        }).verify(2);
    }

    /** The four segments of a join's handshake, lost once and three times. */
    @ParameterizedTest
    @CsvSource({"1,SYN,1", "1,SYN,3", "1,SYNACK,1", "1,SYNACK,3", "1,ACK,1", "1,ACK,3", "0,SYN,1", "0,SYNACK,1", "0,ACK,1",
        "0,ACK,3", "1,FOURTH,1", "1,FOURTH,3"})
    void aJoinIsLost(int version, String which, int times) {
        Scenario.of(SignalLossTest.class, w -> {
            Predicate<TcpView> join = Segments.with(Segments.MP_JOIN);
            Predicate<TcpView> kind = switch (which) {
                case "SYN" -> join.and(Segments.syn());
                case "SYNACK" -> join.and(Segments.synAck());
                case "ACK" -> join.and(Segments.notSyn());
                default -> Segments.notSyn();
            };
            Losing losing = new Losing(times, kind);
            w.hosts(b -> b.mptcpVersion(version));
            w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(false));
            w.client().choose(PolicyKind.PATH_MANAGER, "pairs");
            w.path(Route.of(LINK));
            boolean fromServer = which.equals("SYNACK") || which.equals("FOURTH");
            w.path(Route.of(LINK).box(fromServer ? Direction.BACKWARD : Direction.FORWARD, losing));
            w.transfer(1_500_000, 100_000);
            w.expect(() -> {
                assertEquals(times, losing.lost());
                assertEquals(1, w.client().joins());
                assertEquals(1, w.server().joins());
                assertTrue(w.network().hop("path2>").statistics().deliveredBytes() > 100_000);
            });
        }).verify(3);
    }

    /** A SYN with MP_CAPABLE that is lost too often is tried without (RFC 8684 section 3.7). */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void theSynWithTheOptionIsLost(int times) {
        Scenario.of(SignalLossTest.class, w -> {
            Losing losing = new Losing(times, Segments.syn().and(Segments.with(Segments.MP_CAPABLE)));
            w.hosts(b -> b.mptcpSynRetries(2));
            w.path(Route.of(LINK).box(Direction.FORWARD, losing));
            w.transfer(100_000, 100_000);
            w.expect(() -> {
                boolean plain = times >= 3; // the SYN and two retransmissions
                assertEquals(Math.min(times, 3), losing.lost());
                assertEquals(plain ? 1 : 0, w.client().counter("MPTcpExtMPCapableSYNTXDrop"));
            });
        }).verify(4);
    }

    /** A middlebox swallows every SYN with MP_CAPABLE: the first connection finds out, the next does not wait for it. */
    @Test
    void aPathThatSwallowsTheOptionIsRemembered() {
        Scenario.of(SignalLossTest.class, w -> {
            w.hosts(b -> b.mptcpSynRetries(1));
            w.path(Route.of(LINK).box(Direction.FORWARD,
                    new Losing(Integer.MAX_VALUE, Segments.syn().and(Segments.with(Segments.MP_CAPABLE)))));
            w.transfer(100_000, 100_000);
            Transfer second = w.transfer(100_000, 100_000).startAt(20 * SECOND);
            w.expect(() -> {
                assertEquals(1, w.client().counter("MPTcpExtBlackhole"));
                assertEquals(1, w.client().counter("MPTcpExtMPCapableSYNTXDisabled"));
                assertTrue(second.client().firstByteNs() < 21 * SECOND, "the second waited for an answer to the option");
            });
        }).verify(7);
    }

    /** Old acknowledgements that come late, with old DATA_ACKs and windows, move nothing back. */
    @ParameterizedTest
    @ValueSource(ints = {1, 0})
    void staleDataAcks(int version) {
        Scenario.of(SignalLossTest.class, w -> {
            w.hosts(b -> b.mptcpVersion(version).receiveBuffer(32 << 10, 32 << 10));
            w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(false));
            w.client().choose(PolicyKind.PATH_MANAGER, "pairs");
            w.path(Route.of(LINK).box(Direction.BACKWARD, new Repeating(300 * MS)));
            w.path(Route.of(LINK).box(Direction.BACKWARD, new Repeating(70 * MS)));
            w.transfer(1 << 20, 300_000);
        }).verify(5);
    }

    /** The whole handshake is lost in turn, and MPTCP survives it: fewer losses than make it give up the option. */
    @Test
    void theHandshakeIsLost() {
        Scenario.of(SignalLossTest.class, w -> {
            w.hosts(b -> b);
            w.path(Route.of(LINK).box(Direction.FORWARD, new Losing(1, Segments.syn()))
                    .box(Direction.BACKWARD, new Losing(1, Segments.synAck()))
                    .box(Direction.FORWARD, new Losing(2, Segments.notSyn())));
            w.transfer(100_000, 100_000);
            w.expect(() -> assertTrue(w.doneNs() < 30 * SECOND));
        }).verify(6);
    }

    /** Sends a copy of every second pure acknowledgement again, much later. */
    private static final class Repeating implements Middlebox {
        private final long afterNs;
        private final TcpView view = new TcpView();
        private final java.util.ArrayDeque<Packet> copies = new java.util.ArrayDeque<>();
        private int seen;

        Repeating(long afterNs) {
            this.afterNs = afterNs;
        }

        @Override
        public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
            boolean ack = view.parse(packet.memory(), packet.offset(), packet.length()) && view.payloadLength() == 0
                    && view.flags() == TcpView.ACK;
            if (ack && seen++ % 2 == 0) {
                copies.add(port.copy(packet));
                port.wakeAt(nowNs + afterNs);
            }
            return Verdict.PASS;
        }

        @Override
        public void timer(MiddleboxPort port, long nowNs) {
            port.send(Direction.BACKWARD, copies.remove());
        }
    }
}
