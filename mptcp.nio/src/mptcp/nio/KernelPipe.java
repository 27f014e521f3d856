package mptcp.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.spi.SelectorProvider;

/** A pipe of the JDK whose channels are ours. Any thread. */
final class KernelPipe extends Pipe {
    private final Source source;
    private final Sink sink;

    KernelPipe(SelectorProvider provider, Pipe pipe) {
        source = new Source(provider, pipe.source());
        sink = new Sink(provider, pipe.sink());
    }

    @Override
    public SourceChannel source() {
        return source;
    }

    @Override
    public SinkChannel sink() {
        return sink;
    }

    private static final class Source extends SourceChannel implements Selectable {
        private final KernelChannel<SourceChannel> jdk;

        Source(SelectorProvider provider, SourceChannel channel) {
            super(provider);
            jdk = new KernelChannel<>(channel, this);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return jdk.call(() -> jdk.channel().read(target));
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
            return jdk.call(() -> jdk.channel().read(targets, offset, length));
        }

        @Override
        public long read(ByteBuffer[] targets) throws IOException {
            return jdk.call(() -> jdk.channel().read(targets));
        }

        @Override
        protected void implCloseSelectableChannel() throws IOException {
            jdk.channel().close();
        }

        @Override
        protected void implConfigureBlocking(boolean block) throws IOException {
            jdk.configureBlocking(block);
        }

        @Override
        public Registrations registrations() {
            return jdk.registrations();
        }

        @Override
        public SelectableChannel kernel() {
            return jdk.channel();
        }
    }

    private static final class Sink extends SinkChannel implements Selectable {
        private final KernelChannel<SinkChannel> jdk;

        Sink(SelectorProvider provider, SinkChannel channel) {
            super(provider);
            jdk = new KernelChannel<>(channel, this);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return jdk.call(() -> jdk.channel().write(source));
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            return jdk.call(() -> jdk.channel().write(sources, offset, length));
        }

        @Override
        public long write(ByteBuffer[] sources) throws IOException {
            return jdk.call(() -> jdk.channel().write(sources));
        }

        @Override
        protected void implCloseSelectableChannel() throws IOException {
            jdk.channel().close();
        }

        @Override
        protected void implConfigureBlocking(boolean block) throws IOException {
            jdk.configureBlocking(block);
        }

        @Override
        public Registrations registrations() {
            return jdk.registrations();
        }

        @Override
        public SelectableChannel kernel() {
            return jdk.channel();
        }
    }
}
