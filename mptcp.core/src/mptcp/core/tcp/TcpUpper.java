package mptcp.core.tcp;

import java.lang.foreign.MemorySegment;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.socket.SocketConfig;
import mptcp.core.mib.Counters;
import mptcp.core.wire.TcpHeader;

/**
 * What stands above a TCB: the subflow, which knows where payload comes from and goes to, and what MPTCP adds to headers.
 * Positions are those of the subflow: 0 is the SYN, 1 the first byte. Called on the loop thread; the header and memory of
 * an arriving segment are valid during the call.
 */
public interface TcpUpper {
    Counters counters();

    /** Whose work it is that a segment or a timer of the TCB begins. */
    Object owner();

    /** The options of the socket: what the headers of its packets say, keep-alive and user timeouts. */
    SocketConfig socket();

    /** What it adds to headers; the same object always. */
    HeaderOptions options();

    // --- payload

    /** Where what is sent comes from; the same object always. */
    PayloadSource payload();

    /** Whether the segment with the last byte that was mapped asks the peer to hand on what it has. */
    boolean pushes();

    /** The application is gone from a connection of plain TCP: nobody will read what comes. */
    boolean deserted();

    /** Whether the application has read all that came. */
    boolean allRead();

    /** Bytes of new data that wait to be mapped. */
    long unmapped();

    /** The link took a segment that advertised this window. {@code most}: the largest that its field can hold */
    void windowSent(long window, long most);

    /** How far beyond the next expected position segments are taken at all. */
    long acceptableWindow();

    /** Where data on SYNs comes from and goes to. */
    SynPayload synPayload();

    // --- events

    /** A SYN/ACK that acknowledges our SYN. @return false to reset the connection */
    boolean onSynAck(TcpHeader h, long nowNs);

    /** A SYN crossed ours (RFC 9293 section 3.5). */
    void onSimultaneousOpen(TcpHeader h, long nowNs);

    /**
     * Whether both ends may open at once: a SYN that comes instead of a SYN/ACK has no number that could be checked. One that comes
     * instead of the answer to a join is nobody's whom this end knows.
     */
    boolean mayOpenFromBothEnds();

    /** What to do with the first acceptable ACK in SYN-RECEIVED. */
    enum Verdict {
        ACCEPT,
        /** Not enough to go by: wait for another. */
        DROP,
        RESET
    }

    /** An acceptable ACK in SYN-RECEIVED. */
    Verdict onHandshakeAck(TcpHeader h, long nowNs);

    /** How often the SYN or SYN/ACK is sent again. */
    int synRetries();

    /** The SYN is about to be sent again for the n-th time. */
    void onSynTimeout(int consecutive);

    void onEstablished(long nowNs);

    /**
     * An acceptable segment in a synchronised state, before its payload.
     *
     * @return false to drop the rest of the segment
     */
    boolean onSegment(TcpHeader h, long position, long nowNs);

    /** The peer's window: {@code ack} is the position that it counts from. */
    void onWindow(TcpHeader h, long ack, long windowBytes, long nowNs);

    /**
     * Payload at a position that was not received before, within the acceptable window.
     *
     * @return how many bytes from the start were taken; the subflow acknowledges no others
     */
    int onPayload(long position, MemorySegment m, long at, int length, long nowNs);

    /** All up to here was acknowledged. */
    void onAcked(long una, long nowNs);

    /** An acknowledgement came, of nothing that was outstanding. */
    void onNothingNew();

    void onAckSample(SampleView sample, long nowNs);

    void onCongestion(CongestionSignal signal, LossView loss, long nowNs);

    void onRecoveryExit(long nowNs);

    /** Whether congestion control, and not the core, sets the window in recovery, after a timeout and after idle times. */
    boolean controlOwnsRecovery();

    /** Whether its data can go another way, so that a timeout is news that is waited for. */
    boolean othersActive();

    /** A segment with payload has left. */
    void onSegmentSent(int bytes, boolean again, long nowNs);

    void onIdleRestart(long idleNs, long nowNs);

    /** The retransmission timer ran out for the n-th time in a row; all that was sent counts as lost now. */
    void onTimeout(int consecutive, long nowNs);

    /** The peer's FIN came in order. */
    void onFin(long nowNs);

    /** The peer reset the subflow. */
    void onReset(TcpHeader h, long nowNs);

    /** The subflow is over: state CLOSED, out of all tables. */
    void onClosed(CloseReason reason, long nowNs);

    /** It entered TIME-WAIT. */
    void onTimeWait(long nowNs);

    /** The timer of the upper layer's own handshake. */
    void onJoinTimer(long nowNs);

    /** The timer that only the upper layer sets. */
    void onUpperTimer(long nowNs);

    /** Something became possible: the connection is to run its output at the end of the turn. */
    void wantOutput();
}
