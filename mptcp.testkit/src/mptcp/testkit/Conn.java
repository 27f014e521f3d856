package mptcp.testkit;

import mptcp.testkit.wire.MptcpCrypto;

/**
 * What a script knows of one connection: version, keys, and the two byte streams. The stack's key is learned from its
 * packets; the peer's is the script's to choose. Not for concurrent use.
 */
public final class Conn {
    private final Side stack = new Side(0x1357);
    private final Side peer = new Side(0x9bdf_2468);
    private int version;

    Conn(int version, long peerKey) {
        this.version = version;
        peer.key = peerKey;
    }

    Side side(boolean ofStack) {
        return ofStack ? stack : peer;
    }

    /** 1, 0, or -1 for plain TCP: what the helpers and the options without a version of their own use. */
    public int version() {
        return version;
    }

    public Conn version(int v) {
        version = v;
        return this;
    }

    /** Chooses the peer's key; before its first packet. */
    public Conn peerKey(long key) {
        peer.key = key;
        return this;
    }

    public long peerKey() {
        return peer.key;
    }

    /** The key that the stack chose. @throws IllegalStateException if it has not sent it yet */
    public long stackKey() {
        return key(true);
    }

    /** Whether the peer sets the A flag in its MP_CAPABLE. */
    public Conn peerChecksums(boolean on) {
        peer.checksums = on;
        return this;
    }

    /** Whether DSS checksums are in use: if either end asked for them (RFC 8684 section 3.1). */
    public boolean checksums() {
        return stack.checksums || peer.checksums;
    }

    /** The token by which the peer joins: of the stack's key. */
    public int stackToken() {
        return crypto().token(stackKey());
    }

    public int peerToken() {
        return crypto().token(peerKey());
    }

    public MptcpCrypto crypto() {
        return MptcpCrypto.of(version);
    }

    long key(boolean ofStack) {
        Side side = side(ofStack);
        if (side.key == null) {
            throw new IllegalStateException("the " + (ofStack ? "stack" : "peer") + "'s key is not known yet");
        }
        return side.key;
    }

    boolean knowsKey(boolean ofStack) {
        return side(ofStack).key != null;
    }

    /** The DSN on the wire of a relative one: the first byte of the stream is 1. */
    long absoluteDsn(boolean ofStack, long relative) {
        return crypto().idsn(key(ofStack)) + relative;
    }

    /** The reverse, of a 64-bit DSN or of its lower half (then the nearest to the start is meant). */
    long relativeDsn(boolean ofStack, long dsn, boolean wide) {
        long difference = dsn - crypto().idsn(key(ofStack));
        return wide ? difference : (int) difference;
    }
}
