package mptcp.shell.world;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the transfers of this process on one host: takes what is put, sends what is got. */
final class TransferServer implements AutoCloseable {
    static final int PORT = 5001;
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(TransferServer.class);

    private final String host;
    private final ByteStreamListener listener;
    private final IntFunction<Transfer> transfers;
    private final AtomicInteger served = new AtomicInteger();
    private final Thread acceptor;

    TransferServer(TransferHost host, IntFunction<Transfer> transfers) throws IOException {
        this.host = host.name();
        this.transfers = transfers;
        listener = host.listen(PORT);
        acceptor = Thread.ofPlatform().daemon().name("transfers-" + this.host).start(this::acceptAll);
    }

    private void acceptAll() {
        try {
            for (ByteStream next = listener.accept(); next != null; next = listener.accept()) {
                ByteStream stream = next;
                Thread.ofPlatform().daemon().name("serve-" + host + "-" + served.incrementAndGet())
                        .start(() -> serve(stream));
            }
        } catch (IOException e) {
            LOG.warn("the transfer server of {} ends", host, e);
        }
    }

    private void serve(ByteStream stream) {
        Transfer transfer = null;
        try {
            int id = Request.read(stream);
            transfer = transfers.apply(id);
            if (transfer == null) {
                throw new IOException("no transfer " + id);
            }
            if (!transfer.serverConnected(stream)) {
                throw new IOException("transfer " + id + " is over");
            }
            if (transfer.direction() == Transfer.Direction.PUT) {
                Copier.receive(stream, transfer.receivedProgress());
            } else {
                Copier.send(transfer.content(), stream, transfer.sentProgress());
                Copier.drain(stream);
            }
            transfer.endFinished();
            stream.close();
        } catch (IOException | RuntimeException e) {
            stream.abort();
            if (transfer == null) {
                LOG.info("{} refused a connection: {}", host, e.getMessage());
            } else {
                transfer.fail(host + ": " + e.getMessage());
            }
        }
    }

    /** Returns when its thread has ended: the classes that it needs for that may be gone soon. */
    @Override
    public void close() {
        listener.close();
        try {
            acceptor.join(ENDS_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
