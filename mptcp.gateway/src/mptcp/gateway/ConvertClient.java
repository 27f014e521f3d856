package mptcp.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamSocket;
import mptcp.gateway.convert.ConvertError;
import mptcp.gateway.convert.ConvertMessage;
import mptcp.gateway.convert.ConvertTlv;

/**
 * Connects to destinations by a converter (RFC 8803): the request is the first bytes of a connection to it, on the SYN where
 * its Fast Open cookie is known (0-RTT), and what comes behind its answer is the destination's. Any thread.
 */
final class ConvertClient {
    private static final ByteBuffer NO_OPTIONS = ByteBuffer.allocate(0);

    /** The converter did not connect. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        private final ConvertError error;

        Refused(ConvertError error) {
            super("the converter says " + error);
            this.error = error;
        }

        ConvertError error() {
            return error;
        }
    }

    private final Stack stack;
    private final InetSocketAddress converter;

    ConvertClient(Stack stack, InetSocketAddress converter) {
        this.stack = stack;
        this.converter = converter;
    }

    /**
     * Waits for the destination.
     *
     * @param timeout of the whole
     * @throws Refused if the converter did not connect
     */
    StreamSocket connect(InetSocketAddress destination, Duration timeout) throws IOException {
        ByteBuffer request = new ConvertMessage(new ConvertTlv.Connect(destination, NO_OPTIONS)).encode();
        StreamSocket socket = stack.connect(null, converter, SocketConfig.DEFAULT, null, request);
        CompletableFuture<Void> deadline = new CompletableFuture<Void>().completeOnTimeout(null, timeout.toNanos(),
                TimeUnit.NANOSECONDS);
        deadline.thenRun(socket::abort);
        try {
            socket.awaitConnected(timeout);
            if (request.hasRemaining()) {
                socket.write(request);
            }
            Optional<ConvertTlv.Failure> failure = ConvertMessage.decode(ConvertStream.read(socket)).find(ConvertTlv.Failure.class);
            if (failure.isPresent()) {
                throw new Refused(failure.get().error());
            }
        } catch (IOException | RuntimeException e) {
            socket.abort();
            throw e;
        } finally {
            deadline.cancel(false);
        }
        return socket;
    }
}
