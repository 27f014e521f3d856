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
        ByteBuffer header = ByteBuffer.allocate(ConvertMessage.HEADER);
        fill(from, header);
        ByteBuffer whole = ByteBuffer.allocate(ConvertMessage.length(header)).put(header);
        fill(from, whole);
        return whole;
    }

    /** Reads until it is full, and turns it round. */
    private static void fill(StreamSocket from, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (from.read(target) < 0) {
                throw new EOFException("the stream ended within a Convert message");
            }
        }
        target.flip();
    }
}
