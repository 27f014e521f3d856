package mptcp.shell.world;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.nio.ByteBuffer;

/** One end of a transfer: counts and digests what passes. Fed by one thread, looked at by any. */
final class Progress {
    private final MessageDigest sha256;
    private volatile long bytes;
    private volatile String digest;

    Progress() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Takes what remains in the buffer, and leaves it as it was. */
    void add(ByteBuffer data) {
        sha256.update(data.duplicate());
        bytes = bytes + data.remaining();
    }

    void finish() {
        digest = HexFormat.of().formatHex(sha256.digest());
    }

    long bytes() {
        return bytes;
    }

    /** In hexadecimal; null until this end has finished. */
    String digest() {
        return digest;
    }
}
