package mptcp.core.mp.life;

import mptcp.api.socket.StreamException.Reason;

/** Whose connection it is: the socket, and the host behind it. Loop thread only. */
public interface ConnectionOwner {
    /** The first handshake is over. @return false if nobody takes the connection */
    boolean accepted();

    /** The handshake of one that was accepted before is complete. */
    void handshakeCompleted();

    /** It can be used from now on. */
    void connected();

    /** The stream, or its end, is there to be read. */
    void readable();

    /** There may be room to write. */
    void writable();

    /** The application is gone: nobody reads, nobody waits. */
    boolean orphan();

    /** It has read all that came. */
    boolean allRead();

    /** The application reads no more. */
    boolean inputShut();

    /** It ended otherwise than in order. */
    void failed(Reason reason);

    /** Whether there is no subflow left, and the connection waits for another. */
    void pathless(boolean is);

    /** Nothing more will happen, but for TIME-WAIT of subflows and the reading of what is here. */
    void over();

    /** A subflow of a connection that is over is gone. */
    void released();

    /** Runs after the present event. */
    void defer(Runnable task);

    /** The connection's output is to run at the end of the turn. */
    void wantOutput();
}
