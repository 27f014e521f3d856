package mptcp.socketagent.socket;

import java.io.IOException;
import mptcp.api.socket.StreamException;

/** A call ends with an error, which is an answer like others: without a stack trace. */
public final class CallException extends Exception {
    private static final long serialVersionUID = 1;

    private final Errno errno;

    public CallException(Errno errno) {
        super(errno.name(), null, false, false);
        this.errno = errno;
    }

    /** What became of a call of the stack. */
    static CallException of(IOException e) {
        return new CallException(e instanceof StreamException s ? Errno.of(s) : Errno.EINVAL);
    }

    public Errno errno() {
        return errno;
    }
}
