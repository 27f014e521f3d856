package mptcp.simtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;

/** A connection with an application at each end, and what is expected of it. */
final class Transfer {
    /** What counts as a good end. */
    enum Expected {
        /** All bytes both ways, both ends of stream, no error. */
        COMPLETE,
        /** At each end: all bytes and the end of the stream, or an error. Never silence, never a wrong byte. */
        CORRECT_OR_ERROR,
        /** An error at the client, which tried to connect. */
        REFUSED
    }

    private final Party client;
    private final Party server;
    private final int port;
    private SimHost from;
    private SimHost to;
    private int path = 1;
    private boolean ipv6;
    private boolean anywhere;
    private List<Integer> destinations = List.of();
    private long startNs;
    private int firstBytes;
    private SocketConfig clientConfig = SocketConfig.DEFAULT;
    private SocketConfig serverConfig = SocketConfig.DEFAULT;
    private Expected expected = Expected.COMPLETE;

    Transfer(int number, World world, SimHost from, SimHost to) {
        this.from = from;
        this.to = to;
        port = 7000 + number;
        client = new Party(from.name() + number, world);
        server = new Party(to.name() + number, world);
        bytes(0, 0, world.seed());
    }

    // ---- the plan

    /** How many bytes go from client to server and back. */
    Transfer bytes(long up, long down, long seed) {
        return bytes(up, new Speech(seed ^ port), down, new Speech(~seed ^ port));
    }

    Transfer bytes(long up, Speech upward, long down, Speech downward) {
        client.talk(server, up, upward, downward);
        server.talk(client, down, downward, upward);
        return this;
    }

    /** The path whose addresses the first subflow has, from 1. */
    Transfer over(int number, boolean v6) {
        path = number;
        ipv6 = v6;
        return this;
    }

    /** From whatever address of the client. */
    Transfer fromAnywhere() {
        anywhere = true;
        return this;
    }

    /** To any of the server's addresses on these paths, the preferred one first, from whatever address of the client; a negative number is that of a path's IPv6 address. */
    Transfer toAnyOf(Integer... paths) {
        destinations = List.of(paths);
        return fromAnywhere();
    }

    Transfer startAt(long timeNs) {
        startNs = timeNs;
        return this;
    }

    /** So many bytes are given to the connect: what the SYN may carry goes on it (RFC 7413). */
    Transfer withFirst(int bytes) {
        firstBytes = bytes;
        return this;
    }

    Transfer config(SocketConfig both) {
        return configs(both, both);
    }

    Transfer configs(SocketConfig ofClient, SocketConfig ofServer) {
        clientConfig = ofClient;
        serverConfig = ofServer;
        return this;
    }

    Transfer policies(Map<PolicyKind, String> names) {
        return configs(clientConfig.withPolicies(names), serverConfig.withPolicies(names));
    }

    Transfer endings(Party.Ending ofClient, Party.Ending ofServer) {
        client.ending(ofClient);
        server.ending(ofServer);
        return this;
    }

    Transfer expect(Expected what) {
        expected = what;
        return this;
    }

    // ---- facts

    Party client() {
        return client;
    }

    Party server() {
        return server;
    }

    SimHost from() {
        return from;
    }

    SimHost to() {
        return to;
    }

    int port() {
        return port;
    }

    int path() {
        return path;
    }

    boolean ipv6() {
        return ipv6;
    }

    boolean anywhere() {
        return anywhere;
    }

    List<Integer> destinations() {
        return destinations;
    }

    int firstBytes() {
        return firstBytes;
    }

    long startNs() {
        return startNs;
    }

    SocketConfig clientConfig() {
        return clientConfig;
    }

    SocketConfig serverConfig() {
        return serverConfig;
    }

    Expected expected() {
        return expected;
    }

    boolean done() {
        return client.started() && client.done() && (!server.started() || server.done());
    }

    /** Whether an end in plain TCP has had more acknowledged than the other got: then nobody can know what is missing. */
    boolean deceived() {
        return deceived(client, from, server, to) || deceived(server, to, client, from);
    }

    private static boolean deceived(Party sender, SimHost ofSender, Party receiver, SimHost ofReceiver) {
        ConnectionSnapshot s = ofSender.newest(sender);
        ConnectionSnapshot r = ofReceiver.newest(receiver);
        return s != null && r != null && s.fallback() && s.bytesAcked() > r.bytesReceived();
    }

    /** What is not as expected, once all is over. */
    List<String> verdict() {
        List<String> wrong = new ArrayList<>();
        if (!done()) {
            wrong.add("silence: " + this);
            return wrong;
        }
        switch (expected) {
            case COMPLETE -> {
                complete(client, server, wrong);
                complete(server, client, wrong);
            }
            case CORRECT_OR_ERROR -> {
                correct(client, server, wrong);
                correct(server, client, wrong);
            }
            case REFUSED -> {
                if (client.failure() == null || client.received() > 0) {
                    wrong.add("no error at " + client);
                }
            }
        }
        accounts(client, from, server, to, wrong);
        accounts(server, to, client, from, wrong);
        return wrong;
    }

    private static void complete(Party p, Party peer, List<String> wrong) {
        if (!p.started() || p.failure() != null || p.received() != peer.toSend() + p.growth() || p.sent() != p.toSend()) {
            wrong.add("not complete: " + p);
        }
    }

    private static void correct(Party p, Party peer, List<String> wrong) {
        boolean allRead = p.started() && p.received() == peer.sent() + p.growth() && peer.sent() == peer.toSend();
        if (p.started() && !allRead && !p.aborted() && p.failure() == null) {
            wrong.add("neither complete nor an error: " + p + "; " + peer);
        }
    }

    /** Both ends' accounts of one direction agree: exactly if it was completed, in order of size otherwise. */
    private void accounts(Party sender, SimHost ofSender, Party receiver, SimHost ofReceiver, List<String> wrong) {
        if (sender.socket() == null || receiver.socket() == null || receiver.growth() != 0) {
            return;
        }
        ConnectionSnapshot s = ofSender.lastOf(sender.socket().id());
        ConnectionSnapshot r = ofReceiver.lastOf(receiver.socket().id());
        if (s == null || r == null) {
            wrong.add("no CLOSED event of " + (s == null ? sender : receiver));
            return;
        }
        // A fallen-back sender takes the subflow's acknowledgements, also those of middleboxes or of bytes without a mapping.
        boolean acked = s.bytesAcked() <= r.bytesReceived() || s.fallback();
        // What went on a SYN that nobody answered counts as not sent, and may have arrived.
        boolean ordered = acked && r.bytesReceived() <= Math.max(s.bytesSent(), sender == client ? firstBytes : 0)
                && s.bytesSent() <= sender.sent() && receiver.received() <= r.bytesReceived();
        boolean exact = s.bytesAcked() == sender.sent() && r.bytesReceived() == receiver.received();
        if (!ordered || expected == Expected.COMPLETE && !exact) {
            wrong.add("accounts of %s > %s differ: written %d, sent %d, acknowledged %d; received %d, read %d".formatted(
                    sender.name(), receiver.name(), sender.sent(), s.bytesSent(), s.bytesAcked(), r.bytesReceived(),
                    receiver.received()));
        }
    }

    @Override
    public String toString() {
        return client + "; " + server;
    }
}
