package mptcp.shell.world;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The first bytes of a connection to a {@link TransferServer}: which transfer it is for. */
final class Request {
    private static final int MAGIC = 0x4d50_5458; // "MPTX"
    private static final int BYTES = 2 * Integer.BYTES;

    private Request() {}

    static void write(ByteStream stream, int transferId) throws IOException {
        stream.write(ByteBuffer.allocateDirect(BYTES).putInt(MAGIC).putInt(transferId).flip());
    }

    /** @return the transfer's id */
    static int read(ByteStream stream) throws IOException {
        ByteBuffer header = ByteBuffer.allocateDirect(BYTES);
        while (header.hasRemaining()) {
            if (stream.read(header) < 0) {
                throw new IOException("the connection ended before a request came");
            }
        }
        if (header.flip().getInt() != MAGIC) {
            throw new IOException("not a request for a transfer");
        }
        return header.getInt();
    }
}
