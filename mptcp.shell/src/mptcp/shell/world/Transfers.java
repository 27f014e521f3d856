package mptcp.shell.world;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import mptcp.api.socket.SocketConfig;
import mptcp.shell.text.Show;

/** The transfers of this process, the last hundred of those that are over included. Any thread. */
public final class Transfers implements AutoCloseable {
    private static final int KEPT = 100;
    private static final Duration CONNECT_TIME = Duration.ofSeconds(30);

    private final Clock clock;
    private final SequencedMap<Integer, Transfer> transfers = new TreeMap<>();
    private final Map<TransferHost, TransferServer> servers = new HashMap<>();
    private int nextId = 1;

    public Transfers(Clock clock) {
        this.clock = clock;
    }

    /** Listens on a host for transfers, if it does not yet. */
    public synchronized void serve(TransferHost host) throws IOException {
        if (!servers.containsKey(host)) {
            servers.put(host, new TransferServer(host, id -> find(id).orElse(null)));
        }
    }

    /** Forgets a host that is about to close; its transfers fail. */
    public void leave(TransferHost host) {
        TransferServer server;
        synchronized (this) {
            server = servers.remove(host);
        }
        if (server != null) {
            server.close();
        }
        all().stream().filter(t -> t.client().equals(host.name()) || t.server().equals(host.name()))
                .forEach(t -> t.fail("host " + host.name() + " was closed"));
    }

    /**
     * Starts a transfer between two hosts of this process, and returns.
     *
     * @param client opens the connection
     * @param ipv6 whether to use the server's first IPv6 address instead of the first IPv4 one
     * @throws IOException if the server cannot listen or has no such address
     */
    public Transfer start(Transfer.Direction direction, Content content, TransferHost client,
            TransferHost server, boolean ipv6, SocketConfig config) throws IOException {
        serve(server);
        InetAddress target = server.addresses().stream().filter(a -> a instanceof Inet6Address == ipv6).findFirst()
                .orElseThrow(() -> new IOException(server.name() + " has no IPv" + (ipv6 ? 6 : 4) + " address"));
        Transfer transfer = add(direction, content, client.name(), server.name(), true);
        run(transfer, client, new InetSocketAddress(target, TransferServer.PORT), config, true);
        return transfer;
    }

    /** Starts one with a foreign server, which takes bare bytes or sends them, and closes. */
    public Transfer startForeign(Transfer.Direction direction, Content content, TransferHost client,
            InetSocketAddress server, SocketConfig config) {
        Transfer transfer = add(direction, content, client.name(), Show.endpoint(server), false);
        run(transfer, client, server, config, false);
        return transfer;
    }

    private synchronized Transfer add(Transfer.Direction direction, Content content, String client, String server,
            boolean bothEndsHere) {
        Transfer transfer = new Transfer(nextId++, direction, content, client, server, bothEndsHere, clock);
        transfers.put(transfer.id(), transfer);
        transfers.values().stream().filter(t -> t.state().over()).map(Transfer::id)
                .limit(Math.max(0, transfers.size() - KEPT)).toList().forEach(transfers::remove);
        return transfer;
    }

    private static void run(Transfer transfer, TransferHost client, InetSocketAddress remote, SocketConfig config,
            boolean request) {
        Thread.ofPlatform().daemon().name("transfer-" + transfer.id())
                .start(() -> open(transfer, client, remote, config, request));
    }

    private static void open(Transfer transfer, TransferHost client, InetSocketAddress remote, SocketConfig config,
            boolean request) {
        try {
            ByteStream stream = client.open(remote, config);
            if (!transfer.clientConnected(stream)) {
                stream.abort();
                return;
            }
            stream.awaitConnected(CONNECT_TIME);
            transfer.running();
            if (request) {
                Request.write(stream, transfer.id());
            }
            if (transfer.direction() == Transfer.Direction.PUT) {
                Copier.send(transfer.content(), stream, transfer.sentProgress());
                Copier.drain(stream);
            } else {
                Copier.receive(stream, transfer.receivedProgress());
            }
            transfer.endFinished();
            stream.close();
        } catch (IOException | RuntimeException e) {
            transfer.fail(client.name() + ": " + e.getMessage());
        }
    }

    /** Oldest first. */
    public synchronized List<Transfer> all() {
        return new ArrayList<>(transfers.values());
    }

    public synchronized Optional<Transfer> find(int id) {
        return Optional.ofNullable(transfers.get(id));
    }

    /** Cancels what runs and stops listening. */
    @Override
    public void close() {
        all().forEach(Transfer::cancel);
        List<TransferServer> closing;
        synchronized (this) {
            closing = List.copyOf(servers.values());
            servers.clear();
        }
        closing.forEach(TransferServer::close);
    }
}
