package mptcp.core.loop;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import mptcp.core.wire.Flow;

/** Initial sequence numbers (RFC 6528): a clock of 4 microseconds plus a keyed hash of the addresses and ports. */
final class Isn {
    private static final long TICK_NS = 4_000;

    private final long secret;
    private final MessageDigest digest;

    Isn(long secret) {
        this.secret = secret;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    int of(Flow flow, long nowNs) {
        ByteBuffer b = ByteBuffer.allocate(48);
        b.putLong(flow.localHi()).putLong(flow.localLo()).putLong(flow.remoteHi()).putLong(flow.remoteLo());
        b.putInt(flow.localPort()).putInt(flow.remotePort()).putLong(secret);
        return (int) (nowNs / TICK_NS) + ByteBuffer.wrap(digest.digest(b.array())).getInt();
    }
}
