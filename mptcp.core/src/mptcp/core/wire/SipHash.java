package mptcp.core.wire;

/** SipHash-2-4 (Aumasson and Bernstein, 2012) of whole 64-bit words: what Fast Open cookies are made with. Stateless. */
public final class SipHash {
    private static final int ROUNDS_PER_WORD = 2;
    private static final int LAST_ROUNDS = 4;

    private SipHash() {}

    /** @param words in the order of the message, each of them its eight octets with the least significant first */
    public static long of(long key0, long key1, long... words) {
        long[] v = {key0 ^ 0x736f6d6570736575L, key1 ^ 0x646f72616e646f6dL, key0 ^ 0x6c7967656e657261L,
            key1 ^ 0x7465646279746573L};
        for (long word : words) {
            compress(v, word);
        }
        compress(v, (long) (words.length * Long.BYTES & 0xff) << 56);
        v[2] ^= 0xff;
        for (int i = 0; i < LAST_ROUNDS; i++) {
            round(v);
        }
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void compress(long[] v, long word) {
        v[3] ^= word;
        for (int i = 0; i < ROUNDS_PER_WORD; i++) {
            round(v);
        }
        v[0] ^= word;
    }

    private static void round(long[] v) {
        v[0] += v[1];
        v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
        v[0] = Long.rotateLeft(v[0], 32);
        v[2] += v[3];
        v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
        v[0] += v[3];
        v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
        v[2] += v[1];
        v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
        v[2] = Long.rotateLeft(v[2], 32);
    }
}
