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
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamSocket;

/** The transfers of this process, the last hundred of those that are over included. Any thread. */
public final class Transfers implements AutoCloseable {
    private static final int KEPT = 100;
    private static final Duration CONNECT_TIME = Duration.ofSeconds(30);

    private final Clock clock;
    private final SequencedMap<Integer, Transfer> transfers = new TreeMap<>();
    private final Map<Stack, TransferServer> servers = new HashMap<>();
    private int nextId = 1;

    public Transfers(Clock clock) {
        this.clock = clock;
    }

    /** Listens on a host for transfers, if it does not yet. */
    public synchronized void serve(Stack host) throws IOException {
        if (!servers.containsKey(host)) {
            servers.put(host, new TransferServer(host, id -> find(id).orElse(null)));
        }
    }

    /** Forgets a host that is about to close; its transfers fail. */
    public synchronized void leave(Stack host) {
        TransferServer server = servers.remove(host);
        if (server != null) {
            server.close();
        }
    }

    /**
     * Starts a transfer between two hosts of this process, and returns.
     *
     * @param client opens the connection
     * @param ipv6 whether to use the server's first IPv6 address instead of the first IPv4 one
     * @throws IOException if the server cannot listen or has no such address
     */
    public Transfer start(Transfer.Direction direction, Content content, Stack client, Stack server, boolean ipv6,
            SocketConfig config) throws IOException {
        serve(server);
        InetAddress target = server.addresses().stream().map(a -> a.address())
                .filter(a -> a instanceof Inet6Address == ipv6).findFirst()
                .orElseThrow(() -> new IOException(server.name() + " has no IPv" + (ipv6 ? 6 : 4) + " address"));
        Transfer transfer = add(direction, content, client.name(), server.name(), true);
        run(transfer, client, new InetSocketAddress(target, TransferServer.PORT), config, true);
        return transfer;
    }

    /** Starts one with a foreign server, which takes bare bytes or sends them, and closes. */
    public Transfer startForeign(Transfer.Direction direction, Content content, Stack client,
            InetSocketAddress server, SocketConfig config) {
        Transfer transfer = add(direction, content, client.name(), server.toString(), false);
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

    private static void run(Transfer transfer, Stack client, InetSocketAddress remote, SocketConfig config,
            boolean request) {
        Thread.ofPlatform().daemon().name("transfer-" + transfer.id())
                .start(() -> open(transfer, client, remote, config, request));
    }

    private static void open(Transfer transfer, Stack client, InetSocketAddress remote, SocketConfig config,
            boolean request) {
        try {
            StreamSocket socket = client.connect(null, remote, config, null);
            if (!transfer.clientConnected(socket)) {
                socket.abort();
                return;
            }
            socket.awaitConnected(CONNECT_TIME);
            transfer.running();
            if (request) {
                Request.write(socket, transfer.id());
            }
            if (transfer.direction() == Transfer.Direction.PUT) {
                Copier.send(transfer.content(), socket, transfer.sentProgress());
                Copier.drain(socket);
            } else {
                Copier.receive(socket, transfer.receivedProgress());
            }
            transfer.endFinished();
            socket.close();
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
