package mptcp.io.sim.pattern;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An endless stream of bytes that depend on a seed and their place alone, so that each end knows what the other must send, and none can
 * be lost, doubled or moved unseen: the 64-bit word at place p is SplitMix64 of seed and p, least significant byte first. What the
 * applications of shell, lab, agent, fuzzer and tests say is this. For any thread.
 */
public record Pattern(long seed) {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final int CHUNK = 1 << 16;

    /** The byte at this place, from 0 on. */
    public byte at(long place) {
        return (byte) (word(place >>> 3) >>> (place & 7) * Byte.SIZE);
    }

    /** Fills what remains of the buffer with the bytes from this place on. */
    public void fill(ByteBuffer target, long place) {
        long at = place;
        for (; (at & 7) != 0 && target.hasRemaining(); at++) {
            target.put(at(at));
        }
        boolean swap = target.order() == ByteOrder.BIG_ENDIAN;
        for (; target.remaining() >= Long.BYTES; at += Long.BYTES) {
            long word = word(at >>> 3);
            target.putLong(swap ? Long.reverseBytes(word) : word);
        }
        for (; target.hasRemaining(); at++) {
            target.put(at(at));
        }
    }

    /** So many bytes from this place on. */
    public byte[] bytes(long place, int length) {
        byte[] bytes = new byte[length];
        fill(ByteBuffer.wrap(bytes), place);
        return bytes;
    }

    /**
     * Compares what remains of the buffer, which stays as it is, with the bytes from this place on.
     *
     * @return the place of the first byte that differs, or -1
     */
    public long mismatch(ByteBuffer received, long place) {
        boolean swap = received.order() == ByteOrder.BIG_ENDIAN;
        int i = received.position();
        int end = received.limit();
        for (long at = place; i < end; ) {
            if ((at & 7) == 0 && end - i >= Long.BYTES) {
                long word = word(at >>> 3);
                if (received.getLong(i) == (swap ? Long.reverseBytes(word) : word)) {
                    i += Long.BYTES;
                    at += Long.BYTES;
                    continue;
                }
            }
            if (received.get(i) != at(at)) {
                return at;
            }
            i++;
            at++;
        }
        return -1;
    }

    /** SHA-256, in hexadecimal digits, of the first bytes. */
    public String sha256(long bytes) {
        MessageDigest digest = newSha256();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long at = 0; at < bytes; at += CHUNK) {
            fill(chunk.clear().limit((int) Math.min(CHUNK, bytes - at)), at);
            digest.update(chunk.flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A digest of what is sent or received. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    private long word(long place) {
        long z = seed + (place + 1) * GOLDEN;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
