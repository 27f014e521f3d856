package mptcp.shell.command;

/**
 * A proposal of the completion.
 *
 * @param description one line, or null
 */
public record Candidate(String value, String description) {
    public static Candidate of(String value, String description) {
        return new Candidate(value, description);
    }
}
