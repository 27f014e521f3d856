package mptcp.socketagent.socket;

/** The events of {@code poll} as Linux numbers them. */
public final class PollEvents {
    static final int IN = 1;
    static final int OUT = 4;
    static final int ERR = 8;
    static final int HUP = 16;
    /** There is no such descriptor. */
    public static final int INVALID = 32;
    static final int READ_NORMAL = 64;
    static final int WRITE_NORMAL = 256;
    static final int READ_HUP = 8192;

    static final int READABLE = IN | READ_NORMAL;
    static final int WRITABLE = OUT | WRITE_NORMAL;
    /** What is told without being asked for. */
    public static final int ALWAYS = ERR | HUP | INVALID;

    private PollEvents() {}
}
