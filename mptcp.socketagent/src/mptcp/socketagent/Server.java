package mptcp.socketagent;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicInteger;
import mptcp.socketagent.machine.Machine;

/**
 * The control socket. Each connection has a thread of its own, on which its requests are carried out one after the
 * other: a call that blocks holds up its own connection and no other.
 */
final class Server implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final Path path;
    private final Requests requests;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean ended;

    /** Can be connected to from now on. */
    Server(Machine machine, Path path) throws IOException {
        this.path = path;
        this.requests = new Requests(machine);
        removeLeftOver();
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            listener.close();
            throw new IOException("cannot listen on " + path + ": " + e.getMessage(), e);
        }
    }

    /** A socket that a former agent left behind; nothing else is removed. */
    private void removeLeftOver() throws IOException {
        boolean isSocket = Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && Files.readAttributes(path, BasicFileAttributes.class,
                        LinkOption.NOFOLLOW_LINKS).isOther();
        if (isSocket) {
            Files.delete(path);
        }
    }

    /** Serves until a tester says bye. */
    void serve() throws IOException {
        while (!ended) {
            try {
                SocketChannel channel = listener.accept();
                Thread.ofPlatform().daemon().name("control " + connections.incrementAndGet())
                        .start(() -> converse(channel));
            } catch (AsynchronousCloseException e) {
                return;
            }
        }
    }

    private void converse(SocketChannel channel) {
        try (channel;
                var in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel),
                        StandardCharsets.US_ASCII));
                var out = new BufferedWriter(new OutputStreamWriter(Channels.newOutputStream(channel),
                        StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String request = line.strip();
                if (request.isEmpty()) {
                    continue;
                }
                out.write(requests.answer(request));
                out.write('\n');
                out.flush();
                if (request.equals("bye")) {
                    end();
                    return;
                }
            }
        } catch (IOException e) {
            // The tester is gone: its descriptors stay, others may use them.
        }
    }

    private void end() throws IOException {
        ended = true;
        listener.close();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(path);
    }
}
