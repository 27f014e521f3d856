package mptcp.socketagent.socket;

/** A call ends with an error, which is an answer like others: without a stack trace. */
public final class CallException extends Exception {
    private static final long serialVersionUID = 1;

    private final Errno errno;

    public CallException(Errno errno) {
        super(errno.name(), null, false, false);
        this.errno = errno;
    }

    public Errno errno() {
        return errno;
    }
}
