package mptcp.bench;

import java.io.InterruptedIOException;

/** Waiting, for programs that measure others. */
final class Pause {
    private Pause() {}

    static void millis(long ms) throws InterruptedIOException {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
