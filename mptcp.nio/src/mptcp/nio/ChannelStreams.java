package mptcp.nio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** The streams of a channel's socket. */
final class ChannelStreams {
    private ChannelStreams() {}

    static final class In extends InputStream {
        private final StackSocketChannel channel;
        private final IntSupplier timeoutMs;

        In(StackSocketChannel channel, IntSupplier timeoutMs) {
            this.channel = channel;
            this.timeoutMs = timeoutMs;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, b.length);
            if (len == 0) {
                return 0;
            }
            return channel.transfer().blockingRead(ByteBuffer.wrap(b, off, len),
                    Signal.deadline(TimeUnit.MILLISECONDS.toNanos(timeoutMs.getAsInt())));
        }

        @Override
        public int available() throws IOException {
            channel.ensureConnected();
            return channel.isInputOpen() ? channel.stream().available() : 0;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    static final class Out extends OutputStream {
        private final StackSocketChannel channel;

        Out(StackSocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, b.length);
            if (len > 0) {
                channel.transfer().blockingWrite(ByteBuffer.wrap(b, off, len));
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
