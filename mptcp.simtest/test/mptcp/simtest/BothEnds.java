package mptcp.simtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.pattern.Pattern;

/** A connection with both its ends, whose bytes are checked. */
final class BothEnds {
    static final int BYTES = 30_000;
    final Pattern[] patterns;
    final StreamSocket[] ends = new StreamSocket[2];
    final long[] written = new long[2];
    final long[] read = new long[2];
    final boolean[] ended = new boolean[2];
    final boolean[] shut = new boolean[2];
    boolean touched;
    private final ByteBuffer buffer = ByteBuffer.allocate(8 << 10);

    BothEnds(int i) {
        patterns = new Pattern[] {new Pattern(2 * i + 1), new Pattern(2 * i + 2)};
    }

    void pump(int e) {
        StreamSocket s = ends[e];
        if (s == null) {
            return;
        }
        try {
            boolean open = (s.ready() & (StreamSocket.CONNECTED | StreamSocket.FAILED)) == StreamSocket.CONNECTED;
            if (open && written[e] < BYTES && !shut[e]) {
                written[e] += s.tryWrite(ByteBuffer.wrap(patterns[e].bytes(written[e], (int) Math.min(4096, BYTES - written[e]))));
            }
            if (open && written[e] == BYTES && !shut[e]) {
                shut[e] = true;
                s.shutdownOutput();
            }
            for (int n = s.tryRead(buffer.clear()); n != 0; n = s.tryRead(buffer.clear())) {
                if (n < 0) {
                    ended[e] = true;
                    return;
                }
                long wrong = patterns[1 - e].mismatch(buffer.flip(), read[e]);
                assertEquals(-1, wrong, "a wrong byte");
                read[e] += n;
            }
        } catch (IOException over) {
            // its error says so
        }
    }

    boolean whole() {
        return ended[0] && ended[1] && read[0] == BYTES && read[1] == BYTES;
    }

    boolean over() {
        return whole() || ends[0].error() != null || ends[1] != null && ends[1].error() != null;
    }

    @Override
    public String toString() {
        return (touched ? "touched " : "") + "wrote " + written[0] + " " + written[1] + " read " + read[0] + " " + read[1] + " ended " + ended[0]
                + " " + ended[1] + " errors " + ends[0].error() + " " + (ends[1] == null ? "none" : ends[1].error());
    }
}
