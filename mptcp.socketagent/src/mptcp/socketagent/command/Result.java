package mptcp.socketagent.command;

/**
 * What a command ends with.
 *
 * @param status 0 if it did what it was asked for
 * @param output what it wrote to standard output
 */
public record Result(int status, String output) {
    static final Result OK = new Result(0, "");

    static Result of(String output) {
        return new Result(0, output);
    }

    static Result failed(int status) {
        return new Result(status, "");
    }
}
