package mptcp.experiment.plan;

/** Where something stands in a file. Both count from 1. */
public record Place(int line, int column) {
    /** Of what no file says, such as a value from the command line. */
    public static final Place NOWHERE = new Place(0, 0);

    @Override
    public String toString() {
        return line == 0 ? "" : line + ":" + column;
    }
}
