package mptcp.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import mptcp.api.path.PathCommands;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.testkit.wire.IcmpPackets;
import mptcp.testkit.wire.TcpPacket;

/**
 * A script: one stack in virtual time, and the script as everything that the stack talks to.
 *
 * <pre>{@code
 * try (Drill d = Drill.v4().seed(1).config(c -> c.mptcpVersion(1)).open()) {
 *     d.listen(8080);
 *     d.inject(syn(0).win(65535).mss(1460).mpCapable());
 *     d.expect(synAck(0, 1).partial().mss(1460).mpCapable());
 *     d.inject(ack(1, 1).mpCapable());
 *     Sock s = d.accept();
 *     d.inject(data(1, 1, 1000).mpCapable());
 *     d.expectWithin(ms(100), ack(1, 1001).dss(dss().dack(1001)));
 *     s.read(1000);
 * }
 * }</pre>
 *
 * Time stands still unless a method says that it passes; the stack does at once whatever it can do at the present time.
 * Every packet that it sends must be looked at by an expectation or skipped, and obeys the rules of {@link Verifier}
 * besides. A failure is a {@link DrillFailure} with the exchange so far and the path of a capture. One thread.
 */
public final class Drill implements AutoCloseable {
    /** The flow of segments that name none. */
    public static final String FIRST_FLOW = "a";
    /** Where helpers listen unless the script did before. */
    public static final int DEFAULT_PORT = 8080;

    private final Network network;
    private final DrivenStack stack;
    private final Exchange exchange;
    private final Flows flows;
    private final Conn conn;
    private final ScriptPaths paths;
    private final ScriptScheduler scheduler;
    private final SplittableRandom random;
    private final Expectations expectations;
    private final Peer peer = new Peer();
    private final List<Runnable> atEnd = new ArrayList<>();
    private StreamListener listener;
    private int listenPort = DEFAULT_PORT;
    private int sockets;
    private int nextPeerPort = 40_001;

    Drill(Network network, DrivenStack stack, Exchange exchange, Flows flows, Conn conn, ScriptPaths paths,
            ScriptScheduler scheduler, SplittableRandom random) {
        this.network = network;
        this.stack = stack;
        this.exchange = exchange;
        this.flows = flows;
        expectations = new Expectations(exchange, flows);
        this.conn = conn;
        this.paths = paths;
        this.scheduler = scheduler;
        this.random = random;
    }

    public static DrillBuilder v4() {
        return new DrillBuilder(Network.V4);
    }

    public static DrillBuilder v6() {
        return new DrillBuilder(Network.V6);
    }

    void atEnd(Runnable action) {
        atEnd.add(action);
    }

    public DrivenStack stack() {
        return stack;
    }

    public ScriptLink link() {
        return exchange.link();
    }

    /** The connection of the first flow, and of others that name none. */
    public Conn conn() {
        return conn;
    }

    /** How the helpers present the peer. */
    public Peer peer() {
        return peer;
    }

    public ScriptPaths paths() {
        return paths;
    }

    public InetAddress localAddress() {
        return network.stack().address();
    }

    public InetAddress secondLocalAddress() {
        return network.stackSecond().address();
    }

    public InetAddress peerAddress() {
        return network.peer();
    }

    public InetAddress secondPeerAddress() {
        return network.peerSecond();
    }

    /** A counter of the stack, 0 if it has none of this name. */
    public long counter(String name) {
        return stack.inspector().counters().getOrDefault(name, 0L);
    }

    // ---- flows

    public Flow flow(String name) {
        return flows.of(name);
    }

    /** A flow of the first connection. @param local the stack's end; port 0: the one from which it will send */
    public Flow flow(String name, InetSocketAddress local, InetSocketAddress remote) {
        return flows.add(name, conn, local, remote);
    }

    /** A flow of a connection of its own. */
    public Flow separateFlow(String name, InetSocketAddress local, InetSocketAddress remote) {
        return flows.add(name, new Conn(conn.version(), random.nextLong()), local, remote);
    }

    /** A flow from the peer's second address to the listening port, as a peer that joins would use it. */
    public Flow joinFlow(String name) {
        return flow(name, new InetSocketAddress(localAddress(), listenPort),
                new InetSocketAddress(secondPeerAddress(), nextPeerPort++));
    }

    /** A flow of a connection of its own, from the peer's first address to the listening port. */
    public Flow clientFlow(String name) {
        return separateFlow(name, new InetSocketAddress(localAddress(), listenPort),
                new InetSocketAddress(peerAddress(), nextPeerPort++));
    }

    /** @param stackListens whether the stack's port is the listener's and the peer's an ephemeral one */
    private void firstFlow(boolean stackListens) {
        if (!flows.has(FIRST_FLOW)) {
            flow(FIRST_FLOW, new InetSocketAddress(localAddress(), stackListens ? listenPort : 0),
                    new InetSocketAddress(peerAddress(), stackListens ? nextPeerPort++ : DEFAULT_PORT));
        }
    }

    // ---- the application's side

    public void listen(int port) {
        listen(port, SocketConfig.DEFAULT);
    }

    /** Listens on the stack's first address; the first flow comes to this port. */
    public void listen(int port, SocketConfig config) {
        try {
            listener = stack.listen(new InetSocketAddress(localAddress(), port), config, null);
            listenPort = listener.local().getPort();
            exchange.note("listen " + listener.local());
            firstFlow(true);
            exchange.run();
        } catch (IOException e) {
            throw exchange.failure("listen failed: " + e, e);
        }
    }

    public boolean listening() {
        return listener != null;
    }

    /** Stops listening. */
    public void closeListener() {
        exchange.note("close the listener");
        listener.close();
        exchange.run();
    }

    /** There must be a connection to accept. */
    public Sock accept() {
        StreamSocket socket = listener.tryAccept();
        if (socket == null) {
            throw exchange.failure("there is no connection to accept");
        }
        Flow flow = flows.between(socket.local(), socket.remote());
        return sock(socket, flow == null ? conn : flow.conn(), "accept");
    }

    /** How many connections wait to be accepted. */
    public int pendingAccepts() {
        return listener.pending();
    }

    /** There must be none. */
    public void expectNoAccept() {
        if (listener.pending() != 0) {
            throw exchange.failure("there is a connection to accept");
        }
    }

    public Sock connect() {
        return connect(SocketConfig.DEFAULT);
    }

    /** Starts a connection to the peer's first address, on the first flow; its SYN is the next packet. */
    public Sock connect(SocketConfig config) {
        firstFlow(false);
        return connect(flows.of(FIRST_FLOW), config, null);
    }

    /** The same with Fast Open: so many bytes of the stream's pattern; those that are not taken are written after it. */
    public Sock connect(SocketConfig config, int bytes) {
        firstFlow(false);
        return connect(flows.of(FIRST_FLOW), config, bytes);
    }

    public Sock connect(Flow flow, SocketConfig config, int bytes) {
        ByteStream stream = flow.conn().side(true).stream;
        byte[] first = stream.next(bytes);
        stream.append(first, bytes);
        return connect(flow, config, ByteBuffer.wrap(first));
    }

    private Sock connect(Flow flow, SocketConfig config, ByteBuffer first) {
        try {
            StreamSocket socket = stack.connect(null, flow.remote(), config, null, first);
            Sock sock = sock(socket, flow.conn(), first == null ? "connect" : "connect with " + first.position());
            if (first != null && first.hasRemaining()) {
                stack.call(() -> socket.tryWrite(first));
            }
            exchange.run();
            return sock;
        } catch (IOException e) {
            throw exchange.failure("connect failed: " + e, e);
        }
    }

    private Sock sock(StreamSocket socket, Conn of, String action) {
        String name = "s" + ++sockets;
        exchange.note(name + " = " + action);
        return new Sock(socket, name, of, exchange);
    }

    // ---- what policies do on the script's behalf

    /** Opens a subflow from a local address; the flow binds to its SYN. */
    public Flow openSubflow(String name, InetAddress local, InetSocketAddress remote, boolean backup) {
        Flow flow = flow(name, new InetSocketAddress(local, 0), remote);
        command("open " + name, c -> c.open(local, remote, backup));
        return flow;
    }

    /** Announces an address. @return its address id */
    public int announce(InetAddress address, int port) {
        int[] id = new int[1];
        command("announce " + address.getHostAddress() + " port " + port, c -> {
            id[0] = c.announce(address, port);
            return id[0] >= 0;
        });
        return id[0];
    }

    public void withdraw(int addressId) {
        command("withdraw " + addressId, c -> c.withdraw(addressId));
    }

    public void setBackup(String flow, boolean backup) {
        int slot = slot(flow);
        command("backup " + flow + " " + backup, c -> c.setBackup(slot, backup));
    }

    public void closeSubflow(String flow) {
        int slot = slot(flow);
        command("close " + flow, c -> c.close(slot));
    }

    /** New data goes to this flow while it is usable. */
    public void prefer(String flow) {
        scheduler.prefer(slot(flow));
    }

    private int slot(String flow) {
        return paths.slot(flows.of(flow)).orElseThrow(() -> exchange.failure("the connection has no subflow on " + flow));
    }

    /** What a path manager may ask for. */
    @FunctionalInterface
    public interface Command {
        /** @return whether the stack will do it */
        boolean to(PathCommands commands);
    }

    /** Asks the stack, as its path manager; it must agree. */
    public void command(String text, Command command) {
        exchange.note("path manager: " + text);
        boolean done = stack.call(() -> command.to(paths.commands()));
        exchange.run();
        if (!done) {
            throw exchange.failure("the stack refused: " + text);
        }
    }

    // ---- the peer's side

    /** Each in a turn of its own: the stack answers one before it sees the next. */
    public void inject(Segment... segments) {
        prepare(segments);
        for (Segment segment : segments) {
            exchange.inject(List.of(exchange.make(segment)));
        }
    }

    /** Injects a segment as a link gives it that put it together of several, of so much payload each but the last. */
    public void injectPutTogether(int segmentSize, Segment segment) {
        prepare(segment);
        exchange.injectPutTogether(exchange.make(segment), segmentSize);
    }

    /** All in one turn, as a link delivers what has piled up. */
    public void injectTogether(Segment... segments) {
        prepare(segments);
        exchange.inject(Arrays.stream(segments).map(exchange::make).toList());
    }

    /** A segment as IP fragments. @param size of the pieces, a multiple of eight */
    public void injectFragments(Segment segment, int size) {
        prepare(segment);
        exchange.inject(exchange.fragments(segment, size));
    }

    /** Bytes as they are. */
    public void injectRaw(byte[] packet) {
        exchange.injectRaw(packet);
    }

    /** The bytes of a segment, which counts as sent but is not delivered. */
    public byte[] encode(Segment segment) {
        prepare(segment);
        return exchange.make(segment);
    }

    /** An ICMP error about the packet that was expected or passed over last. */
    public void injectUnreachable(int code) {
        exchange.injectRaw(IcmpPackets.unreachable(peerAddress(), expectations.last().bytes(), code));
    }

    public void injectTooBig(int mtu) {
        exchange.injectRaw(IcmpPackets.tooBig(peerAddress(), expectations.last().bytes(), mtu));
    }

    private void prepare(Segment... segments) {
        if (Arrays.stream(segments).anyMatch(s -> s.flow().equals(FIRST_FLOW))) {
            firstFlow(true);
        }
    }

    // ---- expectations

    /** Each is the next packet, sent at the present time. @return the last */
    public TcpPacket expect(Segment... segments) {
        TcpPacket seen = null;
        for (Segment segment : segments) {
            seen = expectBetween(0, 0, segment);
        }
        return seen;
    }

    /** As {@link #expect}. @return the packet as it was on the wire */
    public byte[] expectBytes(Segment segment) {
        expect(segment);
        return expectations.last().bytes().clone();
    }

    /** The next packet comes exactly then; time passes until it comes. */
    public TcpPacket expectAfter(long ns, Segment segment) {
        return expectBetween(ns, ns, segment);
    }

    /** The next packet comes now or until then; time passes until it comes. */
    public TcpPacket expectWithin(long ns, Segment segment) {
        return expectBetween(0, ns, segment);
    }

    /** The next packet comes so many nanoseconds from now; time passes until it comes. */
    public TcpPacket expectBetween(long fromNs, long toNs, Segment segment) {
        return expectations.next(fromNs, toNs, segment);
    }

    /** The next packets, all sent by now, are these in any order: for several flows. */
    public void expectUnordered(Segment... segments) {
        expectations.unordered(List.of(segments));
    }

    /** The next packet, sent by now, is one of these. @return its index */
    public int expectOneOf(Segment... segments) {
        return expectations.oneOf(List.of(segments));
    }

    /** Passes over packets until this one comes, and lets time pass for it. */
    public TcpPacket expectEventually(long ns, Segment segment) {
        return expectations.eventually(ns, segment);
    }

    /** Nothing has been sent that was not looked at. */
    public void expectNothing() {
        expectNothing(0);
    }

    /** Nothing is sent while so much time passes. */
    public void expectNothing(long ns) {
        expectations.nothing(ns);
    }

    /** Passes over what was sent and not looked at; the rules for every packet hold for these as well. */
    public List<TcpPacket> skip() {
        exchange.run();
        return expectations.skip();
    }

    /** Passes over acknowledgements without data at the head of what was sent. */
    public void skipAcks() {
        expectations.skipAcks();
    }

    // ---- time

    /** Nanoseconds since the script began. */
    public long elapsedNs() {
        return exchange.nowNs() - Exchange.START_NS;
    }

    /** Lets time pass. */
    public void advance(long ns) {
        exchange.advanceTo(exchange.nowNs() + ns, false);
    }

    /** Lets the stack do what it can do now; after something was done to it that the script does not know of. */
    public void run() {
        exchange.run();
    }

    // ---- helpers

    /** See {@link Handshakes#server}. */
    public Sock handshakeServer() {
        return new Handshakes(this).server();
    }

    /** See {@link Handshakes#client}. */
    public Sock handshakeClient() {
        return new Handshakes(this).client();
    }

    /** See {@link Handshakes#joinServer}. */
    public Flow joinServer(String name) {
        return new Handshakes(this).joinServer(name);
    }

    /** See {@link Handshakes#joinClient}. */
    public Flow joinClient(String name) {
        return new Handshakes(this).joinClient(name);
    }

    /** Writes a line into the exchange. */
    public void note(String text) {
        exchange.note("-- " + text);
    }

    public DrillFailure failure(String what) {
        return exchange.failure(what);
    }

    /** Nothing may be left that no expectation has looked at. */
    @Override
    public void close() {
        DrillFailure complaint = exchange.leftOver();
        stack.close();
        atEnd.forEach(Runnable::run);
        if (complaint != null) {
            throw complaint;
        }
    }
}
