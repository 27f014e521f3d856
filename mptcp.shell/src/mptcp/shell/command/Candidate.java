package mptcp.shell.command;

/**
 * A proposal of the completion.
 *
 * @param description one line, or null
 */
public record Candidate(String value, String description) {}
