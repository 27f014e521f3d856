package mptcp.shell.command;

import java.nio.file.Path;
import mptcp.shell.text.Console;

/**
 * One call of a command.
 *
 * @param directory what relative file names are relative to
 */
public record Invocation(Arguments arguments, Environment environment, Console console, Path directory) {}
