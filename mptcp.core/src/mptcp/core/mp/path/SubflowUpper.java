package mptcp.core.mp.path;

import mptcp.core.tcp.CloseReason;
import mptcp.core.tcp.TcpUpper.Verdict;
import mptcp.core.wire.TcpHeader;

/**
 * What stands above the subflows of a connection, as {@link mptcp.core.tcp.TcpUpper} stands above a TCB: the data level and
 * the life of the connection. Offsets count the bytes of the stream from 0. Loop thread only; a header is valid during the
 * call.
 */
public interface SubflowUpper {
    // --- the handshake of the first subflow

    /** A SYN/ACK to our SYN. @return false to reset */
    boolean onSynAck(Subflow s, TcpHeader h, long nowNs);

    Verdict onHandshakeAck(TcpHeader h);

    void onSimultaneousOpen(Subflow s, long nowNs);

    /** Its SYN, which is one of those that open the connection, is about to be sent again for the n-th time. */
    void onSynTimeout(Subflow s, int consecutive);

    /** @return false if nothing shows that options pass: the connection fell back, or the subflow ended */
    boolean prove(Subflow s, TcpHeader h, long nowNs);

    // --- the life of a subflow

    /** The first subflow is to be used before it is established. @return false if nobody takes the connection */
    boolean onFastOpen();

    /** The first subflow is established. */
    void onEstablished(Subflow s, long nowNs);

    /** A joined subflow is authenticated on both sides. */
    void onJoined(Subflow s, long nowNs);

    void onFin(Subflow s, long nowNs);

    void onTimeWait(Subflow s, long nowNs);

    void onClosed(Subflow s, CloseReason reason, long nowNs);

    /** Its retransmission timer ran out for the n-th time in a row. */
    void onTimeout(Subflow s, int consecutive, long nowNs);

    /** A stale one delivers again. */
    void onRecovered(Subflow s, long nowNs);

    /** Something was acknowledged on it: it asks for data. */
    void onAcked(Subflow s);

    /** Whether joins are welcome now. */
    boolean mayJoin();

    /** Whether what has proven the keys may join. */
    boolean mayAdmit();

    // --- the data level

    void onDataAck(long offset, long nowNs);

    /** The peer's window, which counts from this DATA_ACK of the same segment. */
    void onWindow(long acknowledged, long bytes);

    /** The same in plain TCP, where the newest window counts, also a smaller one (RFC 9293 section 3.8.6). */
    void onPlainWindow(long acknowledged, long bytes);

    /** No map refers to some bytes any more. */
    void onMapsCompleted();

    /** Whether the DATA_FIN goes with the data that is being mapped up to this offset. */
    boolean finRidesBehind(long end, long nowNs);

    boolean finSent();

    /** Our DATA_FIN was sent and is not acknowledged. */
    boolean finWaits();

    /** The offset of our DATA_FIN. */
    long finOffset();

    /** A DATA_FIN of the peer stands behind this offset. */
    void onPeerFin(Subflow s, long offset, long nowNs);

    /** In plain TCP our FIN was acknowledged. */
    void onPlainFinAcked(long nowNs);

    /** Whether the application is gone. */
    boolean deserted();

    /** Whether it has read all that came. */
    boolean allRead();

    // --- signals and breaches

    /** MP_FASTCLOSE with our key. */
    void onFastClose(long nowNs);

    /** The same on a RST, whose subflow ends by itself first. */
    void onFastCloseReset();

    /** @return false if the segment is to be dropped */
    boolean onInfiniteMapping(Subflow s, long offset, long position, long nowNs);

    /** @param lastMapped where the mapping of the peer's begins that came last */
    void onFail(Subflow s, long lastMapped, long nowNs);

    /** @return whether the connection goes on with this subflow, in plain TCP */
    boolean checksumFailed(Subflow s, long ssn, long offset, long nowNs);

    /** Whether bytes with a wrong checksum are delivered all the same. @param checkedBefore whether any was right before */
    boolean takesCorrupted(Subflow s, long offset, boolean checkedBefore);

    /** A mapping contradicts another. @return false if the subflow was reset */
    boolean badMapping(Subflow s, long nowNs);

    /** @return false if the subflow was reset */
    boolean stripped(Subflow s, FallbackReason why, long position, long nowNs);

    void unmapped(Subflow s, long nowNs);

    /** In plain TCP a mapping says that bytes do not follow those before them: the stream is broken, and ends. */
    void notInOrder(long nowNs);

    void wantOutput();
}
