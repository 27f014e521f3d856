package mptcp.shell.world;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import mptcp.api.socket.StreamSocket;

/** Moves bytes between a transfer and its connection, counting and digesting them. */
final class Copier {
    private static final int CHUNK_BYTES = 64 << 10;

    private Copier() {}

    static void send(Content content, StreamSocket socket, Progress progress) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        try (ReadableByteChannel source = content.open()) {
            while (source.read(chunk.clear()) >= 0) {
                chunk.flip();
                progress.add(chunk);
                socket.write(chunk);
            }
        }
        socket.shutdownOutput();
        progress.finish();
    }

    static void receive(StreamSocket socket, Progress progress) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        while (socket.read(chunk.clear()) >= 0) {
            progress.add(chunk.flip());
        }
        progress.finish();
    }

    /** Reads until the peer closes, and throws away what comes. */
    static void drain(StreamSocket socket) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        while (socket.read(chunk.clear()) >= 0) {
            chunk.clear();
        }
    }
}
