package mptcp.interop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import mptcp.lab.peer.Pattern;

/**
 * Bytes of a pattern that a thread reads at one end, up to the end of the stream: counted, digested and compared; the
 * longest pause is kept.
 */
final class Incoming {
    private static final int CHUNK = 1 << 18;

    private static final int SHOWN = 24;

    private final End end;
    private final long seed;
    private final CompletableFuture<String> done = new CompletableFuture<>();
    private final MessageDigest digest = newDigest();
    private final byte[] actual = new byte[CHUNK];
    private final byte[] expected = new byte[CHUNK];
    private volatile String firstWrong = "";
    private volatile long received;
    private long latestNs; // guarded by this
    private long longestNs; // guarded by this

    Incoming(End end, long seed) {
        this.end = end;
        this.seed = seed;
        latestNs = System.nanoTime();
        Thread.ofPlatform().daemon().name("reader, " + end.name()).start(this::run);
    }

    private void run() {
        try {
            ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
            int n;
            while ((n = end.read(buffer.clear())) >= 0) {
                take(buffer.flip(), n);
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

    private void take(ByteBuffer bytes, int n) {
        bytes.get(actual, 0, n);
        digest.update(actual, 0, n);
        Pattern.fill(expected, n, seed, received);
        int at = Arrays.mismatch(actual, 0, n, expected, 0, n);
        if (at >= 0 && firstWrong.isEmpty()) {
            int to = Math.min(n, at + SHOWN);
            firstWrong = "wrong from byte %d on, %d of a chunk of %d: %s instead of %s".formatted(received + at, at, n,
                    HexFormat.of().formatHex(actual, at, to), HexFormat.of().formatHex(expected, at, to));
        }
    }

    /** Where what arrived first was not the pattern, for messages; empty if nowhere. */
    String firstWrong() {
        return firstWrong;
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
