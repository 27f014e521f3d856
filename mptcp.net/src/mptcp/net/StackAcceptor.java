package mptcp.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.function.Function;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;

/** A listening socket of the stack. */
final class StackAcceptor implements Acceptor {
    private final Readiness readiness = new Readiness();
    private final StreamListener listener;
    private final Function<StreamSocket, Connection> made;
    private volatile boolean closed;

    /** @param made what to make of an accepted socket */
    StackAcceptor(Stack stack, InetSocketAddress local, int backlog, Function<StreamSocket, Connection> made)
            throws IOException {
        this.made = made;
        try {
            listener = stack.listen(local, SocketConfig.DEFAULT.withBacklog(backlog), _ -> readiness.change());
        } catch (StreamException e) {
            throw Errors.ofBind(e);
        }
    }

    @Override
    public InetSocketAddress local() {
        return listener.local();
    }

    @Override
    public Connection accept(int timeoutMs) throws IOException {
        long deadline = Readiness.deadline(timeoutMs);
        while (true) {
            int before = readiness.count();
            if (closed) {
                throw new SocketException("Socket closed");
            }
            StreamSocket socket = listener.tryAccept();
            if (socket != null) {
                return made.apply(socket);
            }
            readiness.await(before, deadline, "Accept");
        }
    }

    @Override
    public void close() {
        closed = true;
        listener.close();
        readiness.change();
    }
}
