package mptcp.socketagent.socket;

import mptcp.api.socket.PathError;
import mptcp.api.socket.StreamSocket;

/**
 * The error that a descriptor has to tell, once: its connection's, or that the application gave one up; and what ICMP said of a
 * connection that goes on, which SO_ERROR alone tells, unless IP_RECVERR is set. Guarded by its socket.
 */
final class PendingError {
    private boolean taken;
    private Errno left;
    private Errno path;

    /** A connection begins. */
    void fresh() {
        taken = false;
        left = null;
        path = null;
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
        look(stream);
        if (stream.error() == null) {
            return null;
        }
        Errno error = Errno.of(stream.error());
        if (path != null) {
            return switch (stream.error().reason()) {
                case UNREACHABLE, REFUSED, TIMED_OUT -> path;
                default -> error;
            };
        }
        return error == Errno.ECONNRESET && pipe ? Errno.EPIPE : error;
    }

    /** What ICMP said of the connection, and was not told; null: nothing. */
    Errno path(StreamSocket stream) {
        if (stream != null) {
            look(stream);
        }
        return path;
    }

    private void look(StreamSocket stream) {
        PathError said = stream.takePathError();
        if (said != null) {
            path = PathErrors.of(said);
        }
    }

    /** What is told now, or null. @return the same */
    Errno told(StreamSocket stream, Errno error) {
        if (error != null) {
            taken |= stream == null || stream.error() != null;
            path = error == path ? null : path;
        }
        return error;
    }
}
