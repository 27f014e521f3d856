package mptcp.shell.world;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Moves bytes between a transfer and its connection, counting and digesting them. */
final class Copier {
    private static final int CHUNK_BYTES = 64 << 10;

    private Copier() {}

    static void send(Content content, ByteStream stream, Progress progress) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        try (ReadableByteChannel source = content.open()) {
            while (source.read(chunk.clear()) >= 0) {
                chunk.flip();
                progress.add(chunk);
                stream.write(chunk);
            }
        }
        stream.shutdownOutput();
        progress.finish();
    }

    static void receive(ByteStream stream, Progress progress) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        while (stream.read(chunk.clear()) >= 0) {
            progress.add(chunk.flip());
        }
        progress.finish();
    }

    /** Reads until the peer closes, and throws away what comes. */
    static void drain(ByteStream stream) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        while (stream.read(chunk.clear()) >= 0) {
            chunk.clear();
        }
    }
}
