package mptcp.interop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/** Bytes that a thread reads at one end, up to the end of the stream: counted, digested, the longest pause kept. */
final class Incoming {
    private static final int CHUNK = 1 << 18;

    private final End end;
    private final CompletableFuture<String> done = new CompletableFuture<>();
    private final MessageDigest digest = newDigest();
    private volatile long received;
    private long latestNs; // guarded by this
    private long longestNs; // guarded by this

    Incoming(End end) {
        this.end = end;
        latestNs = System.nanoTime();
        Thread.ofPlatform().daemon().name("reader, " + end.name()).start(this::run);
    }

    private void run() {
        try {
            ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
            int n;
            while ((n = end.read(buffer.clear())) >= 0) {
                digest.update(buffer.flip());
                synchronized (this) {
                    long now = System.nanoTime();
                    longestNs = Math.max(longestNs, now - latestNs);
                    latestNs = now;
                }
                received += n;
            }
            done.complete(HexFormat.of().formatHex(digest.digest()));
        } catch (IOException | RuntimeException | Error e) {
            done.completeExceptionally(e);
        }
    }

    long received() {
        return received;
    }

    /** Completed with the SHA-256 when the stream has ended, or failed. */
    CompletableFuture<String> done() {
        return done;
    }

    /** Forgets pauses before now. */
    synchronized void mark() {
        latestNs = System.nanoTime();
        longestNs = 0;
    }

    /** The longest time without a byte since the mark, in milliseconds. */
    synchronized double longestPauseMs() {
        return longestNs / 1e6;
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
