package mptcp.core.tcp;

import java.lang.foreign.MemorySegment;

/** What stands above a TCB where data comes and goes on SYNs (RFC 7413). Loop thread only. */
public interface SynPayload {
    /** Copies the first bytes of the stream. */
    void copy(int length, MemorySegment target, long at);

    /** The SYN/ACK acknowledged so many of them. */
    void acknowledged(int bytes, long nowNs);

    /** The peer's SYN had data, which is taken. @return how many bytes from the start were taken */
    int take(MemorySegment m, long at, int length);

    /** Whether the text of a SYN/ACK, or of a SYN that crosses ours, is taken once the connection is established. */
    boolean takesText();

    /** What the upper layer adds to a SYN/ACK. */
    int synAckOptionBytes();

    /** The connection can be used, though its handshake is not complete. @return false if nobody takes it */
    boolean open(long nowNs);
}
