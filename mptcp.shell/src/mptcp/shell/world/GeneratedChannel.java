package mptcp.shell.world;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.SplittableRandom;

/** A stream of so many pseudo-random bytes. One thread. */
final class GeneratedChannel implements ReadableByteChannel {
    private final SplittableRandom random;
    private long left;
    private long word;
    private int bytesInWord;
    private boolean open = true;

    GeneratedChannel(long length, long seed) {
        random = new SplittableRandom(seed);
        left = length;
    }

    @Override
    public int read(ByteBuffer target) {
        if (left == 0) {
            return -1;
        }
        int n = (int) Math.min(left, target.remaining());
        int done = 0;
        for (; bytesInWord == 0 && n - done >= Long.BYTES; done += Long.BYTES) {
            target.putLong(random.nextLong());
        }
        for (; done < n; done++) {
            target.put(nextByte());
        }
        left -= n;
        return n;
    }

    private byte nextByte() {
        if (bytesInWord == 0) {
            word = random.nextLong();
            bytesInWord = Long.BYTES;
        }
        bytesInWord--;
        return (byte) (word >>> bytesInWord * Byte.SIZE);
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
