package mptcp.shell.world;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.IntFunction;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the transfers of this process on one host: takes what is put, sends what is got. */
final class TransferServer implements AutoCloseable {
    static final int PORT = 5001;
    private static final Logger LOG = LoggerFactory.getLogger(TransferServer.class);
    private static final Duration ACCEPT_TIME = Duration.ofDays(1);

    private final Stack stack;
    private final StreamListener listener;
    private final IntFunction<Transfer> transfers;

    TransferServer(Stack stack, IntFunction<Transfer> transfers) throws IOException {
        this.stack = stack;
        this.transfers = transfers;
        InetAddress any = InetAddress.getByAddress(new byte[16]); // of both families
        listener = stack.listen(new InetSocketAddress(any, PORT), SocketConfig.DEFAULT, null);
        Thread.ofPlatform().daemon().name("transfers-" + stack.name()).start(this::acceptAll);
    }

    private void acceptAll() {
        while (true) {
            try {
                StreamSocket socket = listener.accept(ACCEPT_TIME);
                Thread.ofPlatform().daemon().name("serve-" + stack.name() + "-" + socket.id())
                        .start(() -> serve(socket));
            } catch (StreamException e) {
                if (e.reason() != StreamException.Reason.TIMED_OUT) {
                    return; // closed
                }
            } catch (IOException e) {
                LOG.warn("the transfer server of {} ends", stack.name(), e);
                return;
            }
        }
    }

    private void serve(StreamSocket socket) {
        Transfer transfer = null;
        try {
            int id = Request.read(socket);
            transfer = transfers.apply(id);
            if (transfer == null) {
                throw new IOException("no transfer " + id);
            }
            if (!transfer.serverConnected(socket)) {
                throw new IOException("transfer " + id + " is over");
            }
            if (transfer.direction() == Transfer.Direction.PUT) {
                Copier.receive(socket, transfer.receivedProgress());
            } else {
                Copier.send(transfer.content(), socket, transfer.sentProgress());
                Copier.drain(socket);
            }
            transfer.endFinished();
            socket.close();
        } catch (IOException | RuntimeException e) {
            socket.abort();
            if (transfer == null) {
                LOG.info("{} refused connection {}: {}", stack.name(), socket.id(), e.getMessage());
            } else {
                transfer.fail(stack.name() + ": " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
