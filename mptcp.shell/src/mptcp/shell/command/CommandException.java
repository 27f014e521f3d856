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

    /** The words are wrong, whatever the world is like: an {@link IllegalArgumentException} is the cause, which any shell understands. */
    public static CommandException mistake(String message) {
        return new CommandException(message, new IllegalArgumentException(message));
    }

    /** The message alone: shells print exceptions by this method, and the name of the class helps nobody there. */
    @Override
    public String toString() {
        return getMessage();
    }
}
