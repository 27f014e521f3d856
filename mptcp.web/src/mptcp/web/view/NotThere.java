package mptcp.web.view;

/** What was asked for is not there; the message says it to people. */
public final class NotThere extends Exception {
    private static final long serialVersionUID = 1;

    public NotThere(String message) {
        super(message, null, false, false);
    }
}
