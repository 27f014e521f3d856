package mptcp.api.socket;

import java.io.IOException;

/** A connection failed, or was asked for what it cannot do. */
public final class StreamException extends IOException {
    private static final long serialVersionUID = 1;

    /** Why; the name of each in POSIX is the one that {@link #posix} gives. */
    public enum Reason {
        REFUSED("ECONNREFUSED"),
        RESET("ECONNRESET"),
        ABORTED("ECONNABORTED"),
        TIMED_OUT("ETIMEDOUT"),
        UNREACHABLE("EHOSTUNREACH"),
        NET_UNREACHABLE("ENETUNREACH"),
        BROKEN_PIPE("EPIPE"),
        NOT_CONNECTED("ENOTCONN"),
        ADDRESS_IN_USE("EADDRINUSE"),
        ADDRESS_NOT_AVAILABLE("EADDRNOTAVAIL"),
        CLOSED("EBADF"),
        INVALID("EINVAL");

        private final String posix;

        Reason(String posix) {
            this.posix = posix;
        }

        /** The name of the error in POSIX. */
        public String posix() {
            return posix;
        }
    }

    private final Reason reason;

    public StreamException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
