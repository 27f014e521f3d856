package mptcp.fuzz;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.syn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mptcp.testkit.Drill;
import mptcp.testkit.DssSpec;
import mptcp.testkit.Flow;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpPacket;

/** The states of RFC 9293 section 3.3.2, as places where a script begins. */
enum State {
    LISTEN, SYN_SENT, SYN_RECEIVED, ESTABLISHED, ESTABLISHED_BY_US, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, CLOSING, LAST_ACK,
    TIME_WAIT;

    private static final int SENT = 500;

    static State of(int number) {
        return values()[number % values().length];
    }

    /**
     * Brings the stack there.
     *
     * @param multipath whether the stack speaks Multipath TCP
     * @param joined with a second subflow, where there is an established connection to join
     */
    Entered enter(Drill d, boolean multipath, boolean joined) {
        Entered e = new Entered(d, multipath && compareTo(ESTABLISHED) >= 0);
        switch (this) {
            case LISTEN -> {
                d.listen(Drill.DEFAULT_PORT);
                e.flows.add(d.flow(Drill.FIRST_FLOW));
            }
            case SYN_SENT -> {
                e.socket = d.connect();
                e.flows.add(d.flow(Drill.FIRST_FLOW));
            }
            case SYN_RECEIVED -> {
                d.listen(Drill.DEFAULT_PORT);
                d.inject(syn(0).mss(1460));
                e.flows.add(d.flow(Drill.FIRST_FLOW));
            }
            case ESTABLISHED_BY_US -> {
                e.socket = d.handshakeClient();
                e.flows.add(d.flow(Drill.FIRST_FLOW));
            }
            default -> {
                e.socket = d.handshakeServer();
                e.flows.add(d.flow(Drill.FIRST_FLOW));
                if (multipath && joined) {
                    e.flows.add(d.joinServer("b"));
                }
                e.look();
                leave(d, e);
            }
        }
        e.look();
        return e;
    }

    /** From established on. */
    private void leave(Drill d, Entered e) {
        e.socket.tryOffer(SENT);
        e.look();
        switch (this) {
            case FIN_WAIT_1 -> e.socket.shutdownOutput();
            case FIN_WAIT_2 -> {
                e.socket.shutdownOutput();
                e.look();
                d.inject(e.answer(true, false));
            }
            case CLOSE_WAIT -> d.inject(e.answer(false, true));
            case CLOSING -> {
                Segment before = e.answer(false, true);
                e.socket.shutdownOutput();
                d.inject(before);
            }
            case LAST_ACK -> {
                d.inject(e.answer(false, true));
                e.socket.shutdownOutput();
            }
            case TIME_WAIT -> {
                e.socket.shutdownOutput();
                e.look();
                d.inject(e.answer(true, true));
            }
            default -> { }
        }
    }

    /** A stack in a state, and what its peer knows of its numbers; all relative to the initial ones. */
    static final class Entered {
        private static final int WINDOW = 16_384;

        private final Drill drill;
        private final boolean knowsKeys;
        private final List<Flow> flows = new ArrayList<>();
        private final Map<Flow, Long> acknowledged = new HashMap<>();
        private final Map<Flow, Long> sent = new HashMap<>();
        private Sock socket;

        private Entered(Drill drill, boolean knowsKeys) {
            this.drill = drill;
            this.knowsKeys = knowsKeys;
        }

        /** Whether the keys were exchanged. */
        boolean knowsKeys() {
            return knowsKeys;
        }

        private void look() {
            drill.skip().forEach(this::sent);
        }

        /** The application's end, which there is once the listener has something. */
        Sock socket() {
            if (socket == null && drill.listening() && drill.pendingAccepts() > 0) {
                socket = drill.accept();
            }
            return socket;
        }

        Flow flow(int number) {
            return flows.get(number % flows.size());
        }

        /** Whether a SYN would meet a connection. */
        boolean isOpen(Flow flow) {
            return isAny(flow, Set.of("TIME-WAIT"));
        }

        /** Whether both ends know each other's numbers. */
        boolean isSynchronised(Flow flow) {
            return isAny(flow, Set.of("TIME-WAIT", "SYN-SENT", "SYN-RECV"));
        }

        private boolean isAny(Flow flow, Set<String> but) {
            return drill.stack().inspector().connections().stream().flatMap(c -> c.subflows().stream())
                    .anyMatch(f -> f.remote().equals(flow.remote()) && !but.contains(f.state()));
        }

        void sent(TcpPacket packet) {
            for (Flow flow : flows) {
                if (packet.to().equals(flow.remote())) {
                    acknowledged.put(flow, (long) (packet.ack() - flow.peerIsn()));
                    long end = packet.seq() + packet.sequenceLength() - flow.stackIsnOr(packet.seq());
                    sent.merge(flow, end, Math::max);
                }
            }
        }

        /**
         * The peer acknowledges what it has got, and may end its own stream: at the level of the data where there is one.
         *
         * @param ended whether the stack's end of stream is among what it acknowledges
         */
        private Segment answer(boolean ended, boolean ends) {
            long acknowledged = sent(flows.getFirst());
            if (!knowsKeys) {
                return ends ? fin(1, acknowledged) : ack(1, acknowledged);
            }
            DssSpec d = dss().dack(1 + SENT + (ended ? 1 : 0));
            return ack(1, acknowledged).dss(ends ? d.dataFin(1) : d);
        }

        private long sent(Flow flow) {
            return sent.getOrDefault(flow, 1L);
        }

        /** A sequence number for the peer to use. */
        long near(Flow flow, Input in) {
            long next = Math.max(1, acknowledged.getOrDefault(flow, 1L));
            return switch (in.below(8)) {
                case 0 -> next + in.scaled(12);
                case 1 -> Math.max(1, next - in.scaled(12));
                case 2 -> next + WINDOW - in.scaled(4);
                case 3 -> Math.max(1, next + in.i32());
                default -> next;
            };
        }

        /** A number for it to acknowledge. */
        long nearAck(Flow flow, Input in) {
            return switch (in.below(6)) {
                case 0 -> sent(flow) - in.scaled(10);
                case 1 -> sent(flow) + in.scaled(10);
                case 2 -> in.i32();
                default -> sent(flow);
            };
        }

        long nearDataAck(Input in) {
            return switch (in.below(4)) {
                case 0 -> 1 + in.scaled(14);
                case 1 -> 1 + (long) in.i32();
                default -> 1 + SENT;
            };
        }
    }
}
