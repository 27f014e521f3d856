package mptcp.socketagent.socket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A C structure of Linux being written: little endian, each field at its place. */
final class Structure {
    private final ByteBuffer bytes;

    Structure(int size) {
        bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Larger values become the largest. */
    void u8(int at, long value) {
        bytes.put(at, (byte) Math.clamp(value, 0, 0xffL));
    }

    void u16(int at, long value) {
        bytes.putShort(at, (short) Math.clamp(value, 0, 0xffffL));
    }

    void u32(int at, long value) {
        bytes.putInt(at, (int) Math.clamp(value, 0, 0xffff_ffffL));
    }

    void u64(int at, long value) {
        bytes.putLong(at, value);
    }

    /** As much as the caller has room for. */
    byte[] first(int length) {
        return Arrays.copyOf(bytes.array(), Math.min(length, bytes.capacity()));
    }
}
