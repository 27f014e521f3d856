package mptcp.testkit;

/** A script's expectation was not met, or the stack broke a rule; the message holds the exchange so far. */
public final class DrillFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    DrillFailure(String message) {
        super(message);
    }

    DrillFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
