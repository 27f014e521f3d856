package mptcp.socketagent.socket;

/** The last byte of a write whose way is recorded. Guarded by its owner. */
final class SentMark {
    final long position;
    final int sequence;
    final int flags;
    /** By which the application knows it. */
    int key;
    /** Payload of the segment that it left in; 0: it has not left. */
    int left;

    /**
     * @param position in the stream, from 0
     * @param sequence its number on the wire
     */
    SentMark(long position, int sequence, int flags) {
        this.position = position;
        this.sequence = sequence;
        this.flags = flags;
    }

    boolean isIn(int start, int length) {
        int at = sequence - start;
        return at >= 0 && at < length;
    }
}
