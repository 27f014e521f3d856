package mptcp.nio;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashSet;
import java.util.List;

/** More of {@link Questions}: channels that are no streams of a network, but of the same provider. */
final class PipeQuestions extends Asking {
    private static final int SOON = 20_000;

    private final Ground ground;

    PipeQuestions(Ground ground, boolean virtual) {
        super(virtual);
        this.ground = ground;
    }

    void askAll() {
        step(this::pipes);
        step(this::datagrams);
    }

    private static final class Closing extends HashSet<SelectableChannel> implements AutoCloseable {
        private static final long serialVersionUID = 1;

        @Override
        public void close() throws IOException {
            for (SelectableChannel c : this) {
                c.close();
            }
        }
    }

    private void pipes() throws Exception {
        Pipe pipe = ground.client().openPipe();
        try (Closing all = new Closing(); Selector s = ground.client().openSelector()) {
            Pipe.SourceChannel source = pipe.source();
            Pipe.SinkChannel sink = pipe.sink();
            all.addAll(List.of(source, sink));
            ask("pipe's ends, the same", () -> pipe.source() == source && pipe.sink() == sink);
            ask("pipe's provider", () -> source.provider() == ground.client() && sink.provider() == ground.client());
            ask("pipe's operations", () -> source.validOps() + " " + sink.validOps());
            ask("pipe's states", () -> source.isOpen() + " " + sink.isOpen() + " " + source.isBlocking() + " " + sink.isRegistered());
            ask("write to a pipe", () -> sink.write(ByteBuffer.allocate(5)));
            ask("read from a pipe", () -> source.read(ByteBuffer.allocate(9)));
            ask("gather and scatter", () -> sink.write(new ByteBuffer[] {ByteBuffer.allocate(2), ByteBuffer.allocate(3)}) + " "
                    + source.read(new ByteBuffer[] {ByteBuffer.allocate(4), ByteBuffer.allocate(4)}));
            ask("null", () -> sink.write((ByteBuffer) null));
            ask("read-only", () -> source.read(ByteBuffer.allocate(1).asReadOnlyBuffer()));
            ask("out of bounds", () -> source.read(new ByteBuffer[1], 1, 1));
            source.configureBlocking(false);
            ask("nothing in a pipe", () -> source.read(ByteBuffer.allocate(1)));
            ask("register wrong", () -> source.register(s, SelectionKey.OP_WRITE));
            SelectionKey key = source.register(s, SelectionKey.OP_READ);
            ask("select a pipe", s::selectNow);
            sink.write(ByteBuffer.allocate(1));
            ask("select what is in it", () -> s.select(SOON) + " " + key.isReadable() + " " + (key.channel() == source));
            ask("pipe to block while registered", () -> source.configureBlocking(true));
            key.cancel();
            ask("pipe to block with a cancelled key", () -> source.configureBlocking(true).isBlocking());
            ask("read what is in it", () -> source.read(ByteBuffer.allocate(9)));
            var reading = Tasks.start(virtual, () -> source.read(ByteBuffer.allocate(1))).awaitWaiting();
            source.close();
            ask("read that close ends", reading::get);
            ask("open", () -> source.isOpen() + " " + sink.isOpen());
            ask("write when nobody reads", () -> sink.write(ByteBuffer.allocate(1)));
            ask("read when closed", () -> source.read(ByteBuffer.allocate(1)));
            sink.close();
            ask("write when closed", () -> sink.write(ByteBuffer.allocate(1)));
        }
        Pipe second = ground.client().openPipe();
        try (Closing all = new Closing()) {
            all.addAll(List.of(second.source(), second.sink()));
            var reading = Tasks.start(virtual, () -> second.source().read(ByteBuffer.allocate(1))).awaitWaiting();
            reading.thread().interrupt();
            ask("read from a pipe that is interrupted", reading::get);
            ask("open then", second.source()::isOpen);
            second.sink().close();
        }
        Pipe third = ground.client().openPipe();
        third.sink().close();
        ask("end of a pipe", () -> third.source().read(ByteBuffer.allocate(1)));
        third.source().close();
    }

    private void datagrams() throws Exception {
        try (DatagramChannel a = ground.client().openDatagramChannel(); DatagramChannel b = ground.client().openDatagramChannel();
                Selector s = ground.client().openSelector()) {
            ask("datagrams' provider", () -> a.provider() == ground.client());
            ask("datagrams' operations", a::validOps);
            ask("adaptor's channel", () -> a.socket().getChannel() == a && a.socket() == a.socket());
            ask("options", a::supportedOptions);
            a.bind(new InetSocketAddress("127.0.0.1", 0));
            ask("bind again", () -> a.bind(null));
            a.configureBlocking(false);
            SelectionKey key = a.register(s, SelectionKey.OP_READ);
            ask("receive nothing", () -> a.receive(ByteBuffer.allocate(1)));
            ask("send", () -> b.send(ByteBuffer.allocate(4), a.getLocalAddress()));
            ask("select a datagram", () -> s.select(SOON) + " " + (key.channel() == a));
            ask("receive", () -> a.receive(ByteBuffer.allocate(9)) != null);
            ask("datagrams to block while registered", () -> a.configureBlocking(true));
            key.cancel();
            ask("datagrams to block with a cancelled key", () -> a.configureBlocking(true).isBlocking());
            ask("read early", () -> a.read(ByteBuffer.allocate(1)));
            ask("connect", () -> b.connect(a.getLocalAddress()).isConnected());
            ask("write", () -> b.write(ByteBuffer.allocate(7)));
            ask("adaptor receive", () -> {
                var packet = new DatagramPacket(new byte[20], 20);
                a.socket().setSoTimeout(SOON);
                a.socket().receive(packet);
                return packet.getLength();
            });
            ask("disconnect", () -> b.disconnect().isConnected());
            var reading = Tasks.start(virtual, () -> a.receive(ByteBuffer.allocate(1))).awaitWaiting();
            reading.thread().interrupt();
            ask("receive that is interrupted", reading::get);
            ask("open then", a::isOpen);
            ask("adaptor closed then", a.socket()::isClosed);
            b.socket().close();
            ask("closed by its socket", b::isOpen);
            ask("toString", b::toString);
        }
        ask("datagram family null", () -> ground.client().openDatagramChannel(null));
    }
}
