package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.io.sim.pattern.Pattern;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpPacket;

/**
 * A plain TCP connection with timestamps in a state of RFC 9293, and the proof that it still does there what its genuine
 * peer asks: what an attack from outside must leave as it was.
 */
enum States {
    SYN_RECEIVED("SYN-RECV") {
        @Override
        void reach(Peer p) {
            p.begin();
        }

        @Override
        void proves(Peer p, Target t) {
            p.finish(p.wire().answer());
            App app = t.accept(p.wire(), new Pattern(0), new Pattern(0));
            assertTrue(app != null, "the handshake does not come to its end");
        }
    },
    ESTABLISHED("ESTAB") {
        @Override
        void reach(Peer p) {
            p.connect().exchange(500);
        }

        @Override
        void proves(Peer p, Target t) {
            p.exchange(1000);
        }
    },
    FIN_WAIT_1("FIN-WAIT-1") {
        @Override
        void reach(Peer p) {
            p.connect().exchange(500);
            p.wire().silent(true);
            p.app().socket().shutdownOutput();
            p.target().run();
        }

        @Override
        void proves(Peer p, Target t) {
            reads(p);
            p.wire().seg().go();
            assertEquals("FIN-WAIT-2", state(p, t));
        }
    },
    FIN_WAIT_2("FIN-WAIT-2") {
        @Override
        void reach(Peer p) {
            p.connect().exchange(500);
            p.app().socket().shutdownOutput();
            p.target().run();
        }

        @Override
        void proves(Peer p, Target t) {
            reads(p);
        }
    },
    CLOSE_WAIT("CLOSE-WAIT") {
        @Override
        void reach(Peer p) {
            p.connect().exchange(500);
            p.wire().seg().flags("F.").go();
            p.wire().sent(1);
        }

        @Override
        void proves(Peer p, Target t) {
            p.app().write(1000);
            t.run();
            assertEquals(1500, p.received());
            assertEquals(0, p.app().socket().unacknowledged());
        }
    },
    LAST_ACK("LAST-ACK") {
        @Override
        void reach(Peer p) {
            CLOSE_WAIT.reach(p);
            p.wire().silent(true);
            p.app().drain().socket().close();
            p.target().run();
        }

        @Override
        void proves(Peer p, Target t) {
            p.wire().seg().go();
            assertEquals("gone", state(p, t));
        }
    },
    CLOSING("CLOSING") {
        @Override
        void reach(Peer p) {
            FIN_WAIT_1.reach(p);
            p.wire().seg().flags("F.").ack(p.wire().received() - 1).go();
            p.wire().sent(1);
        }

        @Override
        void proves(Peer p, Target t) {
            p.wire().seg().go();
            assertEquals("TIME-WAIT", state(p, t));
        }
    },
    TIME_WAIT("TIME-WAIT") {
        @Override
        void reach(Peer p) {
            FIN_WAIT_2.reach(p);
            p.wire().seg().flags("F.").go();
            p.wire().sent(1);
        }

        @Override
        void proves(Peer p, Target t) {
            t.advance(5_000_000); // so that the timestamp of a new connection is a later one (RFC 6191)
            t.forget(p.wire());
            Wire again = new Wire(p, p.wire().here(), p.wire().there(), p.wire().isn() + 1_000_000, true);
            t.register(again);
            t.inject(p.syn(again));
            TcpPacket answer = again.last().peekLast();
            assertTrue(answer != null && answer.has(TcpFlags.SYN), () -> "a new connection is not answered: " + answer);
        }
    };

    private final String label;

    States(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** The stack's end has closed its stream in order, or not at all; the positions of the first wire are right. */
    abstract void reach(Peer p);

    /** @throws AssertionError if the genuine peer is not served any more */
    abstract void proves(Peer p, Target t);

    private static void reads(Peer p) {
        long before = p.app().read();
        p.send(400);
        assertEquals(before + 400, p.app().drain().read(), "bytes of the genuine peer");
    }

    static String state(Peer p, Target t) {
        List<SubflowSnapshot> flows = t.connections().stream().flatMap(c -> c.subflows().stream())
                .filter(f -> f.remote().equals(p.wire().here())).toList();
        return flows.isEmpty() ? "gone" : flows.getFirst().state();
    }
}
