package mptcp.shell.world;

import java.io.IOException;
import java.nio.ByteBuffer;
import mptcp.api.socket.StreamSocket;

/** The first bytes of a connection to a {@link TransferServer}: which transfer it is for. */
final class Request {
    private static final int MAGIC = 0x4d50_5458; // "MPTX"
    private static final int BYTES = 2 * Integer.BYTES;

    private Request() {}

    static void write(StreamSocket socket, int transferId) throws IOException {
        socket.write(ByteBuffer.allocate(BYTES).putInt(MAGIC).putInt(transferId).flip());
    }

    /** @return the transfer's id */
    static int read(StreamSocket socket) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(BYTES);
        while (header.hasRemaining()) {
            if (socket.read(header) < 0) {
                throw new IOException("the connection ended before a request came");
            }
        }
        if (header.flip().getInt() != MAGIC) {
            throw new IOException("not a request for a transfer");
        }
        return header.getInt();
    }
}
