package mptcp.attack;

/** The bytes of one direction of a connection, by their offset: without a short period, so that moved bytes show. */
record Pattern(long salt) {
    byte at(long offset) {
        long mixed = (offset + salt) * 0x9e37_79b9_7f4a_7c15L;
        return (byte) (mixed >>> 56 ^ mixed >>> 24);
    }

    byte[] bytes(long offset, int length) {
        byte[] out = new byte[length];
        for (int i = 0; i < length; i++) {
            out[i] = at(offset + i);
        }
        return out;
    }

    /** The index of the first byte that is not the one of its place, or -1. */
    int mismatch(byte[] seen, int length, long offset) {
        for (int i = 0; i < length; i++) {
            if (seen[i] != at(offset + i)) {
                return i;
            }
        }
        return -1;
    }
}
