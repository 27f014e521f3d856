package mptcp.socketagent.socket;

/** The states of TCP as Linux names and numbers them, by the names of the stack's snapshots, which are those of ss. */
public enum TcpState {
    ESTABLISHED(1, "ESTAB"),
    SYN_SENT(2, "SYN-SENT"),
    SYN_RECV(3, "SYN-RECV"),
    FIN_WAIT1(4, "FIN-WAIT-1"),
    FIN_WAIT2(5, "FIN-WAIT-2"),
    TIME_WAIT(6, "TIME-WAIT"),
    CLOSE(7, "CLOSED"),
    CLOSE_WAIT(8, "CLOSE-WAIT"),
    LAST_ACK(9, "LAST-ACK"),
    LISTEN(10, "LISTEN"),
    CLOSING(11, "CLOSING");

    private final int number;
    private final String label;

    TcpState(int number, String label) {
        this.number = number;
        this.label = label;
    }

    public int number() {
        return number;
    }

    /** What ss prints. */
    public String label() {
        return label;
    }

    /** @param label of a snapshot */
    public static TcpState of(String label) {
        for (TcpState each : values()) {
            if (each.label.equals(label)) {
                return each;
            }
        }
        throw new IllegalArgumentException("the stack has a state that Linux does not know: " + label);
    }
}
