package mptcp.socketagent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A tester: one connection to the control socket of an agent, one request at a time. */
final class Client implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader replies;

    Client(Path control) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(control));
        var in = new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.US_ASCII);
        replies = new BufferedReader(in);
    }

    /** Sends a request and returns its reply; null if the agent has gone. */
    String ask(String request, Object... arguments) {
        try {
            String text = request.formatted(arguments) + "\n";
            ByteBuffer line = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            return replies.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number of a successful reply. */
    int number(String request, Object... arguments) {
        String reply = ask(request, arguments);
        if (!reply.startsWith("= ")) {
            throw new AssertionError(request.formatted(arguments) + " was answered: " + reply);
        }
        return Integer.parseInt(reply.split(" ")[1]);
    }

    /** The text that a command of the system wrote. */
    String command(String line) {
        String[] reply = ask("sys " + line).split(" ");
        return reply.length < 3 ? "" : new String(HexFormat.of().parseHex(reply[2]), StandardCharsets.US_ASCII);
    }

    /** What {@code info} or {@code subflow} told, by name. */
    Map<String, String> facts(String request, Object... arguments) {
        Map<String, String> facts = new HashMap<>();
        for (String word : ask(request, arguments).split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                facts.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return facts;
    }

    /** A request whose call may block. No other may be made on this connection until it has ended. */
    CompletableFuture<String> start(String request, Object... arguments) {
        var reply = new CompletableFuture<String>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                reply.complete(ask(request, arguments));
            } catch (RuntimeException e) {
                reply.completeExceptionally(e);
            }
        });
        return reply;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
