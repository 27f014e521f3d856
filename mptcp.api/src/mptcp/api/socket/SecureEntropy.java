package mptcp.api.socket;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Reads the secure generator in blocks, so that a connection costs no system call of its own. */
final class SecureEntropy implements Entropy {
    private static final int BLOCK_BYTES = 512;

    private final SecureRandom random;
    private final byte[] block = new byte[BLOCK_BYTES];
    private final ByteBuffer left = ByteBuffer.wrap(block).limit(0);

    SecureEntropy(SecureRandom random) {
        this.random = random;
    }

    @Override
    public Entropy fork() {
        return new SecureEntropy(random);
    }

    @Override
    public synchronized long nextLong() {
        if (left.remaining() < Long.BYTES) {
            random.nextBytes(block);
            left.clear();
        }
        long value = left.getLong(left.position());
        left.putLong(left.position(), 0); // a used key is not left lying in memory
        left.position(left.position() + Long.BYTES);
        return value;
    }
}
