package mptcp.socketagent.socket;

import mptcp.api.socket.StreamSocket;

/** The error that a descriptor has to tell, once: its connection's, or that the application gave one up. Guarded by its socket. */
final class PendingError {
    private boolean taken;
    private Errno left;

    /** A connection begins. */
    void fresh() {
        taken = false;
        left = null;
    }

    /** The application gives up its connection, if there is one that has not ended. */
    void gaveUp(StreamSocket stream) {
        boolean ended = stream == null || (stream.ready() & (StreamSocket.FAILED | StreamSocket.CLOSED)) != 0;
        left = ended ? null : Errno.ECONNRESET;
        taken = false;
    }

    /** Null: there is none, or it was told. @param pipe whether a reset is told as the end of the pipe */
    Errno of(StreamSocket stream, boolean pipe) {
        if (taken) {
            return null;
        }
        if (stream == null) {
            return left;
        }
        Errno error = stream.error() == null ? null : Errno.of(stream.error());
        return error == Errno.ECONNRESET && pipe ? Errno.EPIPE : error;
    }

    /** What is told now, or null. @return the same */
    Errno told(Errno error) {
        taken |= error != null;
        return error;
    }
}
