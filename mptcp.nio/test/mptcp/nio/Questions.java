package mptcp.nio;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/**
 * One program that asks everything of sockets and channels and prints the answers, the JDK's or those over a stack: what
 * differs between the two is what {@link ParityTest} shows. Addresses, ports and names of classes behind the interfaces are
 * made the same.
 */
final class Questions extends Asking {
    private final Ground ground;
    private final NetSockets peers;
    private final AsynchronousChannelProvider clientAsync;
    private final AsynchronousChannelProvider serverAsync;

    private Questions(Ground ground, boolean virtual) {
        super(virtual);
        this.ground = ground;
        boolean jdk = ground == Ground.JDK;
        peers = jdk ? null : new NetSockets(Ground.Stacks.PEER_NETWORK);
        clientAsync = jdk ? Jdk.asynchronous() : new StackAsynchronousChannelProvider((StackSelectorProvider) ground.client());
        serverAsync = jdk ? Jdk.asynchronous() : new StackAsynchronousChannelProvider((StackSelectorProvider) ground.server());
    }

    public static void main(String[] args) throws Exception {
        Ground ground = Ground.valueOf(args[0]);
        if (ground != Ground.JDK) {
            NetSockets.install(Ground.Stacks.NETWORK, false);
        }
        for (boolean virtual : new boolean[] {false, true}) {
            Questions q = new Questions(ground, virtual);
            var all = new Thread[1];
            all[0] = (virtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(q::askAll);
            all[0].join();
        }
        System.out.flush();
        Runtime.getRuntime().halt(0); // asynchronous groups and stacks have threads of their own
    }

    private void askAll() {
        step(this::sockets);
        step(this::connectedSockets);
        step(this::endsOfSockets);
        step(this::waitsOfSockets);
        step(this::serverSockets);
        step(this::channels);
        step(this::adaptors);
        step(this::serverChannels);
        step(this::selectors);
        step(this::asynchronous);
        new EdgeQuestions(ground, this, virtual).askAll();
        new TransferQuestions(ground, this, virtual).askAll();
        new LifeQuestions(ground, this, virtual).askAll();
        new KeyQuestions(ground, virtual).askAll();
        new PipeQuestions(ground, virtual).askAll();
        new MemoryQuestions(ground, this, virtual).askAll();
        new GroupQuestions(ground, this, virtual).askAll();
        new AddressQuestions(ground, virtual).askAll();
    }

    // --- java.net

    ServerSocket serverSocket() throws Exception {
        return ground == Ground.JDK ? new ServerSocket() : new ServerSocket(new NetSocketImpl(peers, true)) { };
    }

    private ServerSocket listening() throws Exception {
        ServerSocket s = serverSocket();
        s.bind(new InetSocketAddress(ground.serverAddress(), 0));
        return s;
    }

    AsynchronousChannelProvider serverAsync() {
        return serverAsync;
    }

    AsynchronousChannelProvider clientAsync() {
        return clientAsync;
    }

    private void sockets() throws Exception {
        try (Socket s = new Socket()) {
            state("new Socket", s);
            change("new Socket", s);
            ask("new Socket getInputStream", s::getInputStream);
            ask("new Socket getOutputStream", s::getOutputStream);
            tell("new Socket shutdownInput", s::shutdownInput);
            tell("new Socket shutdownOutput", s::shutdownOutput);
            tell("connect null", () -> s.connect(null));
            tell("connect negative timeout", () -> s.connect(new InetSocketAddress(ground.serverAddress(), 1), -1));
        }
        try (Socket s = new Socket()) {
            tell("connect unresolved", () -> s.connect(unresolved()));
            ask("then closed", s::isClosed);
        }
        try (Socket s = new Socket()) {
            tell("bind", () -> s.bind(new InetSocketAddress(0)));
            ask("bound port > 0", () -> s.getLocalPort() > 0);
            ask("bound states", () -> new Object[] {s.isBound(), s.isConnected()});
            tell("bind again", () -> s.bind(null));
            tell("refused", () -> s.connect(ground.nobody()));
            ask("refused and closed", s::isClosed);
        }
        try (Socket s = new Socket()) {
            tell("bind to an address of nobody", () -> s.bind(new InetSocketAddress("192.0.2.1", 0)));
            tell("bind unresolved", () -> s.bind(unresolved()));
        }
        Socket s = new Socket();
        tell("close", s::close);
        tell("close again", s::close);
        state("closed Socket", s);
        change("closed Socket", s);
        ask("closed getInputStream", s::getInputStream);
        ask("closed getOutputStream", s::getOutputStream);
        tell("closed connect", () -> s.connect(ground.nobody()));
        tell("closed bind", () -> s.bind(null));
        tell("closed shutdownInput", s::shutdownInput);
    }

    record Two(Socket client, Socket server) implements AutoCloseable {
        @Override
        public void close() throws java.io.IOException {
            client.close();
            server.close();
        }
    }

    Two two() throws Exception {
        try (ServerSocket listener = listening()) {
            Socket client = new Socket();
            client.connect(listener.getLocalSocketAddress());
            return new Two(client, listener.accept());
        }
    }

    private void connectedSockets() throws Exception {
        try (Two two = two()) {
            Socket s = two.client();
            state("connected Socket", s);
            state("accepted Socket", two.server());
            change("connected Socket", s);
            tell("connect again", () -> s.connect(ground.nobody()));
            tell("bind connected", () -> s.bind(null));
            InputStream in = s.getInputStream();
            OutputStream out = s.getOutputStream();
            ask("available", in::available);
            ask("read of nothing", () -> in.read(new byte[0]));
            ask("read out of bounds", () -> in.read(new byte[1], 1, 1));
            ask("read null", () -> in.read(null));
            tell("write out of bounds", () -> out.write(new byte[1], 0, 2));
            tell("write", () -> out.write(new byte[10]));
            ask("received", () -> two.server().getInputStream().readNBytes(10).length);
            tell("answer", () -> two.server().getOutputStream().write(7));
            ask("answered", in::read);
            tell("urgent data are no part of it", () -> s.getOutputStream().flush());
            tell("shutdownOutput", s::shutdownOutput);
            tell("shutdownOutput again", s::shutdownOutput);
            tell("write after shutdownOutput", () -> out.write(1));
            ask("getOutputStream after shutdownOutput", s::getOutputStream);
            ask("the peer's end of stream", () -> two.server().getInputStream().read());
            ask("and again", () -> two.server().getInputStream().read());
            ask("available at the end", () -> two.server().getInputStream().available());
            tell("shutdownInput", s::shutdownInput);
            tell("shutdownInput again", s::shutdownInput);
            ask("read after shutdownInput", in::read);
            ask("available after shutdownInput", in::available);
            ask("getInputStream after shutdownInput", s::getInputStream);
            state("shut Socket", s);
            tell("close in", in::close);
            ask("which closed the socket", s::isClosed);
            ask("read after close", in::read);
            tell("write after close", () -> out.write(1));
            ask("available after close", in::available);
            state("closed connected Socket", s);
        }
    }

    private void endsOfSockets() throws Exception {
        try (Two two = two()) {
            InputStream in = two.client().getInputStream();
            two.server().setSoLinger(true, 0);
            two.server().close();
            ask("read of a reset connection", in::read);
            ask("and again", in::read);
            ask("available of a reset connection", in::available);
            ask("not closed", two.client()::isClosed);
        }
        try (Two two = two()) {
            two.server().close();
            ask("read of a closed connection", () -> two.client().getInputStream().read());
            tell("shutdownOutput then", two.client()::shutdownOutput);
        }
    }

    private void waitsOfSockets() throws Exception {
        try (Two two = two()) {
            InputStream in = two.client().getInputStream();
            two.client().setSoTimeout(20);
            ask("read times out", in::read);
            ask("read times out again", in::read);
            two.client().setSoTimeout(0);
            var reading = Tasks.start(virtual, () -> in.read());
            reading.awaitWaiting();
            two.client().close();
            ask("read while it is closed", reading::get);
        }
        try (Two two = two()) {
            InputStream in = two.client().getInputStream();
            var reading = Tasks.start(virtual, () -> {
                try {
                    return in.read() + " and interrupted: " + Thread.currentThread().isInterrupted();
                } catch (java.io.IOException e) {
                    return e + " and interrupted: " + Thread.currentThread().isInterrupted();
                }
            }).awaitWaiting();
            reading.thread().interrupt();
            if (!virtual) {
                two.server().getOutputStream().write(5); // an interrupt ends no read of a platform thread
            }
            ask("interrupted read", reading::get);
            ask("then closed", two.client()::isClosed);
        }
        try (ServerSocket listener = listening()) {
            listener.setSoTimeout(20);
            ask("accept times out", listener::accept);
        }
        ServerSocket listener = listening();
        var accepting = Tasks.start(virtual, listener::accept).awaitWaiting();
        listener.close();
        ask("accept while it is closed", accepting::get);
    }

    private void serverSockets() throws Exception {
        try (ServerSocket s = serverSocket()) {
            serverState("new ServerSocket", s);
            ask("accept unbound", s::accept);
            tell("setReceiveBufferSize 0", () -> s.setReceiveBufferSize(0));
            tell("setReceiveBufferSize", () -> s.setReceiveBufferSize(40_000));
            ask("getReceiveBufferSize", () -> s.getReceiveBufferSize() >= 40_000);
            tell("setReuseAddress", () -> s.setReuseAddress(false));
            ask("getReuseAddress", s::getReuseAddress);
            tell("setSoTimeout negative", () -> s.setSoTimeout(-1));
            tell("bind unresolved", () -> s.bind(unresolved()));
            tell("bind to an address of nobody", () -> s.bind(new InetSocketAddress("192.0.2.1", 0)));
            tell("bind", () -> s.bind(new InetSocketAddress(ground.serverAddress(), 0), -5));
            serverState("bound ServerSocket", s);
            tell("bind again", () -> s.bind(null));
            try (ServerSocket other = serverSocket()) {
                tell("bind the same", () -> other.bind(s.getLocalSocketAddress()));
            }
            try (Socket client = new Socket()) {
                client.connect(s.getLocalSocketAddress());
                try (Socket accepted = s.accept()) {
                    ask("the listener's buffer is inherited", () -> accepted.getReceiveBufferSize() >= 40_000);
                    ask("accepted from", () -> accepted.getRemoteSocketAddress().equals(client.getLocalSocketAddress()));
                }
            }
            tell("close", s::close);
            serverState("closed ServerSocket", s);
            ask("accept closed", s::accept);
            tell("bind closed", () -> s.bind(null));
            tell("setSoTimeout closed", () -> s.setSoTimeout(1));
        }
    }

    private void serverState(String of, ServerSocket s) {
        ask(of + " states", () -> new Object[] {s.isBound(), s.isClosed()});
        ask(of + " toString", s::toString);
        ask(of + " getInetAddress", s::getInetAddress);
        ask(of + " getLocalPort sign", () -> Integer.signum(s.getLocalPort()));
        ask(of + " getLocalSocketAddress", s::getLocalSocketAddress);
        ask(of + " getChannel", () -> s.getChannel() == null);
        ask(of + " supportedOptions", s::supportedOptions);
        ask(of + " getSoTimeout", s::getSoTimeout);
        ask(of + " getReuseAddress", s::getReuseAddress);
        ask(of + " getOption", () -> s.getOption(StandardSocketOptions.SO_REUSEADDR));
        ask(of + " getOption of others", () -> s.getOption(StandardSocketOptions.TCP_NODELAY));
        ask(of + " setOption wrong", () -> s.setOption(StandardSocketOptions.SO_RCVBUF, -1) == s);
    }

    // --- java.nio

    private void channelState(String of, SocketChannel c) {
        ask(of + " toString", c::toString);
        ask(of + " states", () -> new Object[] {c.isOpen(), c.isConnected(), c.isConnectionPending(), c.isBlocking(),
            c.isRegistered()});
        ask(of + " getLocalAddress", c::getLocalAddress);
        ask(of + " getRemoteAddress", c::getRemoteAddress);
        for (SocketOption<?> option : c.supportedOptions().stream().sorted(Comparator.comparing(SocketOption::name)).toList()) {
            if (!option.name().contains("BUF") && !option.name().contains("QUICKACK")) {
                ask(of + " " + option, () -> c.getOption(option));
            }
        }
        ask(of + " finishConnect", c::finishConnect);
        ask(of + " read of nothing", () -> c.read(ByteBuffer.allocate(0)));
        ask(of + " read of no buffers", () -> c.read(new ByteBuffer[0]));
        ask(of + " read into a read-only buffer", () -> c.read(ByteBuffer.allocate(1).asReadOnlyBuffer()));
        ask(of + " write of nothing", () -> c.write(ByteBuffer.allocate(0)));
        ask(of + " bind", () -> c.bind(null) == c);
        ask(of + " bind unresolved", () -> c.bind(unresolved()));
        ask(of + " connect unresolved", () -> c.connect(unresolved()));
    }

    private void channels() throws Exception {
        try (SocketChannel c = ground.client().openSocketChannel()) {
            channelState("new channel", c);
            channelState("bound channel", c);
        }
        try (Ground.Ends ends = ground.connect()) {
            SocketChannel c = ends.client();
            channelState("connected channel", c);
            channelState("accepted channel", ends.server());
            ask("connect again", () -> c.connect(ground.nobody()));
            ask("write", () -> c.write(ByteBuffer.allocate(9)));
            ask("received", () -> ends.server().read(ByteBuffer.allocate(20)));
            c.configureBlocking(false);
            ask("read nothing", () -> c.read(ByteBuffer.allocate(1)));
            ask("read nothing in several", () -> c.read(new ByteBuffer[] {ByteBuffer.allocate(1), ByteBuffer.allocate(1)}));
            ask("shutdownOutput", () -> c.shutdownOutput() == c);
            ask("write then", () -> c.write(ByteBuffer.allocate(1)));
            c.configureBlocking(true);
            ask("write then, blocking", () -> c.write(ByteBuffer.allocate(1)));
            ask("shutdownInput", () -> c.shutdownInput() == c);
            ask("read then", () -> c.read(ByteBuffer.allocate(1)));
            ask("read of nothing then", () -> c.read(ByteBuffer.allocate(0)));
            channelState("shut channel", c);
            c.close();
            channelState("closed channel", c);
            ask("end of the stream", () -> ends.server().read(ByteBuffer.allocate(1)));
        }
        try (SocketChannel c = ground.client().openSocketChannel()) {
            ask("refused", () -> c.connect(ground.nobody()));
            channelState("refused channel", c);
        }
    }

    private void adaptors() throws Exception {
        try (SocketChannel c = ground.client().openSocketChannel()) {
            state("adaptor", c.socket());
            change("adaptor", c.socket());
            tell("adaptor connect null", () -> c.socket().connect(null));
            tell("adaptor connect wrong", () -> c.socket().connect(unresolved()));
        }
        try (Ground.Ends ends = ground.connect()) {
            Socket s = ends.client().socket();
            state("connected adaptor", s);
            change("connected adaptor", s);
            s.setSoTimeout(20);
            InputStream in = s.getInputStream();
            ask("adaptor read times out", in::read);
            ask("adaptor available", in::available);
            tell("adaptor write", () -> s.getOutputStream().write(new byte[4]));
            ends.client().configureBlocking(false);
            ask("adaptor read, not blocking", in::read);
            tell("adaptor write, not blocking", () -> s.getOutputStream().write(1));
            ends.client().configureBlocking(true);
            tell("adaptor connect again", () -> s.connect(ground.nobody()));
            tell("adaptor shutdownInput", s::shutdownInput);
            ask("adaptor read then", in::read);
            ask("adaptor getInputStream then", s::getInputStream);
            tell("adaptor close", s::close);
            state("closed adaptor", s);
            change("closed adaptor", s);
            ask("closed adaptor getInputStream", s::getInputStream);
            tell("closed adaptor connect", () -> s.connect(ground.nobody()));
            tell("closed adaptor shutdownInput", s::shutdownInput);
        }
    }

    private void serverChannels() throws Exception {
        try (ServerSocketChannel c = ground.server().openServerSocketChannel()) {
            serverState("server adaptor", c.socket());
            ask("accept unbound", c::accept);
            ask("adaptor accept unbound", () -> c.socket().accept());
            ask("bind unresolved", () -> c.bind(unresolved()));
            ask("bind", () -> c.bind(new InetSocketAddress(ground.serverAddress(), 0)) == c);
            ask("bind again", () -> c.bind(null));
            tell("adaptor bind again", () -> c.socket().bind(null));
            serverState("bound server adaptor", c.socket());
            ask("address", c::getLocalAddress);
            c.configureBlocking(false);
            ask("accept nothing", c::accept);
            ask("adaptor accept nothing", () -> c.socket().accept());
            c.socket().setSoTimeout(5);
            ask("adaptor accept nothing, with a time-out", () -> c.socket().accept());
            tell("close", c::close);
            serverState("closed server adaptor", c.socket());
            ask("accept closed", c::accept);
            ask("adaptor accept closed", () -> c.socket().accept());
        }
    }

    private void selectors() throws Exception {
        try (Ground.Ends ends = ground.connect(); Selector s = ground.client().openSelector()) {
            SocketChannel c = ends.client();
            ask("register blocking", () -> c.register(s, 1));
            c.configureBlocking(false);
            ask("register wrong", () -> c.register(s, SelectionKey.OP_ACCEPT));
            ask("register null", () -> c.register(null, 1));
            SelectionKey k = c.register(s, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            ask("key", k::toString);
            ask("key's states", () -> new Object[] {k.isValid(), k.interestOps(), k.readyOps(), k.attachment()});
            ask("interestOps wrong", () -> k.interestOps(SelectionKey.OP_ACCEPT));
            ask("interestOpsOr wrong", () -> k.interestOpsOr(SelectionKey.OP_ACCEPT));
            ask("interestOpsAnd", () -> k.interestOpsAnd(~SelectionKey.OP_READ));
            ask("select", s::select);
            ask("readyOps", k::readyOps);
            ask("select again", s::selectNow);
            ask("selectedKeys", () -> s.selectedKeys().size());
            ask("selectedKeys add", () -> s.selectedKeys().add(k));
            ask("keys clear", () -> s.keys().remove(k));
            ask("blocking mode", () -> c.configureBlocking(true));
            c.shutdownOutput();
            s.selectedKeys().clear();
            ask("select after shutdownOutput", s::select);
            ask("writable after shutdownOutput", k::isWritable);
            c.shutdownInput();
            k.interestOps(SelectionKey.OP_READ);
            s.selectedKeys().clear();
            ask("select after shutdownInput", s::select);
            ask("readable after shutdownInput", k::isReadable);
            k.cancel();
            ask("cancelled key", k::toString);
            ask("cancelled readyOps", k::readyOps);
            ask("cancelled isReadable", k::isReadable);
            ask("register again", () -> c.register(s, 1));
            ask("selectNow", s::selectNow);
            ask("sets", () -> new Object[] {s.keys().size(), s.selectedKeys().size(), c.isRegistered()});
            ask("select negative", () -> s.select(-1));
        }
        Selector s = ground.client().openSelector();
        tell("close", s::close);
        ask("closed select", s::select);
        ask("closed selectNow", s::selectNow);
        ask("closed keys", s::keys);
        ask("closed wakeup", () -> s.wakeup() == s);
    }

    private void asynchronous() throws Exception {
        try (AsynchronousServerSocketChannel listener = serverAsync.openAsynchronousServerSocketChannel(null)) {
            ask("accept unbound", listener::accept);
            ask("listener", listener::toString);
            ask("listener options", listener::supportedOptions);
            listener.bind(new InetSocketAddress(ground.serverAddress(), 0));
            ask("bind again", () -> listener.bind(null));
            try (AsynchronousSocketChannel c = clientAsync.openAsynchronousSocketChannel(null)) {
                ask("channel", c::toString);
                ask("options", c::supportedOptions);
                ask("read early", () -> c.read(ByteBuffer.allocate(1)));
                ask("write early", () -> c.write(ByteBuffer.allocate(1)));
                ask("shutdownInput early", c::shutdownInput);
                ask("connect unresolved", () -> c.connect(unresolved()));
                ask("connect", () -> c.connect(listener.getLocalAddress()).get(20, TimeUnit.SECONDS));
                ask("connect again", () -> c.connect(listener.getLocalAddress()));
                ask("connected", c::toString);
                try (AsynchronousSocketChannel server = listener.accept().get(20, TimeUnit.SECONDS)) {
                    ask("write", () -> server.write(ByteBuffer.allocate(5)).get(20, TimeUnit.SECONDS));
                    ask("read", () -> c.read(ByteBuffer.allocate(9)).get(20, TimeUnit.SECONDS));
                    ask("read of nothing", () -> c.read(ByteBuffer.allocate(0)).get());
                    ask("read read-only", () -> c.read(ByteBuffer.allocate(1).asReadOnlyBuffer()));
                    c.read(ByteBuffer.allocate(1));
                    ask("read twice", () -> c.read(ByteBuffer.allocate(1)));
                    c.shutdownOutput();
                    ask("write after shutdownOutput", () -> c.write(ByteBuffer.allocate(1)).get());
                    ask("end of the stream", () -> server.read(ByteBuffer.allocate(1)).get(20, TimeUnit.SECONDS));
                }
                tell("close", c::close);
                ask("closed", c::toString);
                ask("read closed", () -> c.read(ByteBuffer.allocate(1)).get());
                ask("connect closed", () -> c.connect(ground.nobody()).get());
                ask("address closed", c::getLocalAddress);
            }
            InetAddress host = ground.serverAddress();
            try (AsynchronousSocketChannel c = clientAsync.openAsynchronousSocketChannel(null)) {
                InetSocketAddress nobody = ground.nobody();
                ask("refused", () -> c.connect(new InetSocketAddress(host, nobody.getPort())).get(20, TimeUnit.SECONDS));
                ask("and closed", c::isOpen);
            }
        }
    }
}
