package mptcp.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamSocket;

/** Our end: callbacks on the stack's loop. */
final class StackChurn implements Churn {
    private final Stack stack;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(16); // loop thread
    private volatile long finished;
    private volatile IOException failure;
    private volatile boolean closing;
    private int port;

    private StackChurn(Stack stack) {
        this.stack = stack;
    }

    /** Accepts, reads a byte, closes. */
    static StackChurn server(Stack stack, InetSocketAddress local) throws IOException {
        StackChurn churn = new StackChurn(stack);
        churn.port = stack.listen(local, SocketConfig.DEFAULT.withBacklog(1024), listener -> {
            for (StreamSocket s = listener.tryAccept(); s != null; s = listener.tryAccept()) {
                s.listener(churn::serve);
            }
        }).local().getPort();
        return churn;
    }

    /** Connects, writes a byte, reads the end, closes; so many at a time. */
    static StackChurn client(Stack stack, InetSocketAddress to, int atOnce) {
        StackChurn churn = new StackChurn(stack);
        for (int i = 0; i < atOnce; i++) {
            stack.call(() -> {
                churn.visit(to);
                return null;
            });
        }
        return churn;
    }

    private void serve(StreamSocket socket, int ready) {
        try {
            buffer.clear();
            int n = socket.tryRead(buffer);
            if (n > 0) {
                socket.listener(null);
                socket.close();
                finished++;
            } else if (n < 0) {
                throw new SocketException("a connection came without its byte");
            }
        } catch (IOException e) {
            failed(socket, e);
        }
    }

    private void visit(InetSocketAddress to) throws IOException {
        stack.connect(null, to, SocketConfig.DEFAULT, new Visit(to));
    }

    /** One connection of a client. */
    private final class Visit implements SocketListener {
        private final InetSocketAddress to;
        private boolean sent;

        Visit(InetSocketAddress to) {
            this.to = to;
        }

        @Override
        public void ready(StreamSocket socket, int ready) {
            try {
                if (!sent && (ready & (StreamSocket.CONNECTED | StreamSocket.FAILED)) != 0) {
                    buffer.clear().limit(1);
                    sent = socket.tryWrite(buffer) == 1;
                }
                buffer.clear();
                if (sent && socket.tryRead(buffer) < 0) {
                    socket.listener(null);
                    socket.close();
                    finished++;
                    if (!closing) {
                        visit(to);
                    }
                }
            } catch (IOException e) {
                failed(socket, e);
            }
        }
    }

    private void failed(StreamSocket socket, IOException e) {
        if (failure == null && !closing) {
            failure = e;
        }
        socket.abort();
    }

    /** Where the server listens. */
    int port() {
        return port;
    }

    @Override
    public long finished() {
        return finished;
    }

    @Override
    public void check() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** The stack goes with it. */
    @Override
    public void close() {
        closing = true;
        stack.close();
    }
}
