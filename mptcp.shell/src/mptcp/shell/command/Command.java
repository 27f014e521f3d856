package mptcp.shell.command;

/** One command of the scope {@code mptcp}. Stateless, or safe for several sessions at once. */
public interface Command {
    /** Its name, options and help; the same object each time. */
    Syntax syntax();

    /**
     * Does it, on the session's thread.
     *
     * @throws CommandException if it cannot be done: the exit status of a script becomes non-zero
     * @throws InterruptedException when the user interrupts
     */
    void run(Invocation call) throws Exception;
}
