package mptcp.socketagent.socket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mptcp.api.socket.FastOpenKey;

/** The value of TCP_FASTOPEN_KEY. Stateless. */
final class FastOpenKeys {
    private static final int SIZE = 16;

    private FastOpenKeys() {}

    /** One key of 16 octets, or two; to be set while there is no connection. */
    static List<FastOpenKey> of(byte[] value) throws CallException {
        if (value.length != SIZE && value.length != 2 * SIZE) {
            throw new CallException(Errno.EINVAL);
        }
        ByteBuffer b = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        List<FastOpenKey> keys = new ArrayList<>();
        while (b.hasRemaining()) {
            keys.add(new FastOpenKey(b.getLong(), b.getLong()));
        }
        return keys;
    }

    static byte[] octets(List<FastOpenKey> keys, int length) {
        ByteBuffer b = ByteBuffer.allocate(keys.size() * SIZE).order(ByteOrder.LITTLE_ENDIAN);
        keys.forEach(k -> b.putLong(k.low()).putLong(k.high()));
        return Arrays.copyOf(b.array(), Math.min(length, b.capacity()));
    }
}
