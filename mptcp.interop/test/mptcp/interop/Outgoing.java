package mptcp.interop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import mptcp.io.sim.pattern.Pattern;

/**
 * Bytes that a thread writes at one end: so many, or until told to end. The direction stays open until then, so that
 * the connection can be looked at as long as a test likes.
 */
final class Outgoing {
    static final long ENDLESS = Long.MAX_VALUE;
    private static final int CHUNK = 1 << 16;
    private static final long LEAD = 4 << 20;

    private final End end;
    private final Pattern pattern;
    private final long limit;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final MessageDigest digest = Pattern.newSha256();
    private volatile Outgoing companion;
    private volatile long sent;
    private volatile String sha256;

    Outgoing(End end, long seed, long limit) {
        this.end = end;
        pattern = new Pattern(seed);
        this.limit = limit;
        Thread.ofPlatform().daemon().name("writer, " + end.name()).start(this::run);
    }

    private void run() {
        try {
            ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
            while (sent < limit && !(limit == ENDLESS && isEnding())) {
                awaitCompanion();
                int n = (int) Math.min(CHUNK, limit - sent);
                pattern.fill(buffer.clear().limit(n), sent);
                digest.update(buffer.flip());
                end.write(buffer.rewind());
                sent += n;
            }
            sha256 = HexFormat.of().formatHex(digest.digest());
            ending.await();
            end.shutdownOutput();
            done.complete(null);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            done.completeExceptionally(e);
        }
    }

    private void awaitCompanion() {
        for (Outgoing c = companion; c != null && sent - c.sent > LEAD && !c.isEnding() && !isEnding();) {
            Await.pause();
        }
    }

    private boolean isEnding() {
        return ending.getCount() == 0 || done.isDone();
    }

    /** Keeps this from being far ahead of another one, for which the machine would have no time left. */
    void accompany(Outgoing other) {
        companion = other;
    }

    /** Ends the direction after the last byte: at once if there would be none. */
    void finish() {
        ending.countDown();
    }

    /** Completed when the direction has been ended, or failed. */
    CompletableFuture<Void> done() {
        return done;
    }

    /** Bytes that the end has taken. */
    long sent() {
        return sent;
    }

    /** Of all that was sent; known when all was. */
    String sha256() {
        return sha256;
    }
}
