package mptcp.console.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mptcp.console.remote.Frames;
import mptcp.console.remote.MeetingPoint;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions over the socket, with Gogo's own command processor. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RemoteServerTest {
    @TempDir
    Path temporary;

    private final ThreadIOImpl io = new ThreadIOImpl();
    private final CommandProcessorImpl processor = new CommandProcessorImpl(io);
    private final Target target = new Target();
    private MeetingPoint place;
    private RemoteServer server;

    /** What the sessions can run. */
    public static final class Target {
        final AtomicInteger calls = new AtomicInteger();
        final CountDownLatch blocked = new CountDownLatch(1);

        public String greet(String whom) {
            calls.incrementAndGet();
            return "hello " + whom;
        }

        public void complain() {
            throw new IllegalStateException("no good");
        }

        public void block() throws InterruptedException {
            blocked.countDown();
            new CountDownLatch(1).await();
        }

        public void leave() {
            throw new Exit(3);
        }
    }

    @BeforeEach
    void start() throws IOException {
        io.start();
        for (String function : List.of("greet", "complain", "block", "leave")) {
            processor.addCommand("test", target, function);
        }
        place = new MeetingPoint(temporary.resolve("run"));
        server = new RemoteServer(place, processor, words -> List.of(words.getLast() + "1", words.getLast() + "2"),
                false);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        processor.stop();
        io.stop();
    }

    private Frames connect(SocketChannel channel, byte[] secret) throws IOException {
        channel.connect(place.socket());
        Frames frames = new Frames(channel);
        frames.write(Frames.SECRET, secret, 0, secret.length);
        return frames;
    }

    private static SocketChannel open() throws IOException {
        return SocketChannel.open(StandardProtocolFamily.UNIX);
    }

    /** What comes until the command has ended: each message as its kind and text. */
    private static List<String> answer(Frames frames) throws IOException {
        StringBuilder texts = new StringBuilder();
        List<String> all = new ArrayList<>();
        while (true) {
            Frames.Frame f = frames.read();
            if (f.kind() == Frames.OUT || f.kind() == Frames.ERROR) {
                texts.append(f.kind()).append(f.text());
            } else {
                all.add(texts.toString().replace("\nO", "\n"));
                all.add(f.kind() + f.text());
                return all;
            }
        }
    }

    @Test
    void theRightSecretRunsCommands() throws IOException {
        try (SocketChannel channel = open()) {
            Frames frames = connect(channel, place.secret());
            assertEquals(Frames.WELCOME, frames.read().kind());
            frames.write(Frames.RUN, "test:greet world");
            List<String> first = answer(frames);
            assertTrue(first.getFirst().startsWith("Ohello world"), first.toString());
            assertEquals("D0", first.getLast());
            frames.write(Frames.RUN, "test:complain");
            assertEquals(List.of("Eno good\n", "D1"), answer(frames));
            frames.write(Frames.COMPLETE, "greet\nw");
            assertEquals("w1\nw2", frames.read().text());
            frames.write(Frames.RUN, "test:leave");
            assertEquals("X3", answer(frames).getLast());
        }
    }

    @Test
    void aWrongSecretIsRefusedAndRunsNothing() throws IOException {
        byte[] wrong = place.secret();
        wrong[63] ^= 1;
        for (byte[] offered : List.of(wrong, new byte[0], "x".getBytes(StandardCharsets.US_ASCII))) {
            try (SocketChannel channel = open()) {
                Frames frames = connect(channel, offered);
                assertEquals("refused: this is not the secret of this shell\n", frames.read().text());
                assertEquals(Frames.EXIT, frames.read().kind());
                assertNull(frames.read(), "and the connection is closed");
            }
        }
        assertEquals(0, target.calls.get());
    }

    @Test
    void aCommandWithoutTheSecretIsRefused() throws IOException {
        try (SocketChannel channel = open()) {
            channel.connect(place.socket());
            Frames frames = new Frames(channel);
            frames.write(Frames.RUN, "test:greet world");
            assertTrue(frames.read().text().startsWith("refused"));
        }
        assertEquals(0, target.calls.get());
    }

    @Test
    void anInterruptEndsTheCommandAndNotTheSession() throws Exception {
        try (SocketChannel channel = open()) {
            Frames frames = connect(channel, place.secret());
            frames.read();
            frames.write(Frames.RUN, "test:block");
            target.blocked.await();
            frames.write(Frames.INTERRUPT, "");
            assertEquals("D1", answer(frames).getLast());
            frames.write(Frames.RUN, "test:greet again");
            assertEquals("D0", answer(frames).getLast());
        }
    }

    @Test
    void aMessageOfUnseemlyLengthEndsTheSession() throws IOException {
        try (SocketChannel channel = open()) {
            channel.connect(place.socket());
            channel.write(ByteBuffer.wrap(new byte[] {'T', 0x7f, -1, -1, -1}));
            assertNull(new Frames(channel).read());
        }
    }

    /** It is no socket of any network, and in a folder of its owner; with the server, both files go. */
    @Test
    void nothingButTheFolderLeadsToIt() throws IOException {
        assertEquals(temporary.resolve("run"), place.socket().getPath().getParent());
        assertTrue(Files.exists(place.socket().getPath()));
        server.close();
        assertFalse(Files.exists(place.socket().getPath()));
        assertFalse(server.isOpen());
        try (SocketChannel channel = open()) {
            assertThrows(IOException.class, () -> channel.connect(place.socket()));
        }
    }
}
