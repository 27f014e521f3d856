package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import mptcp.api.hint.Hint;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamSocket;
import mptcp.simtest.Transfer.Expected;
import mptcp.testkit.fault.Callback;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Policies that, in the middle of a call, use what applications use: they end their own connection, change it, open others, take
 * addresses away. Bytes stay right, the connection beside is unharmed, and nothing is left over.
 */
class ReentrancyTest {
    /** What a policy does that holds the stack and its connection's socket. */
    private enum Act {
        ABORT(true) {
            @Override
            void commit(FaultWorld m, StreamSocket s) {
                m.tested.client().abort();
            }
        },
        CLOSE(true) {
            @Override
            void commit(FaultWorld m, StreamSocket s) {
                m.tested.client().close();
            }
        },
        PUMP(false) {
            @Override
            void commit(FaultWorld m, StreamSocket s) {
                m.tested.client().pump();
            }
        },
        CHANGE(false) {
            @Override
            void commit(FaultWorld m, StreamSocket s) {
                s.reconfigure(s.config().withNoDelay(true).withBuffers(30_000, 30_000));
                s.cork(true);
                s.hint(0, Long.MAX_VALUE, Hint.NONE.withPriority(7));
                s.endRecord(s.written());
                s.cork(false);
            }
        },
        OPEN_OTHERS(false) {
            @Override
            void commit(FaultWorld m, StreamSocket s) throws Exception {
                StreamSocket other = m.w.client().stack().connect(null, new InetSocketAddress(World.address(1, 2, false), 9), SocketConfig.DEFAULT, null);
                other.tryWrite(ByteBuffer.allocate(10));
                other.abort();
            }
        },
        TURN(false) {
            @Override
            void commit(FaultWorld m, StreamSocket s) {
                try {
                    m.w.client().stack().turn(m.w.nowNs());
                } catch (IllegalStateException e) {
                    // within a turn; what is asked when an application connects is not
                }
            }
        };

        final boolean ends;

        Act(boolean ends) {
            this.ends = ends;
        }

        abstract void commit(FaultWorld m, StreamSocket s) throws Exception;
    }

    private static Stream<Arguments> cells(Act... acts) {
        return Callback.ofConnections().stream().flatMap(c -> Stream.of(acts).map(a -> Arguments.of(c, a)));
    }

    static Stream<Arguments> worst() {
        return cells(Act.ABORT, Act.TURN);
    }

    static Stream<Arguments> others() {
        return cells(Act.CLOSE, Act.PUMP, Act.CHANGE, Act.OPEN_OTHERS);
    }

    @ParameterizedTest
    @MethodSource("others")
    @Tag("slow")
    void lessThanTheWorst(Callback at, Act act) {
        inTheMiddleOfACall(at, act);
    }

    @ParameterizedTest
    @MethodSource("worst")
    void inTheMiddleOfACall(Callback at, Act act) {
        FaultWorld[] made = new FaultWorld[1];
        int[] depth = new int[1];
        World w = Scenario.of(ReentrancyTest.class, world -> {
            FaultWorld m = made[0] = new FaultWorld(world, "meddling", at, at.ofFactory() ? 1 : 2, (method, arguments, good) -> {
                Object answer = good.answer();
                StreamSocket s = made[0] == null ? null : made[0].tested.client().socket();
                if (s != null && depth[0]++ == 0) {
                    act.commit(made[0], s);
                }
                return answer;
            });
            m.tested.expect(Expected.CORRECT_OR_ERROR);
        }).run(1);
        assertEquals(List.of(), made[0].faulty.late(), "calls after its detach");
        assertTrue(act.ends || made[0].tested.client().failure() == null, () -> "the connection failed: " + made[0].tested);
        assertEquals(0, w.client().counter("MPTcpContainedFaults"));
        assertTrue(w.nowNs() > MS);
    }
}
