package mptcp.socketagent.socket;

/**
 * What a socket of Linux makes of an option. Immutable.
 *
 * @param kind what becomes of a value that is not refused
 * @param initial what is told of a new socket; null: an answer without content
 * @param unreadable the error in place of an answer; null: there is one
 * @param least and most what is taken of numbers
 * @param refusal the error of others, and of all where {@code kind} says so
 */
record OptionRule(Kind kind, Integer initial, Errno unreadable, int least, int most, Errno refusal) {
    static final OptionRule UNKNOWN = new OptionRule(Kind.REFUSED, null, Errno.ENOPROTOOPT, 0, 0, Errno.ENOPROTOOPT);

    /** Whoever has code for it says what is refused. */
    static final OptionRule ANY = new OptionRule(Kind.OWN, 0, null, Integer.MIN_VALUE, Integer.MAX_VALUE, null);

    /** It is taken, and tells nothing. */
    static final OptionRule TAKEN = new OptionRule(Kind.KEPT, 0, null, Integer.MIN_VALUE, Integer.MAX_VALUE, null);

    /** What becomes of a value. */
    enum Kind {
        /** It is told as 1, if it is not 0. */
        FLAG,
        /** It is told as it was set. */
        INT,
        /** It is taken, and what is told stays what it was. */
        KEPT,
        REFUSED,
        /** There is code for it. */
        OWN
    }

    /**
     * Checks a value.
     *
     * @return what is told from now on
     * @throws CallException if it is refused
     */
    int taken(int value) throws CallException {
        if (kind == Kind.REFUSED || value < least || value > most) {
            throw new CallException(refusal);
        }
        return switch (kind) {
            case FLAG -> value == 0 ? 0 : 1;
            case KEPT -> initial == null ? 0 : initial;
            default -> value;
        };
    }

    /** @throws CallException if it is not told */
    void readable() throws CallException {
        if (unreadable != null) {
            throw new CallException(unreadable);
        }
    }
}
