package mptcp.shell.world;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import mptcp.io.sim.pattern.Pattern;

/** The first bytes of a pattern. One thread. */
final class GeneratedChannel implements ReadableByteChannel {
    private final Pattern pattern;
    private final long length;
    private long position;
    private boolean open = true;

    GeneratedChannel(long length, long seed) {
        pattern = new Pattern(seed);
        this.length = length;
    }

    @Override
    public int read(ByteBuffer target) {
        if (position == length) {
            return -1;
        }
        int limit = target.limit();
        int n = (int) Math.min(length - position, target.remaining());
        pattern.fill(target.limit(target.position() + n), position);
        target.limit(limit);
        position += n;
        return n;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
