package mptcp.socketagent.socket;

/** The flags of messages, socket types and descriptors as Linux numbers them. */
final class Messages {
    static final int OOB = 1;
    static final int PEEK = 2;
    static final int DONT_WAIT = 64;
    static final int END_OF_RECORD = 128;
    static final int WAIT_ALL = 256;
    static final int ERROR_QUEUE = 0x2000;
    static final int MORE = 0x8000;
    static final int ZERO_COPY = 0x400_0000;
    static final int FAST_OPEN = 0x2000_0000;

    /** In the answer: control data, or data, did not fit. */
    static final int CONTROL_TRUNCATED = 8;
    static final int TRUNCATED = 0x20;

    static final int NON_BLOCKING = 2048;
    static final int READ_WRITE = 2;

    private Messages() {}
}
