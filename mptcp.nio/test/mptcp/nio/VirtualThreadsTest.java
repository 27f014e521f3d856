package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Virtual threads that wait leave their carriers: more of them than there can be carriers wait, and others run. */
@Timeout(60)
final class VirtualThreadsTest {
    /** Beyond the 256 carriers that the JDK makes at most where threads do not leave theirs. */
    private static final int MANY = 300;

    @ParameterizedTest
    @EnumSource
    void manyReadAndAcceptAndSelect(Ground g) throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        List<Tasks<?>> waiting = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            switch (i % 4) {
                case 0 -> {
                    Ground.Ends ends = g.connect();
                    open.add(ends);
                    waiting.add(Tasks.start(true, () -> ends.client().read(ByteBuffer.allocate(1))));
                }
                case 1 -> {
                    ServerSocketChannel listener = g.listen();
                    open.add(listener);
                    waiting.add(Tasks.start(true, listener::accept));
                }
                case 2 -> {
                    ServerSocketChannel wildcard = g.server().openServerSocketChannel().bind(new InetSocketAddress(0));
                    open.add(wildcard);
                    waiting.add(Tasks.start(true, wildcard::accept));
                }
                default -> {
                    Selector selector = g.client().openSelector();
                    open.add(selector);
                    waiting.add(Tasks.start(true, () -> selector.select()));
                }
            }
        }
        waiting.forEach(Tasks::awaitWaiting);
        assertEquals("ran", Tasks.start(true, () -> "ran").get());
        for (AutoCloseable each : open) {
            each.close();
        }
        for (int i = 0; i < MANY; i++) {
            if (i % 4 == 3) {
                assertEquals(0, waiting.get(i).get());
            } else {
                assertInstanceOf(AsynchronousCloseException.class, waiting.get(i).failure());
            }
        }
    }
}
