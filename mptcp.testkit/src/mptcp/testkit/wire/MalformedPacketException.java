package mptcp.testkit.wire;

/** Bytes that are not what the RFCs allow; the message says which rule they break. */
public final class MalformedPacketException extends Exception {
    private static final long serialVersionUID = 1;

    public MalformedPacketException(String message) {
        super(message);
    }
}
