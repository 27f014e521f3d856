package mptcp.shell.fake;

import java.io.IOException;
import java.nio.ByteBuffer;
import mptcp.api.socket.StreamException;

/** One direction of a connection in memory; can damage one byte. */
final class BytePipe {
    private final byte[] ring = new byte[4096];
    private final long damageAt;
    private long written;
    private long read;
    private boolean ended;
    private boolean broken;

    /** @param damageAt position of the byte to change, or -1 */
    BytePipe(long damageAt) {
        this.damageAt = damageAt;
    }

    synchronized void write(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            check();
            if (written - read == ring.length) {
                pause();
                continue;
            }
            byte b = source.get();
            ring[(int) (written % ring.length)] = written == damageAt ? (byte) ~b : b;
            written++;
            notifyAll();
        }
    }

    synchronized int read(ByteBuffer target) throws IOException {
        while (written == read) {
            check();
            if (ended) {
                return -1;
            }
            pause();
        }
        int n = 0;
        for (; read < written && target.hasRemaining(); n++) {
            target.put(ring[(int) (read++ % ring.length)]);
        }
        notifyAll();
        return n;
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized void abort() {
        broken = true;
        notifyAll();
    }

    private void check() throws StreamException {
        if (broken) {
            throw new StreamException(StreamException.Reason.RESET, "connection reset");
        }
    }

    private void pause() throws IOException {
        try {
            wait();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
