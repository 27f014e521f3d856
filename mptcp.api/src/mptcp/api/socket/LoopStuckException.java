package mptcp.api.socket;

/**
 * The loop of a stack does not come back from something, a policy or a listener that does not return, or it is not turned by
 * the one who drives it. What was asked was not done. The message says what it is in, and for how long.
 */
public final class LoopStuckException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public LoopStuckException(String message) {
        super(message);
    }
}
