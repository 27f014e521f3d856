package mptcp.shell.command;

/** A command could not do what it was asked for; the message says why, and what to do instead. */
public final class CommandException extends Exception {
    private static final long serialVersionUID = 1;

    public CommandException(String message) {
        super(message);
    }

    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message alone: shells print exceptions by this method, and the name of the class helps nobody there. */
    @Override
    public String toString() {
        return getMessage();
    }
}
