package mptcp.fuzz;

/** The bytes of an input, read from the front; behind their end there are zeros. */
final class Input {
    private final byte[] bytes;
    private int at;

    Input(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return at < bytes.length;
    }

    int u8() {
        return at < bytes.length ? bytes[at++] & 0xff : 0;
    }

    int u16() {
        return u8() << 8 | u8();
    }

    int i32() {
        return u16() << 16 | u16();
    }

    /** From 0 to bound - 1. */
    int below(int bound) {
        return u8() % bound;
    }

    boolean bit() {
        return (u8() & 1) != 0;
    }

    /** As many small numbers as large ones: a byte says how large, from 0 to 2^most - 1. */
    int scaled(int most) {
        int bits = below(most + 1);
        return bits == 0 ? 0 : i32() >>> 32 - bits;
    }

    byte[] rest() {
        byte[] rest = java.util.Arrays.copyOfRange(bytes, Math.min(at, bytes.length), bytes.length);
        at = bytes.length;
        return rest;
    }
}
