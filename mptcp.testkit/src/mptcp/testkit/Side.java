package mptcp.testkit;

/** What one end of a connection has said about itself. Not for concurrent use. */
final class Side {
    final ByteStream stream;
    Long key;
    /** The A flag of its MP_CAPABLE. */
    boolean checksums;
    /** Relative DSN after the last byte that a mapping of it covered, 1 before there is one. */
    long dataNext = 1;

    Side(long salt) {
        stream = new ByteStream(salt);
    }
}
