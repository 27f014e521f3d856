package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;

import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;
import mptcp.conformance.tcp.Arrival.AckNumber;
import mptcp.conformance.tcp.Arrival.Place;
import mptcp.testkit.Drill;
import mptcp.testkit.Sock;

/** The states of RFC 9293 section 3.3.2, and how a script gets there; SYN-RECEIVED has two pasts that count. */
enum Situation {
    CLOSED("-") {
        @Override
        Live enter(Drill d) {
            d.flow("a", new InetSocketAddress(d.localAddress(), 9), new InetSocketAddress(d.peerAddress(), 40_000));
            return new Live(0, 0, 0, null);
        }
    },
    LISTEN("-") {
        @Override
        Live enter(Drill d) {
            d.listen(8080);
            return new Live(0, 0, 0, null);
        }
    },
    SYN_SENT("SYN-SENT") {
        @Override
        Live enter(Drill d) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            return new Live(0, 0, 1, s);
        }
    },
    SYN_RECEIVED("SYN-RECV") {
        @Override
        Live enter(Drill d) {
            d.listen(8080);
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).anyOptions());
            return new Live(1, 0, 1, null);
        }
    },
    SYN_RECEIVED_AFTER_SYN_SENT("SYN-RECV") {
        @Override
        Live enter(Drill d) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).anyOptions());
            return new Live(1, 0, 1, s);
        }
    },
    ESTABLISHED("ESTAB") {
        @Override
        Live enter(Drill d) {
            Sock s = open(d);
            s.write(OUTSTANDING);
            d.expect(data(SENT, 1, OUTSTANDING));
            return new Live(1, SENT, SENT + OUTSTANDING, s);
        }
    },
    FIN_WAIT_1("FIN-WAIT-1") {
        @Override
        Live enter(Drill d) {
            Sock s = open(d).shutdownOutput();
            d.expect(fin(SENT, 1));
            return new Live(1, SENT, SENT + 1, s);
        }
    },
    FIN_WAIT_2("FIN-WAIT-2") {
        @Override
        Live enter(Drill d) {
            Sock s = open(d).shutdownOutput();
            d.expect(fin(SENT, 1));
            d.inject(ack(1, SENT + 1));
            return new Live(1, SENT + 1, SENT + 1, s);
        }
    },
    CLOSE_WAIT("CLOSE-WAIT") {
        @Override
        Live enter(Drill d) {
            Sock s = open(d);
            d.inject(fin(1, SENT));
            d.expect(ack(SENT, 2));
            s.write(OUTSTANDING);
            d.expect(data(SENT, 2, OUTSTANDING));
            return new Live(2, SENT, SENT + OUTSTANDING, s);
        }
    },
    CLOSING("CLOSING") {
        @Override
        Live enter(Drill d) {
            Sock s = open(d).shutdownOutput();
            d.expect(fin(SENT, 1));
            d.inject(fin(1, SENT));
            d.expect(ack(SENT + 1, 2));
            return new Live(2, SENT, SENT + 1, s);
        }
    },
    LAST_ACK("LAST-ACK") {
        @Override
        Live enter(Drill d) {
            Sock s = open(d);
            d.inject(fin(1, SENT));
            d.expect(ack(SENT, 2));
            s.shutdownOutput();
            d.expect(fin(SENT, 2));
            return new Live(2, SENT, SENT + 1, s);
        }
    },
    TIME_WAIT("TIME-WAIT") {
        @Override
        Live enter(Drill d) {
            Sock s = open(d).shutdownOutput();
            d.expect(fin(SENT, 1));
            d.inject(fin(1, SENT + 1));
            d.expect(ack(SENT + 1, 2));
            return new Live(2, SENT + 1, SENT + 1, s);
        }
    };

    /** The stack's receive window, and its buffer. */
    static final int WINDOW = 32_768;
    /** Position of the stack's next byte after what {@link #open} has sent. */
    static final int SENT = 1001;
    static final int OUTSTANDING = 500;
    private static final int PEER_WINDOW = 65_535;
    private static final int FAR = 5_000;

    private final String label;

    Situation(String label) {
        this.label = label;
    }

    /** Brings the stack there. */
    abstract Live enter(Drill d);

    /** As snapshots name it. */
    String label() {
        return label;
    }

    private static Sock open(Drill d) {
        Sock s = d.handshakeServer();
        s.write(SENT - 1);
        d.expect(data(1, 1, SENT - 1));
        d.inject(ack(1, SENT));
        d.expectNothing();
        return s;
    }

    boolean knowsPeer() {
        return this != CLOSED && this != LISTEN && this != SYN_SENT;
    }

    boolean synReceived() {
        return this == SYN_RECEIVED || this == SYN_RECEIVED_AFTER_SYN_SENT;
    }

    /** The peer may send data. */
    boolean receives() {
        return synReceived() || this == ESTABLISHED || this == FIN_WAIT_1 || this == FIN_WAIT_2;
    }

    Set<Place> places() {
        return knowsPeer() ? EnumSet.allOf(Place.class) : EnumSet.of(Place.AT_NEXT);
    }

    Set<AckNumber> ackNumbers() {
        if (this == CLOSED || this == LISTEN) {
            return EnumSet.of(AckNumber.UNSENT);
        }
        return this == FIN_WAIT_2 || this == TIME_WAIT
                ? EnumSet.of(AckNumber.DUPLICATE, AckNumber.TOO_OLD, AckNumber.UNSENT)
                : EnumSet.of(AckNumber.NEW, AckNumber.DUPLICATE, AckNumber.TOO_OLD, AckNumber.UNSENT);
    }

    /** The variables of the connection, relative to the initial sequence numbers. */
    record Live(long rcvNxt, long sndUna, long sndNxt, Sock socket) {
        long seq(Place place) {
            return switch (place) {
                case AT_NEXT -> rcvNxt;
                case INSIDE -> rcvNxt + FAR;
                case LAST -> rcvNxt + WINDOW - 1;
                case EDGE -> rcvNxt + WINDOW;
                case BEYOND -> rcvNxt + WINDOW + FAR;
                case BELOW -> rcvNxt - FAR;
            };
        }

        long ack(AckNumber number) {
            return switch (number) {
                case NONE -> 0;
                case NEW -> sndNxt;
                case DUPLICATE -> sndUna;
                case TOO_OLD -> sndUna - PEER_WINDOW - 1;
                case UNSENT -> sndNxt + 1;
            };
        }
    }
}
