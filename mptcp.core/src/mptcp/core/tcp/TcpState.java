package mptcp.core.tcp;

/** The states of RFC 9293 section 3.3.2, and which of them may follow which. */
public enum TcpState {
    CLOSED("CLOSED"),
    LISTEN("LISTEN"),
    SYN_SENT("SYN-SENT"),
    SYN_RECEIVED("SYN-RECV"),
    ESTABLISHED("ESTAB"),
    FIN_WAIT_1("FIN-WAIT-1"),
    FIN_WAIT_2("FIN-WAIT-2"),
    CLOSE_WAIT("CLOSE-WAIT"),
    CLOSING("CLOSING"),
    LAST_ACK("LAST-ACK"),
    TIME_WAIT("TIME-WAIT");

    private final String label;

    TcpState(String label) {
        this.label = label;
    }

    /** The name that {@code ss} prints. */
    public String label() {
        return label;
    }

    /** Both ends know each other's sequence numbers. */
    public boolean synchronised() {
        return this == ESTABLISHED || ordinal() > SYN_RECEIVED.ordinal();
    }

    /** What was mapped before a FIN may still leave. */
    boolean sendsMapped() {
        return this == ESTABLISHED || synchronised() && this != FIN_WAIT_2 && this != TIME_WAIT;
    }

    /** The peer may still send data (RFC 9293 section 3.10.7.4, seventh step). */
    public boolean receivesData() {
        return this == ESTABLISHED || this == FIN_WAIT_1 || this == FIN_WAIT_2;
    }

    /** This end may still send new data. */
    public boolean sendsData() {
        return this == ESTABLISHED || this == CLOSE_WAIT;
    }

    /** Whether figure 5 of RFC 9293 has an arrow from here to there; a reset or abort leads to CLOSED from anywhere. */
    public boolean canBecome(TcpState next) {
        return next == CLOSED || switch (this) {
            case CLOSED -> next == LISTEN || next == SYN_SENT || next == SYN_RECEIVED || next == ESTABLISHED;
            case LISTEN -> next == SYN_RECEIVED || next == SYN_SENT;
            case SYN_SENT -> next == SYN_RECEIVED || next == ESTABLISHED;
            case SYN_RECEIVED -> next == ESTABLISHED || next == FIN_WAIT_1 || next == CLOSE_WAIT;
            case ESTABLISHED -> next == FIN_WAIT_1 || next == CLOSE_WAIT;
            case FIN_WAIT_1 -> next == FIN_WAIT_2 || next == CLOSING || next == TIME_WAIT;
            case FIN_WAIT_2 -> next == TIME_WAIT;
            case CLOSE_WAIT -> next == LAST_ACK;
            case CLOSING -> next == TIME_WAIT;
            case LAST_ACK, TIME_WAIT -> false;
        };
    }
}
