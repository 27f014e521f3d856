package mptcp.console.impl;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import mptcp.console.remote.MeetingPoint;
import org.apache.felix.service.command.CommandProcessor;

/** Sessions for others of the same user, over a UNIX-domain socket. */
final class RemoteServer implements AutoCloseable {
    private final MeetingPoint place;
    private final CommandProcessor processor;
    private final Function<List<String>, Collection<String>> completion;
    private final boolean verbose;
    private final byte[] secret;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
    private final Thread cleaner = new Thread(this::forget);

    /**
     * @param completion proposes the last of some words
     * @throws IOException that says why nobody can be served there
     */
    RemoteServer(MeetingPoint place, CommandProcessor processor, Function<List<String>, Collection<String>> completion,
            boolean verbose) throws IOException {
        this.place = place;
        this.processor = processor;
        this.completion = completion;
        this.verbose = verbose;
        secret = place.prepare();
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(place.socket());
            place.protect();
        } catch (IOException | RuntimeException e) {
            server.close();
            place.remove();
            throw e;
        }
        Runtime.getRuntime().addShutdownHook(cleaner);
        Thread.ofPlatform().daemon().name("remote").start(this::accept);
    }

    boolean isOpen() {
        return server.isOpen();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                clients.add(client);
                Thread.ofPlatform().daemon().name("remote-session").start(() -> serve(client));
            }
        } catch (ClosedChannelException closed) {
            // that is how it ends
        } catch (IOException e) {
            System.err.println("nobody can attach any more: " + e.getMessage());
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            new RemoteSession(client, secret, processor, completion, verbose).run();
        } catch (IOException gone) {
            // whoever it was has left
        } finally {
            clients.remove(client);
        }
    }

    private void forget() {
        try {
            place.remove();
        } catch (IOException e) {
            System.err.println("could not remove what others attach by: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel client : clients) {
            client.close();
        }
        place.remove();
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException e) {
            return; // the process is ending, and the hook has run or runs
        }
    }
}
