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
    static final ControlData NONE = new ControlData(new byte[0], 0);

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_CM_INQ = 36;
    private static final int HEADER = 16;
    private static final int LENGTH = HEADER + Integer.BYTES;
    private static final int SPACE = HEADER + Long.BYTES;

    /** How many bytes can be read after this message. */
    static ControlData inq(int bytes, int room) {
        if (room < HEADER) {
            return new ControlData(NONE.bytes, Messages.CONTROL_TRUNCATED);
        }
        ByteBuffer b = ByteBuffer.allocate(SPACE).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(Math.min(LENGTH, room)).putInt(IPPROTO_TCP).putInt(TCP_CM_INQ).putInt(bytes);
        return new ControlData(Arrays.copyOf(b.array(), Math.min(SPACE, room)),
                room < LENGTH ? Messages.CONTROL_TRUNCATED : 0);
    }
}
