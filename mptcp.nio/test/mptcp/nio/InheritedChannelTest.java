package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that inetd and its like start: its standard input is a connection of the kernel. Needs a bash that knows /dev/tcp. */
@Timeout(60)
final class InheritedChannelTest {
    private static final Path SHELL = Path.of("/bin/bash");

    @TempDir
    private Path folder;

    /** The program: it gives back what it gets, and waits in a selector for it. */
    static final class Program {
        public static void main(String[] args) throws Exception {
            Networks.install(Ground.Stacks.NETWORK);
            try (Selector selector = Selector.open(); SocketChannel c = (SocketChannel) System.inheritedChannel()) {
                if (!(SelectorProvider.provider() instanceof StackSelectorProvider)) {
                    throw new IllegalStateException("the JDK's provider");
                }
                c.configureBlocking(false).register(selector, SelectionKey.OP_READ);
                ByteBuffer got = ByteBuffer.allocate(100);
                selector.select();
                c.read(got);
                c.write(got.flip());
            }
            Runtime.getRuntime().halt(Ground.Stacks.NETWORK.bypasses().toString().contains("inherited") ? 0 : 3);
        }
    }

    @Test
    void itIsRegisteredWithTheStacksSelector() throws Exception {
        assumeTrue(Files.isExecutable(SHELL), "there is no " + SHELL);
        Path errors = folder.resolve("errors");
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listener.setSoTimeout(30_000);
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            Process process = new ProcessBuilder(List.of(SHELL.toString(), "-c",
                    "exec \"$@\" <>/dev/tcp/127.0.0.1/" + listener.getLocalPort(), "inherit", java, "--enable-native-access=ALL-UNNAMED",
                    "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                    "-Djava.nio.channels.spi.SelectorProvider=" + StackSelectorProvider.class.getName(), Program.class.getName()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(errors.toFile()).start();
            try (Socket s = listener.accept()) {
                s.setSoTimeout(30_000);
                s.getOutputStream().write(new byte[] {1, 2, 3});
                assertEquals(3, s.getInputStream().readNBytes(3).length, () -> text(errors));
                assertTrue(process.waitFor(30, TimeUnit.SECONDS), () -> text(errors));
                assertEquals(0, process.exitValue(), () -> text(errors));
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
