package mptcp.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** More of {@link Questions}: addresses of all kinds, in all states, and channels of the file system beside. */
final class AddressQuestions extends Asking {
    private final Ground ground;

    AddressQuestions(Ground ground, boolean virtual) {
        super(virtual);
        this.ground = ground;
    }

    void askAll() {
        step(this::wildcards);
        step(this::loopback6);
        step(this::listeners);
        step(this::streamsAndTimes);
        step(this::fileSystem);
    }

    /** Ports are any. */
    private static String shape(Object address) {
        return address instanceof InetSocketAddress a ? a.getAddress() + " " + Integer.signum(a.getPort()) + " " + a.isUnresolved() : address + "";
    }

    private static ProtocolFamily[] families() {
        return new ProtocolFamily[] {null, StandardProtocolFamily.INET, StandardProtocolFamily.INET6};
    }

    private SocketChannel open(ProtocolFamily family) throws IOException {
        return family == null ? ground.client().openSocketChannel() : ground.client().openSocketChannel(family);
    }

    private ServerSocketChannel openServer(ProtocolFamily family) throws IOException {
        return family == null ? ground.client().openServerSocketChannel() : ground.client().openServerSocketChannel(family);
    }

    private void wildcards() throws Exception {
        for (ProtocolFamily family : families()) {
            try (SocketChannel c = open(family); ServerSocketChannel l = openServer(family)) {
                ask(family + " bound to nothing", () -> shape(c.bind(null).getLocalAddress()));
                ask(family + " adaptor", () -> c.socket().getLocalAddress() + " " + c.socket().isBound());
                ask(family + " listener bound to nothing", () -> shape(l.bind(null).getLocalAddress()));
                ask(family + " listener's adaptor", () -> l.socket().getInetAddress() + " " + (l.socket().getLocalPort() > 0) + " " + l.socket().isBound());
                ask(family + " text", () -> c.toString().replaceAll("\\d{4,5}", "PORT"));
            }
            for (String at : new String[] {"0.0.0.0", "::", "127.0.0.1", "::1"}) {
                try (SocketChannel c = open(family); ServerSocketChannel l = openServer(family)) {
                    InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral(at), 0);
                    ask(family + " bound to " + at, () -> shape(c.bind(any).getLocalAddress()));
                    ask(family + " listener at " + at, () -> shape(l.bind(any).getLocalAddress()));
                }
            }
        }
    }

    private void loopback6() throws Exception {
        try (ServerSocketChannel l = ground.client().openServerSocketChannel()) {
            l.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
            try (SocketChannel c = ground.client().openSocketChannel()) {
                ask("connect to IPv6", () -> c.connect(l.getLocalAddress()));
                try (SocketChannel s = l.accept()) {
                    ask("ends", () -> shape(c.getRemoteAddress()) + " " + shape(c.getLocalAddress()) + " " + shape(s.getRemoteAddress()));
                    ask("agree", () -> c.getLocalAddress().equals(s.getRemoteAddress()) + " " + s.getLocalAddress().equals(c.getRemoteAddress()));
                    ask("bytes", () -> c.write(ByteBuffer.allocate(3)) + " " + s.read(ByteBuffer.allocate(9)));
                    ask("traffic class", () -> c.setOption(StandardSocketOptions.IP_TOS, 0x20).getOption(StandardSocketOptions.IP_TOS));
                }
            }
            try (Socket socket = new Socket(InetAddress.ofLiteral("::1"), l.socket().getLocalPort())) {
                ask("socket to IPv6", () -> socket.toString().replaceAll("\\d{4,5}", "PORT"));
            }
        }
        try (SocketChannel c = ground.client().openSocketChannel()) {
            ask("no such scope", () -> c.connect(new InetSocketAddress("fe80::1%nothing", 9)));
        }
        try (SocketChannel c = ground.client().openSocketChannel()) {
            ask("connect to the wildcard where nobody listens", () -> {
                try (ServerSocketChannel l = ground.client().openServerSocketChannel()) {
                    l.bind(new InetSocketAddress("127.0.0.1", 0));
                    return c.connect(new InetSocketAddress(l.socket().getLocalPort()));
                }
            });
            ask("which is", () -> shape(c.getRemoteAddress()));
        }
    }

    private void listeners() throws Exception {
        for (int backlog : new int[] {-1, 0, 1, 5000}) {
            try (ServerSocketChannel l = ground.server().openServerSocketChannel(); SocketChannel c = ground.client().openSocketChannel()) {
                ask("backlog " + backlog, () -> l.bind(new InetSocketAddress(ground.serverAddress(), 0), backlog) == l);
                ask("connects", () -> c.connect(l.getLocalAddress()));
                ask("is accepted", () -> {
                    try (SocketChannel s = l.accept()) {
                        return s.isConnected();
                    }
                });
            }
        }
        try (ServerSocketChannel l = ground.listen()) {
            ServerSocket s = l.socket();
            ask("the same adaptor", () -> l.socket() == s && s.getChannel() == l);
            tell("close by the adaptor", s::close);
            ask("closed", () -> l.isOpen() + " " + s.isClosed() + " " + s.isBound());
            ask("port then", () -> Integer.signum(s.getLocalPort()));
            ask("text", () -> s.toString().replaceAll("\\d{4,5}", "PORT"));
        }
    }

    private void streamsAndTimes() throws Exception {
        try (Ground.Ends ends = ground.connect()) {
            Socket s = ends.client().socket();
            ask("the same adaptor", () -> ends.client().socket() == s && s.getChannel() == ends.client());
            s.setSoTimeout(15);
            var in = s.getInputStream();
            ask("time-out", in::read);
            ends.server().write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            s.setSoTimeout(20_000);
            ask("and goes on", () -> in.read() + " " + in.readNBytes(2).length);
            ask("write while a read waits in time", () -> {
                var reading = Tasks.start(virtual, in::read).awaitWaiting();
                s.getOutputStream().write(5);
                int n = ends.server().read(ByteBuffer.allocate(4));
                ends.server().write(ByteBuffer.wrap(new byte[] {9}));
                return n + " " + reading.get();
            });
            ask("not blocking", () -> ends.client().configureBlocking(false).isBlocking());
            ask("available", in::available);
            ask("connect of the adaptor", () -> {
                s.connect(ground.nobody(), 5);
                return "connected";
            });
            tell("close of the stream", in::close);
            ask("closed", () -> ends.client().isOpen() + " " + s.isClosed() + " " + s.isConnected());
            ask("end", () -> ends.server().read(ByteBuffer.allocate(1)));
        }
    }

    private void fileSystem() throws Exception {
        Path at = Files.createTempDirectory("channels").resolve("s");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(at);
        try (ServerSocketChannel l = ground.client().openServerSocketChannel(StandardProtocolFamily.UNIX);
                SocketChannel c = ground.client().openSocketChannel(StandardProtocolFamily.UNIX); Selector s = ground.client().openSelector()) {
            ask("bind in the file system", () -> l.bind(address).getLocalAddress().equals(address));
            ask("adaptor of the file system", c::socket);
            ask("connect in the file system", () -> c.connect(address));
            try (SocketChannel accepted = l.accept()) {
                c.configureBlocking(false);
                SelectionKey key = c.register(s, SelectionKey.OP_READ);
                ask("nothing in the file system", s::selectNow);
                accepted.write(ByteBuffer.allocate(4));
                ask("select in the file system", () -> s.select(20_000) + " " + key.isReadable());
                ask("read in the file system", () -> c.read(ByteBuffer.allocate(9)));
                ask("connect elsewhere", () -> c.connect(new InetSocketAddress("127.0.0.1", 9)));
            }
        } finally {
            Files.deleteIfExists(at);
            Files.delete(at.getParent());
        }
    }
}
