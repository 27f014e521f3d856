package mptcp.fuzz;

/** Something that must not be, for whatever input. */
final class Finding extends AssertionError {
    private static final long serialVersionUID = 1;

    Finding(String what) {
        super(what);
    }

    static void require(boolean holds, String what) {
        if (!holds) {
            throw new Finding(what);
        }
    }

    static void same(String what, long parsed, long expected) {
        if (parsed != expected) {
            throw new Finding(what + ": " + parsed + ", expected " + expected);
        }
    }

    static void same(String what, boolean parsed, boolean expected) {
        if (parsed != expected) {
            throw new Finding(what + ": " + parsed + ", expected " + expected);
        }
    }
}
