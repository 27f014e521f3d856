package mptcp.core.loop;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import mptcp.core.wire.Flow;

/**
 * Initial sequence numbers (RFC 6528): a clock of 4 microseconds plus a keyed hash of the addresses and ports. Timestamps
 * start from another such hash.
 */
final class Isn {
    private static final long TICK_NS = 4_000;

    private final long secret;
    private final MessageDigest digest;
    private long preset = -1;

    Isn(long secret) {
        this.secret = secret;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A secret for another purpose, which follows from this one and does not tell it. */
    long secret(int purpose) {
        byte[] message = ByteBuffer.allocate(2 * Long.BYTES).putLong(Long.MAX_VALUE - purpose).putLong(secret).array();
        return ByteBuffer.wrap(digest.digest(message)).getLong();
    }

    /** A connection that is opened by this gets this number, whatever its addresses. */
    void with(int number, Runnable opening) {
        preset = number & 0xffff_ffffL;
        try {
            opening.run();
        } finally {
            preset = -1;
        }
    }

    /** The number that the present opening is to get; -1: none is set. */
    long preset() {
        return preset;
    }

    /** Of addresses, ports, and what else is to be told apart. */
    int hash(Flow flow, long other) {
        return ByteBuffer.wrap(digest.digest(bytes(flow).putLong(other).array())).getInt();
    }

    /** The key of a connection of which nothing is kept but its cookie (RFC 8684 section 3.1). {@code nth}: from 0 */
    long key(Flow flow, int cookie, int nth) {
        long other = Long.MIN_VALUE | (long) nth << Integer.SIZE | cookie & 0xffff_ffffL; // unlike what cookies and sequence numbers are made of
        return ByteBuffer.wrap(digest.digest(bytes(flow).putLong(other).array())).getLong();
    }

    /** Where a connection's clock of timestamps starts; -1 is like nothing else that is hashed. */
    int timestampOffset(Flow flow) {
        return hash(flow, -1);
    }

    private ByteBuffer bytes(Flow flow) {
        ByteBuffer b = ByteBuffer.allocate(56);
        b.putLong(flow.localHi()).putLong(flow.localLo()).putLong(flow.remoteHi()).putLong(flow.remoteLo());
        b.putInt(flow.localPort()).putInt(flow.remotePort()).putLong(secret);
        return b;
    }

    int of(Flow flow, long nowNs) {
        return (int) (nowNs / TICK_NS) + hash(flow, 0);
    }
}
