package mptcp.testkit;

import mptcp.testkit.wire.Wild;

/**
 * Where a relative number gets its meaning: a flow and a direction. The sender's sequence numbers count from its
 * initial one; acknowledgements and SACK blocks from the receiver's.
 *
 * @param flags those of the segment
 * @param data whether the segment has payload
 * @param inject true while a packet is made, false while an expectation is compared
 * @param nowNs the time, for timestamps
 */
record Scope(Flow flow, boolean fromStack, int flags, boolean data, boolean inject, long nowNs) {
    Conn conn() {
        return flow.conn();
    }

    Half sender() {
        return flow.half(fromStack);
    }

    Half receiver() {
        return flow.half(!fromStack);
    }

    long seq(long relative) {
        return absolute(fromStack, relative);
    }

    long ack(long relative) {
        return absolute(!fromStack, relative);
    }

    private long absolute(boolean ofStack, long relative) {
        return wild(relative) ? relative : flow.isn(ofStack) + relative & 0xffff_ffffL;
    }

    /** A DSN of the sender. */
    long dsn(long relative) {
        return wild(relative) ? relative : conn().absoluteDsn(fromStack, relative);
    }

    /** A DATA_ACK by the sender: a DSN of the receiver. */
    long dataAck(long relative) {
        return wild(relative) ? relative : conn().absoluteDsn(!fromStack, relative);
    }

    static boolean wild(long value) {
        return value == Wild.ANY || value == Wild.ABSENT;
    }
}
