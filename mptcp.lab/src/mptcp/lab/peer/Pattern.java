package mptcp.lab.peer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Bytes that depend on a seed and their place in the stream only, so that each end knows what the other must send: the
 * 64-bit word at place p is SplitMix64 of seed and p, written least significant byte first.
 */
public final class Pattern {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final int CHUNK = 1 << 16;

    private Pattern() {}

    /** Writes the bytes at {@code position} and after it of a stream. */
    public static void fill(byte[] target, int length, long seed, long position) {
        for (int i = 0; i < length; i++) {
            long at = position + i;
            target[i] = (byte) (word(seed, at >>> 3) >>> (at & 7) * Byte.SIZE);
            if ((at & 7) == 7) {
                i = fillWords(target, i + 1, length, seed, (at >>> 3) + 1) - 1;
            }
        }
    }

    private static int fillWords(byte[] target, int from, int length, long seed, long firstWord) {
        int i = from;
        for (long w = firstWord; i + Long.BYTES <= length; w++) {
            long value = word(seed, w);
            for (int b = 0; b < Long.BYTES; b++) {
                target[i++] = (byte) (value >>> b * Byte.SIZE);
            }
        }
        return i;
    }

    private static long word(long seed, long place) {
        long z = seed + (place + 1) * GOLDEN;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** SHA-256, in hexadecimal digits, of the first bytes of a stream. */
    public static String sha256(long seed, long bytes) {
        MessageDigest digest = newSha256();
        byte[] chunk = new byte[CHUNK];
        for (long at = 0; at < bytes; at += CHUNK) {
            int n = (int) Math.min(CHUNK, bytes - at);
            fill(chunk, n, seed, at);
            digest.update(chunk, 0, n);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
