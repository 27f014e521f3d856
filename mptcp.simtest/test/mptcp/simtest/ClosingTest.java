package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.WireProfile;
import mptcp.io.sim.Direction;
import mptcp.simtest.Party.Ending;
import mptcp.simtest.Transfer.Expected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in which a connection ends. */
class ClosingTest {
    private static final String LINK = "rate=10m,delay=20ms,queue=60k";

    private static void twoPaths(World w, int version) {
        w.hosts(b -> b.mptcpVersion(version));
        w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(false));
        w.client().choose(PolicyKind.PATH_MANAGER, "pairs");
        w.path(Route.of(LINK));
        w.path(Route.of(LINK));
    }

    /** One direction has ended long before the other begins. */
    @ParameterizedTest
    @CsvSource({"1,true", "1,false", "0,true", "0,false", "-1,true", "-1,false"})
    void halfClosed(int version, boolean clientFirst) {
        Scenario.of(ClosingTest.class, w -> {
            twoPaths(w, version);
            Transfer t = w.transfer(clientFirst ? 200_000 : 0, clientFirst ? 0 : 200_000);
            Party later = clientFirst ? t.server() : t.client();
            Party earlier = clientFirst ? t.client() : t.server();
            later.ending(Ending.BY_EVENT);
            w.at(5 * SECOND, later.name() + " sends now", () -> {
                assertTrue(later.eof());
                later.sendMore(300_000);
            });
            w.at(8 * SECOND, later.name() + " ends", later::endOutput);
            w.at(9 * SECOND, "all is over", () -> {
                later.pump();
                assertTrue(earlier.eof());
            });
        }).verify(1);
    }

    @ParameterizedTest
    @CsvSource({"1,LINUX", "0,LINUX", "-1,LINUX", "1,BSD", "0,BSD", "-1,BSD"})
    void bothCloseAtOneTime(int version, WireProfile profile) {
        Scenario.of(ClosingTest.class, w -> {
            w.hosts(b -> b.profile(profile));
            twoPaths(w, version);
            Transfer t = w.transfer(50_000, 50_000).endings(Ending.BY_EVENT, Ending.BY_EVENT);
            w.at(3 * SECOND, "both end", () -> {
                t.client().endOutput();
                t.server().endOutput();
            });
            w.at(4 * SECOND, "both look", () -> {
                t.client().pump();
                t.server().pump();
            });
            w.expect(() -> {
                assertEquals(0, w.client().counter("TcpRetransSegs"), "the end is lost by nobody");
                assertTrue(w.client().counter("TcpOutSegs") < 200, () -> w.client().counter("TcpOutSegs") + " segments");
            });
        }).verify(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0, -1})
    void nothingIsSentAtAll(int version) {
        Scenario.of(ClosingTest.class, w -> {
            twoPaths(w, version);
            w.transfer(0, 0);
        }).verify(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0, -1})
    void closedRightAfterTheLastByte(int version) {
        Scenario.of(ClosingTest.class, w -> {
            twoPaths(w, version);
            w.transfer(300_000, 0).endings(Ending.CLOSE_AFTER_WRITING, Ending.HALF_CLOSE);
            w.transfer(0, 300_000).endings(Ending.HALF_CLOSE, Ending.CLOSE_AFTER_WRITING);
        }).verify(4);
    }

    /** RFC 9293 section 3.6.1, RFC 2525 section 2.17: a reset tells the peer that its bytes were not read. */
    @ParameterizedTest
    @CsvSource({"1,true", "1,false", "0,true", "0,false", "-1,true", "-1,false"})
    void closedWithUnreadData(int version, boolean clientCloses) {
        Scenario.of(ClosingTest.class, w -> {
            twoPaths(w, version);
            Transfer t = w.transfer(100_000, 100_000).expect(Expected.CORRECT_OR_ERROR)
                    .endings(Ending.BY_EVENT, Ending.BY_EVENT);
            Party closer = clientCloses ? t.client() : t.server();
            Party other = clientCloses ? t.server() : t.client();
            closer.stopReading();
            w.at(SECOND, closer.name() + " closes", () -> {
                assertTrue(closer.socket().available() > 0);
                closer.close();
            });
            w.expect(() -> {
                assertNotNull(other.failure(), "the other end was not told");
                assertTrue(w.nowNs() < 60 * SECOND);
            });
        }).verify(5);
    }

    /** In every state that an application can abort in. */
    @ParameterizedTest
    @CsvSource({
        "1,SYN-SENT", "1,ESTAB", "1,FIN-WAIT-1", "1,FIN-WAIT-2", "1,CLOSE-WAIT", "1,LAST-ACK", "1,CLOSING",
        "0,SYN-SENT", "0,ESTAB", "0,FIN-WAIT-1", "0,FIN-WAIT-2", "0,CLOSE-WAIT", "0,LAST-ACK", "0,CLOSING",
        "-1,SYN-SENT", "-1,ESTAB", "-1,FIN-WAIT-1", "-1,FIN-WAIT-2", "-1,CLOSE-WAIT", "-1,LAST-ACK", "-1,CLOSING"})
    void aborted(int version, String state) {
        Scenario.of(ClosingTest.class, w -> {
            twoPaths(w, version);
            Transfer t = w.transfer(20_000, 20_000).expect(Expected.CORRECT_OR_ERROR)
                    .endings(Ending.BY_EVENT, Ending.BY_EVENT)
                    .config(SocketConfig.DEFAULT.withKeepAlive(10 * SECOND));
            boolean[] aborted = new boolean[1];
            w.every(MS, () -> {
                aborted[0] = w.client().stack().inspector().connections().stream()
                        .anyMatch(c -> c.state().equals(state) && (c.bytesReceived() > 0 || state.equals("SYN-SENT")));
                if (aborted[0]) {
                    t.client().abort();
                }
                return aborted[0];
            });
            boolean clientEnds = state.startsWith("FIN") || state.equals("CLOSING");
            boolean serverEnds = state.equals("CLOSE-WAIT") || state.equals("LAST-ACK") || state.equals("CLOSING");
            w.at(SECOND, "the ends", () -> {
                if (serverEnds) {
                    t.server().endOutput();
                }
                if (clientEnds) {
                    t.client().endOutput();
                }
            });
            w.at(1500 * MS, "the answers", () -> {
                if (state.equals("LAST-ACK")) {
                    t.client().endOutput();
                }
            });
            if (serverEnds) {
                t.client().stopReading(); // or the end of the stream would make it close
            }
            w.expect(() -> {
                assertTrue(aborted[0], "never was in " + state);
                assertTrue(!t.server().started() || t.server().failure() != null || t.server().eof());
            });
        }).verify(6);
    }

    /** A DATA_FIN is sent again until it is acknowledged (RFC 8684 section 3.3.3). */
    @ParameterizedTest
    @CsvSource({"1,1,FORWARD", "1,3,FORWARD", "0,3,FORWARD", "1,3,BACKWARD", "0,3,BACKWARD"})
    void theDataFinIsLost(int version, int times, Direction direction) {
        Scenario.of(ClosingTest.class, w -> {
            w.hosts(b -> b.mptcpVersion(version));
            Losing losing = new Losing(times, Segments.dataFin());
            w.path(Route.of(LINK).box(direction, losing));
            w.transfer(30_000, 30_000);
            w.expect(() -> assertEquals(times, losing.lost()));
        }).verify(7);
    }

    /** Both ends close while all of their last segments are lost for a while. */
    @ParameterizedTest
    @ValueSource(ints = {1, 0, -1})
    void thePathsFailAtTheEnd(int version) {
        Scenario.of(ClosingTest.class, w -> {
            twoPaths(w, version);
            Transfer t = w.transfer(20_000, 20_000).endings(Ending.BY_EVENT, Ending.BY_EVENT);
            w.at(2 * SECOND, "both end, and nothing arrives", () -> {
                w.network().paths().forEach(p -> p.down());
                t.client().endOutput();
                t.server().endOutput();
            });
            w.at(5 * SECOND, "paths up", () -> w.network().paths().forEach(p -> p.up()));
        }).verify(8);
    }

    /** Nobody answers any more after close: the stack does not wait for ever. */
    @Test
    void thePeerVanishesAfterClose() {
        Scenario.of(ClosingTest.class, w -> {
            w.hosts(b -> b.closeTimeoutNs(20 * SECOND).maxRtoNs(10 * SECOND));
            w.path(Route.of(LINK));
            Transfer t = w.transfer(20_000, 20_000).expect(Expected.CORRECT_OR_ERROR)
                    .endings(Ending.BY_EVENT, Ending.BY_EVENT)
                    .config(SocketConfig.DEFAULT.withKeepAlive(5 * SECOND));
            w.at(2 * SECOND, "the path fails for ever, the client closes", () -> {
                w.network().path("path1").down();
                t.client().close();
            });
            w.expect(() -> assertTrue(w.doneNs() < 300 * SECOND));
        }).verify(9);
    }
}
