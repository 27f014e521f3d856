package mptcp.lab.socket;

/** What a kernel socket speaks. */
public enum Protocol {
    TCP(6),
    MPTCP(262);

    final int number;

    Protocol(int number) {
        this.number = number;
    }
}
