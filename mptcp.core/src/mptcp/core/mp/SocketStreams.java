package mptcp.core.mp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import mptcp.api.socket.StreamSocket;

/** A socket as the streams of {@code java.io}. */
public final class SocketStreams {
    private SocketStreams() {}

    public static final class In extends InputStream {
        private final StreamSocket socket;

        In(StreamSocket socket) {
            this.socket = socket;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            return len == 0 ? 0 : socket.read(ByteBuffer.wrap(b, off, len));
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, socket.available());
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    public static final class Out extends OutputStream {
        private final StreamSocket socket;

        Out(StreamSocket socket) {
            this.socket = socket;
        }

        @Override
        public void write(int b) throws IOException {
            socket.write(ByteBuffer.wrap(new byte[] {(byte) b}));
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            socket.write(ByteBuffer.wrap(b, off, len));
        }

        @Override
        public void close() {
            socket.shutdownOutput();
        }
    }
}
