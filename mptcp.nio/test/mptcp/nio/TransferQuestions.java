package mptcp.nio;

import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** More of {@link Questions}: how bytes go through. */
final class TransferQuestions extends Asking {
    /** More buffers than a system call takes. */
    private static final int MANY = 3000;

    private final Ground ground;
    private final Questions sockets;

    TransferQuestions(Ground ground, Questions sockets, boolean virtual) {
        super(virtual);
        this.ground = ground;
        this.sockets = sockets;
    }

    void askAll() {
        step(this::buffers);
        step(this::manyBuffers);
        step(this::files);
        step(this::streamsOfChannels);
        step(this::streamsOfSockets);
        step(this::severalThreads);
    }

    private static ByteBuffer bytes(int n) {
        byte[] b = new byte[n];
        new Random(n).nextBytes(b);
        return ByteBuffer.wrap(b);
    }

    private void buffers() throws Exception {
        try (Ground.Ends ends = ground.connect()) {
            SocketChannel c = ends.client();
            ask("read null", () -> c.read((ByteBuffer) null));
            ask("write null", () -> c.write((ByteBuffer) null));
            ask("read null buffers", () -> c.read((ByteBuffer[]) null));
            ask("write null buffers", () -> c.write((ByteBuffer[]) null));
            ask("read a null among buffers", () -> c.read(new ByteBuffer[] {ByteBuffer.allocate(1), null}));
            ask("write a null among buffers", () -> {
                try {
                    return c.write(new ByteBuffer[] {null, bytes(1)});
                } catch (NullPointerException _) {
                    return "refused"; // the words name the JDK's own variables
                }
            });
            for (int[] bad : new int[][] {{-1, 1}, {0, -1}, {0, 3}, {2, 1}, {3, 0}, {2, 0}, {1, Integer.MAX_VALUE}}) {
                ask("read buffers " + Arrays.toString(bad), () -> c.read(new ByteBuffer[] {null, null}, bad[0], bad[1]));
                ask("write buffers " + Arrays.toString(bad), () -> c.write(new ByteBuffer[] {null, null}, bad[0], bad[1]));
            }
            ask("write none of several", () -> c.write(new ByteBuffer[] {bytes(0), bytes(0)}));
            ask("write no buffers", () -> c.write(new ByteBuffer[0]));
            ask("write read-only", () -> c.write(bytes(5).asReadOnlyBuffer()));
            ask("write direct", () -> c.write(ByteBuffer.allocateDirect(4)));
            ask("write a part", () -> {
                ByteBuffer b = bytes(10).position(3).limit(7);
                return c.write(b) + " " + b;
            });
            ask("read a read-only one among several", () -> ends.server().read(new ByteBuffer[] {ByteBuffer.allocate(1),
                ByteBuffer.allocate(1).asReadOnlyBuffer()}));
            ask("read into a part", () -> {
                ByteBuffer b = ByteBuffer.allocate(20).position(2).limit(4);
                return ends.server().read(b) + " " + b;
            });
            ask("read the rest", () -> {
                ByteBuffer b = ByteBuffer.allocateDirect(11);
                while (b.hasRemaining()) {
                    ends.server().read(b);
                }
                return b.flip().hashCode();
            });
            ask("adaptor streams", () -> {
                c.socket().getOutputStream().write(new byte[] {1, 2, 3, -1}, 1, 3);
                InputStream in = ends.server().socket().getInputStream();
                return List.of(in.read(), in.read(), in.read());
            });
        }
    }

    private void manyBuffers() throws Exception {
        try (Ground.Ends ends = ground.connect()) {
            ByteBuffer[] sources = new ByteBuffer[MANY];
            ByteBuffer[] targets = new ByteBuffer[MANY];
            long all = 0;
            for (int i = 0; i < MANY; i++) {
                sources[i] = bytes(i % 7);
                targets[i] = i % 2 == 0 ? ByteBuffer.allocate(i % 7) : ByteBuffer.allocateDirect(i % 7);
                all += i % 7;
            }
            long expected = all;
            var writing = Tasks.start(virtual, () -> {
                long n = 0;
                while (n < expected) {
                    n += ends.client().write(sources);
                }
                return n;
            });
            ask("many buffers", () -> {
                long n = 0;
                while (n < expected) {
                    n += ends.server().read(targets);
                }
                ask("many buffers written", writing::get);
                boolean same = true;
                for (int i = 0; i < MANY; i++) {
                    same &= sources[i].flip().equals(targets[i].flip());
                }
                return n + " " + same;
            });
        }
    }

    private void files() throws Exception {
        Path file = Files.createTempFile("transfer", null);
        try (Ground.Ends ends = ground.connect(); FileChannel from = FileChannel.open(file, StandardOpenOption.READ,
                StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            int size = 3_000_000;
            ByteBuffer content = bytes(size);
            from.write(content.duplicate());
            var sending = Tasks.start(virtual, () -> {
                long n = 0;
                while (n < size) {
                    n += from.transferTo(n, size - n, ends.client());
                }
                return n;
            });
            Path copy = Files.createTempFile("transfer", null);
            try (FileChannel to = FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE)) {
                ask("from a file to a file", () -> {
                    long n = 0;
                    while (n < size) {
                        n += to.transferFrom(ends.server(), n, size - n);
                    }
                    ByteBuffer got = ByteBuffer.allocate(size);
                    to.read(got, 0);
                    return n + " " + content.equals(got.flip());
                });
            }
            ask("sent from a file", sending::get);
            var mapped = Tasks.start(virtual, () -> ends.client().write(from.map(FileChannel.MapMode.READ_ONLY, 0, size)));
            ByteBuffer got = ByteBuffer.allocateDirect(size);
            ask("a mapped file", () -> {
                while (got.hasRemaining()) {
                    ends.server().read(got);
                }
                return content.equals(got.flip());
            });
            ask("a mapped file written", mapped::get);
            ask("transferTo beyond the end", () -> from.transferTo(size, 10, ends.client()));
            ask("transferTo negative", () -> from.transferTo(-1, 10, ends.client()));
            ends.server().configureBlocking(false);
            ask("transferFrom when there is nothing", () -> from.transferFrom(ends.server(), 0, 10));
            ends.server().configureBlocking(true);
            ends.client().shutdownOutput();
            ask("transferFrom at the end", () -> from.transferFrom(ends.server(), 0, 10));
            ask("transferTo after shutdownOutput", () -> from.transferTo(0, 10, ends.client()));
            ends.client().close();
            ask("transferTo a closed channel", () -> from.transferTo(0, 10, ends.client()));
        }
    }

    private void streamsOfChannels() throws Exception {
        try (Ground.Ends ends = ground.connect()) {
            InputStream in = Channels.newInputStream(ends.client());
            OutputStream out = Channels.newOutputStream(ends.client());
            ask("stream of a channel", () -> {
                out.write(new byte[] {1, 2, 3});
                ByteBuffer b = ByteBuffer.allocate(3);
                while (b.hasRemaining()) {
                    ends.server().read(b);
                }
                ends.server().write(b.flip());
                return Arrays.toString(in.readNBytes(3));
            });
            ends.client().configureBlocking(false);
            ask("stream of a channel that does not block", in::read);
            tell("write to one that does not block", () -> out.write(1));
            ends.client().configureBlocking(true);
            ask("text", () -> {
                Channels.newWriter(ends.server(), "UTF-8").append("ä\n").flush();
                char[] text = new char[2];
                return Channels.newReader(ends.client(), "UTF-8").read(text) > 0 ? text[0] + "" : "none";
            });
            ends.server().shutdownOutput();
            ask("end of a stream of a channel", in::read);
            tell("close of a stream of a channel", in::close);
            ask("closed the channel", ends.client()::isOpen);
            ask("read of a closed stream of a channel", in::read);
            tell("write to a closed stream of a channel", () -> out.write(1));
        }
    }

    private void streamsOfSockets() throws Exception {
        try (Questions.Two two = sockets.two()) {
            ask("objects", () -> {
                ObjectOutputStream out = new ObjectOutputStream(two.client().getOutputStream());
                out.writeObject(List.of("a", 1, 2.5));
                out.flush();
                return new ObjectInputStream(two.server().getInputStream()).readObject();
            });
            InputStream in = two.server().getInputStream();
            OutputStream out = two.client().getOutputStream();
            out.write(new byte[100]);
            ask("skip", () -> {
                long n = 0;
                while (n < 40) {
                    n += in.skip(40 - n);
                }
                return n;
            });
            ask("the rest", () -> in.readNBytes(60).length);
            ask("mark", in::markSupported);
            tell("reset", in::reset);
            ask("skip nothing", () -> in.skip(0));
            ask("skip negative", () -> in.skip(-1));
            two.client().shutdownOutput();
            ask("skip at the end", () -> in.skip(1));
            ask("all at the end", () -> in.readAllBytes().length);
            ask("transferTo at the end", () -> in.transferTo(OutputStream.nullOutputStream()));
            tell("close of the output", () -> two.client().getOutputStream().close());
            tell("close of a kept output", out::close);
            ask("closed the socket", two.client()::isClosed);
        }
    }

    /** Bytes are neither lost nor doubled, whoever takes them. */
    private void severalThreads() throws Exception {
        try (Ground.Ends ends = ground.connect()) {
            int threads = 4;
            int each = 200_000;
            List<Tasks<Long>> writers = Arrays.stream(new int[threads]).mapToObj(_ -> Tasks.start(virtual, () -> {
                ByteBuffer b = ByteBuffer.allocate(each);
                long n = 0;
                while (b.hasRemaining()) {
                    n += ends.client().write(b);
                }
                return n;
            })).toList();
            List<Tasks<Long>> readers = Arrays.stream(new int[threads]).mapToObj(_ -> Tasks.start(virtual, () -> {
                ByteBuffer b = ByteBuffer.allocate(7001);
                long n = 0;
                for (int got = 0; got >= 0; got = ends.server().read(b.clear())) {
                    n += got;
                }
                return n;
            })).toList();
            ask("written by several threads", () -> {
                long n = 0;
                for (Tasks<Long> w : writers) {
                    n += w.get();
                }
                ends.client().shutdownOutput();
                return n;
            });
            ask("read by several threads", () -> {
                long n = 0;
                for (Tasks<Long> r : readers) {
                    n += r.get();
                }
                return n;
            });
        }
        try (Questions.Two two = sockets.two()) {
            Socket s = two.client();
            InputStream in = s.getInputStream();
            s.setSoTimeout(0);
            var waiting = Tasks.start(virtual, in::read).awaitWaiting();
            s.setSoTimeout(20);
            ask("a read with a time-out while another waits", in::read);
            two.server().getOutputStream().write(9);
            ask("the other", waiting::get);
        }
    }
}
