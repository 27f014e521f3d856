package mptcp.shell.world;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import mptcp.api.address.LinkAddress;
import mptcp.api.hint.Hint;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;

/** A stack of ours as a host of transfers; equal to any other of the same stack. */
public record StackHost(Stack stack) implements TransferHost {
    private static final Duration ACCEPT_TIME = Duration.ofDays(1);

    @Override
    public String name() {
        return stack.name();
    }

    @Override
    public List<InetAddress> addresses() {
        return stack.addresses().stream().map(LinkAddress::address).toList();
    }

    @Override
    public ByteStream open(InetSocketAddress remote, SocketConfig config) throws IOException {
        return new OfSocket(stack.name(), stack.connect(null, remote, config, null));
    }

    @Override
    public ByteStreamListener listen(int port) throws IOException {
        InetAddress any = InetAddress.getByAddress(new byte[16]); // of both families
        return new OfListener(stack.name(), stack.listen(new InetSocketAddress(any, port), SocketConfig.DEFAULT, null));
    }

    private record OfListener(String host, StreamListener listener) implements ByteStreamListener {
        @Override
        public ByteStream accept() throws IOException {
            while (true) {
                try {
                    return new OfSocket(host, listener.accept(ACCEPT_TIME));
                } catch (StreamException e) {
                    if (e.reason() != StreamException.Reason.TIMED_OUT) {
                        return null;
                    }
                }
            }
        }

        @Override
        public void close() {
            listener.close();
        }
    }

    private record OfSocket(String host, StreamSocket socket) implements ByteStream {
        @Override
        public ConnectionId id() {
            return new ConnectionId(host, socket.id());
        }

        @Override
        public void awaitConnected(Duration timeout) throws IOException {
            socket.awaitConnected(timeout);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return socket.read(target);
        }

        @Override
        public void write(ByteBuffer source) throws IOException {
            Hint said = socket.config().hint();
            socket.write(source, said.deadlineNs() == Long.MAX_VALUE ? null : said); // a deadline counts from a write
        }

        @Override
        public void shutdownOutput() {
            socket.shutdownOutput();
        }

        @Override
        public void close() {
            socket.close();
        }

        @Override
        public void abort() {
            socket.abort();
        }
    }
}
