package mptcp.console.impl;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import org.apache.felix.gogo.runtime.CommandNotFoundException;
import org.apache.felix.gogo.runtime.EOFError;
import org.apache.felix.gogo.runtime.Parser;
import org.apache.felix.gogo.runtime.SyntaxError;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/** Runs commands in a session and tells what went wrong. */
final class Commands {
    private static final int FAILED = 1;
    private static final int WRONG_WORDS = 2;

    private final CommandSession session;
    private final boolean verbose;
    private final PrintStream errors;

    Commands(CommandSession session, boolean verbose) {
        this(session, verbose, null);
    }

    /** @param errors where to tell what went wrong; null: on standard error, whatever that is then */
    Commands(CommandSession session, boolean verbose, PrintStream errors) {
        this.session = session;
        this.verbose = verbose;
        this.errors = errors;
        session.put("SCOPE", "console:mptcp:gogo:*");
    }

    CommandSession session() {
        return session;
    }

    /** False while a quotation, a block or the like is still open. */
    static boolean isComplete(String text) {
        try {
            new Parser(text).program();
            return true;
        } catch (EOFError e) {
            return false;
        } catch (SyntaxError e) {
            return true; // running it tells
        }
    }

    /** Runs these commands and prints the result of the last; false, after a message, if one failed. */
    boolean run(String text) {
        try {
            Object result = session.execute(text);
            if (result != null) {
                session.getConsole().println(session.format(result, Converter.INSPECT));
            }
            return true;
        } catch (Exception | StackOverflowError e) {
            fail(e);
            return false;
        } finally {
            session.getConsole().flush();
        }
    }

    /** Runs one command; its result, if it is a number, is the status. 2: what it was told is wrong. */
    int status(String text) {
        try {
            return session.execute(text) instanceof Number status ? status.intValue() : 0;
        } catch (Exception e) {
            fail(e);
            return isMistake(e) ? WRONG_WORDS : FAILED;
        }
    }

    /** Whoever runs commands says so by an {@link IllegalArgumentException}, or an exception that is caused by one. */
    private static boolean isMistake(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof IllegalArgumentException) {
                return true;
            }
        }
        return false;
    }

    private void fail(Throwable failure) {
        Throwable cause = failure instanceof InvocationTargetException && failure.getCause() != null
                ? failure.getCause() : failure;
        if (cause instanceof Exit exit) {
            throw exit;
        }
        session.put("exception", cause);
        PrintStream err = errors == null ? System.err : errors;
        err.println(message(cause));
        if (verbose) {
            cause.printStackTrace(err);
        }
    }

    private static String message(Throwable cause) {
        return switch (cause) {
            case CommandNotFoundException e -> e.getCommand() + ": no such command; 'help' lists the commands";
            case InterruptedException e -> "interrupted";
            case NullPointerException e -> e.toString();
            case Throwable e when e.getMessage() != null -> e.getMessage();
            default -> cause.toString();
        };
    }
}
