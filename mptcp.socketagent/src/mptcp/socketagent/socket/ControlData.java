package mptcp.socketagent.socket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Control data of a message.
 *
 * @param bytes as they lie in memory on Linux with 64 bits
 * @param flags of the message that come of it
 */
public record ControlData(byte[] bytes, int flags) {
    static final int SOL_SOCKET = 1;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_CM_INQ = 36;
    static final int HEADER = 16;

    /** Puts messages into the room that the caller has, as {@code put_cmsg} does. */
    static final class Builder {
        private final ByteBuffer bytes;
        private int flags;

        Builder(int room) {
            bytes = ByteBuffer.allocate(Math.max(0, room)).order(ByteOrder.LITTLE_ENDIAN);
        }

        /** One that does not fit is cut off, or left out where not even its head fits. */
        void add(int level, int type, byte[] data) {
            if (bytes.remaining() < HEADER) {
                flags |= Messages.CONTROL_TRUNCATED;
                return;
            }
            int length = Math.min(HEADER + data.length, bytes.remaining());
            flags |= length < HEADER + data.length ? Messages.CONTROL_TRUNCATED : 0;
            int start = bytes.position();
            bytes.putLong(length).putInt(level).putInt(type).put(data, 0, length - HEADER);
            bytes.position(Math.min(bytes.limit(), start + aligned(length)));
        }

        /** How many bytes can be read after this message. */
        void inq(int available) {
            Structure s = new Structure(Integer.BYTES);
            s.u32(0, available);
            add(IPPROTO_TCP, TCP_CM_INQ, s.first(Integer.BYTES));
        }

        void flag(int more) {
            flags |= more;
        }

        ControlData built() {
            return new ControlData(Arrays.copyOf(bytes.array(), bytes.position()), flags);
        }
    }

    static int aligned(int length) {
        return length + Long.BYTES - 1 & -Long.BYTES;
    }
}
