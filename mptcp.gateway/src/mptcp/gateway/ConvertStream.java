package mptcp.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import mptcp.api.socket.StreamSocket;
import mptcp.gateway.convert.ConvertMessage;

/** Convert messages at the beginning of a stream; nothing that follows them is taken. Waits: on a thread that may. */
final class ConvertStream {
    private ConvertStream() {}

    /** @return the whole message as it came, unread */
    static ByteBuffer read(StreamSocket from) throws IOException {
        return read(from, ByteBuffer.allocate(ConvertMessage.LONGEST));
    }

    /**
     * Likewise.
     *
     * @param space has what came of it, to its position, if it is no message that is supported; else it is what is returned
     */
    static ByteBuffer read(StreamSocket from, ByteBuffer space) throws IOException {
        fill(from, space.limit(ConvertMessage.HEADER));
        fill(from, space.limit(ConvertMessage.length(space.duplicate().flip())));
        return space.flip();
    }

    private static void fill(StreamSocket from, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (from.read(target) < 0) {
                throw new EOFException("the stream ended within a Convert message");
            }
        }
    }
}
