package mptcp.interop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import mptcp.io.sim.pattern.Pattern;

/**
 * Bytes of a pattern that a thread reads at one end, up to the end of the stream: counted, digested and compared; the
 * longest pause is kept.
 */
final class Incoming {
    private static final int CHUNK = 1 << 18;

    private static final int SHOWN = 24;

    private final End end;
    private final Pattern pattern;
    private final CompletableFuture<String> done = new CompletableFuture<>();
    private final MessageDigest digest = Pattern.newSha256();
    private volatile String firstWrong = "";
    private volatile long received;
    private long latestNs; // guarded by this
    private long longestNs; // guarded by this

    Incoming(End end, long seed) {
        this.end = end;
        pattern = new Pattern(seed);
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
        digest.update(bytes.slice());
        long wrong = firstWrong.isEmpty() ? pattern.mismatch(bytes, received) : -1;
        if (wrong >= 0) {
            int at = (int) (wrong - received);
            byte[] actual = new byte[Math.min(n - at, SHOWN)];
            bytes.get(at, actual);
            firstWrong = "wrong from byte %d on, %d of a chunk of %d: %s instead of %s".formatted(wrong, at, n,
                    HexFormat.of().formatHex(actual), HexFormat.of().formatHex(pattern.bytes(wrong, actual.length)));
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
}
