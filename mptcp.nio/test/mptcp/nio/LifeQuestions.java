package mptcp.nio;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** More of {@link Questions}: ports, resets, waits of several, and the ends of things. */
final class LifeQuestions extends Asking {
    private final Ground ground;
    private final Questions sockets;

    LifeQuestions(Ground ground, Questions sockets, boolean virtual) {
        super(virtual);
        this.ground = ground;
        this.sockets = sockets;
    }

    void askAll() {
        step(this::ports);
        step(this::portsThatAreReused);
        step(this::portsOfSockets);
        step(this::asynchronousAfterAReset);
        step(this::resetsWithSelectors);
        step(this::interruptedBefore);
        step(this::closedInTheMiddle);
        step(this::selectorsChanged);
        step(this::accepts);
        step(this::nonsense);
    }

    /** Before its time. */
    private static void end(Channel channel) throws IOException {
        channel.close();
    }

    private InetAddress own() {
        return ground == Ground.STACK ? InetAddress.ofLiteral("10.0.1.1") : ground.serverAddress();
    }

    private void ports() throws Exception {
        try (SocketChannel a = ground.client().openSocketChannel(); SocketChannel b = ground.client().openSocketChannel();
                ServerSocketChannel l = ground.client().openServerSocketChannel()) {
            a.bind(new InetSocketAddress(own(), 0));
            ask("channel at the port of a channel", () -> b.bind(a.getLocalAddress()) == b);
            ask("listener at the port of a channel", () -> l.bind(a.getLocalAddress()) == l);
            int port = ((InetSocketAddress) a.getLocalAddress()).getPort();
            end(a);
            b.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            ask("channel at the port of a closed channel", () -> b.bind(new InetSocketAddress(own(), port)) == b);
        }
        try (SocketChannel a = ground.client().openSocketChannel();
                ServerSocketChannel l = ground.client().openServerSocketChannel();
                ServerSocketChannel m = ground.client().openServerSocketChannel()) {
            l.bind(new InetSocketAddress(own(), 0));
            ask("channel at the port of a listener", () -> a.bind(l.getLocalAddress()) == a);
            ask("listener at the port of a listener", () -> m.bind(l.getLocalAddress()) == m);
            int port = ((InetSocketAddress) l.getLocalAddress()).getPort();
            ask("listener at the port of a listener, anywhere", () -> m.bind(new InetSocketAddress(port)) == m);
            try (SocketChannel b = ground.client().openSocketChannel()) {
                ask("channel at the port of a listener, anywhere", () -> b.bind(new InetSocketAddress(port)) == b);
                b.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                ask("channel that reuses addresses at the port of a listener", () -> b.bind(l.getLocalAddress()) == b);
            }
            end(l);
            ask("channel at the port of a closed listener", () -> a.bind(new InetSocketAddress(own(), port)) == a);
        }
        try (ServerSocketChannel l = ground.listen(); SocketChannel a = ground.client().openSocketChannel();
                SocketChannel b = ground.client().openSocketChannel(); ServerSocketChannel m = ground.client().openServerSocketChannel()) {
            a.bind(new InetSocketAddress(own(), 0));
            InetSocketAddress at = (InetSocketAddress) a.getLocalAddress();
            ask("connect from a bound port", () -> a.connect(l.getLocalAddress()));
            ask("the same port", () -> a.getLocalAddress().equals(at));
            ask("channel at the port of a connection", () -> b.bind(at) == b);
            ask("listener at the port of a connection", () -> m.bind(at) == m);
        }
        try (ServerSocketChannel l = ground.listen(); SocketChannel a = ground.client().openSocketChannel();
                SocketChannel b = ground.client().openSocketChannel()) {
            ask("connect from any port", () -> a.connect(l.getLocalAddress()));
            ask("channel at its port", () -> b.bind(a.getLocalAddress()) == b);
        }
        try (SocketChannel a = ground.client().openSocketChannel()) {
            ask("bind to a port that cannot be", () -> a.bind(new InetSocketAddress(own(), 65_536)));
            ask("connect to port 0", () -> a.connect(new InetSocketAddress(ground.serverAddress(), 0)));
            ask("and closed", a::isOpen);
        }
    }

    private void portsThatAreReused() throws Exception {
        for (var option : new SocketOption<?>[] {StandardSocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEPORT}) {
            try (SocketChannel a = ground.client().openSocketChannel(); SocketChannel b = ground.client().openSocketChannel();
                    SocketChannel c = ground.client().openSocketChannel()) {
                set(a, option);
                set(b, option);
                a.bind(new InetSocketAddress(own(), 0));
                ask("both say " + option, () -> b.bind(a.getLocalAddress()) == b);
                ask("a third does not say " + option, () -> c.bind(a.getLocalAddress()) == c);
            }
        }
    }

    @SuppressWarnings("unchecked") // both are of this type
    private static void set(SocketChannel c, SocketOption<?> option) throws Exception {
        c.setOption((SocketOption<Boolean>) option, true);
    }

    private void portsOfSockets() throws Exception {
        try (Socket a = new Socket(); Socket b = new Socket()) {
            a.bind(new InetSocketAddress(own(), 0));
            tell("socket at the port of a socket", () -> b.bind(a.getLocalSocketAddress()));
        }
        try (Socket a = new Socket()) {
            tell("connect a socket to port 0", () -> a.connect(new InetSocketAddress(ground.serverAddress(), 0)));
        }
        try (Socket a = new Socket(); ServerSocket l = sockets.serverSocket()) {
            l.bind(new InetSocketAddress(ground.serverAddress(), 0));
            tell("connect in time", () -> a.connect(l.getLocalSocketAddress(), 10_000));
            ask("socket constructor of connected", () -> new Socket(ground.serverAddress(), l.getLocalPort(), own(), 0).isConnected());
            ask("socket constructor refused", () -> new Socket(ground.serverAddress(), ground.nobody().getPort()));
            ask("socket constructor out of range", () -> new Socket(ground.serverAddress(), -1));
            ask("socket constructor of null", () -> new Socket((InetAddress) null, 1));
        }
    }

    /** The client's end of a connection that the other reset. */
    private AsynchronousSocketChannel reset(boolean early) throws Exception {
        try (ServerSocketChannel l = ground.listen()) {
            AsynchronousSocketChannel c = sockets.clientAsync().openAsynchronousSocketChannel(null);
            c.connect(l.getLocalAddress()).get(20, TimeUnit.SECONDS);
            SocketChannel s = l.accept();
            if (early) {
                s.setOption(StandardSocketOptions.SO_LINGER, 0);
                s.close();
            } else {
                var reading = c.read(ByteBuffer.allocate(1));
                s.setOption(StandardSocketOptions.SO_LINGER, 0);
                s.close();
                ask("asynchronous read that a reset ends", () -> reading.get(20, TimeUnit.SECONDS));
            }
            return c;
        }
    }

    private void asynchronousAfterAReset() throws Exception {
        for (boolean early : new boolean[] {false, true}) {
            try (AsynchronousSocketChannel c = reset(early)) {
                for (int i = 0; i < 3; i++) {
                    ask("asynchronous read after a reset " + early, () -> c.read(ByteBuffer.allocate(1)).get(20, TimeUnit.SECONDS));
                }
                ask("asynchronous write after a reset " + early, () -> c.write(ByteBuffer.allocate(1)).get(20, TimeUnit.SECONDS));
                ask("asynchronous write after a reset again " + early, () -> c.write(ByteBuffer.allocate(1)).get(20, TimeUnit.SECONDS));
                ask("asynchronous read after that " + early, () -> c.read(ByteBuffer.allocate(1)).get(20, TimeUnit.SECONDS));
                ask("open after a reset " + early, c::isOpen);
                ask("remote address after a reset " + early, () -> c.getRemoteAddress() != null);
                ask("shutdownInput after a reset " + early, () -> c.shutdownInput() == c);
                ask("shutdownOutput after a reset " + early, () -> c.shutdownOutput() == c);
            }
        }
    }

    private void resetsWithSelectors() throws Exception {
        try (Ground.Ends ends = ground.connect(); Selector s = ground.client().openSelector()) {
            SocketChannel c = ends.client();
            c.configureBlocking(false);
            SelectionKey key = c.register(s, SelectionKey.OP_READ);
            ends.server().setOption(StandardSocketOptions.SO_LINGER, 0);
            ends.server().close();
            ask("select after a reset", s::select);
            ask("readable after a reset", key::isReadable);
            for (int i = 0; i < 3; i++) {
                ask("read after a reset, not blocking", () -> c.read(ByteBuffer.allocate(1)));
            }
            ask("write after a reset", () -> c.write(ByteBuffer.allocate(1)));
            ask("write after a reset again", () -> c.write(ByteBuffer.allocate(1)));
            ask("shutdownOutput after a reset", () -> c.shutdownOutput() == c);
            ask("connected after a reset", c::isConnected);
        }
        try (Ground.Ends ends = ground.connect(); Selector s = ground.client().openSelector()) {
            SocketChannel c = ends.client();
            c.configureBlocking(false);
            c.register(s, SelectionKey.OP_READ);
            ends.server().setOption(StandardSocketOptions.SO_LINGER, 0);
            ends.server().close();
            s.select();
            ask("write after a reset that nobody was told of", () -> c.write(ByteBuffer.allocate(1)));
            ask("write then", () -> c.write(ByteBuffer.allocate(1)));
            ask("read then", () -> c.read(ByteBuffer.allocate(1)));
            ask("read once more", () -> c.read(ByteBuffer.allocate(1)));
        }
        try (Questions.Two two = sockets.two()) {
            two.server().setSoLinger(true, 0);
            two.server().close();
            ask("socket read after a reset", () -> two.client().getInputStream().read());
            tell("socket write after a reset", () -> two.client().getOutputStream().write(1));
            tell("socket write after a reset again", () -> two.client().getOutputStream().write(1));
            ask("socket read after that", () -> two.client().getInputStream().read());
            tell("socket shutdownOutput after a reset", two.client()::shutdownOutput);
        }
        try (Ground.Ends ends = ground.connect()) {
            ends.server().write(ByteBuffer.allocate(5));
            while (ends.client().socket().getInputStream().available() < 5) {
                Thread.onSpinWait();
            }
            ends.server().close();
            ask("read what came before the end", () -> ends.client().read(ByteBuffer.allocate(9)));
            ask("then the end", () -> ends.client().read(ByteBuffer.allocate(9)));
            ask("and again the end", () -> ends.client().read(new ByteBuffer[] {ByteBuffer.allocate(9), ByteBuffer.allocate(1)}));
        }
    }

    /** A thread that is interrupted already. */
    private void interruptedBefore() throws Exception {
        try (Ground.Ends ends = ground.connect()) {
            Thread.currentThread().interrupt();
            ask("read, interrupted before", () -> ends.client().read(ByteBuffer.allocate(1)));
            ask("interrupted then", Thread::interrupted);
            ask("closed then", ends.client()::isOpen);
        }
        try (Ground.Ends ends = ground.connect()) {
            Thread.currentThread().interrupt();
            ask("write, interrupted before", () -> ends.client().write(ByteBuffer.allocate(1)));
            ask("interrupted then", Thread::interrupted);
            ask("closed then", ends.client()::isOpen);
        }
        try (Ground.Ends ends = ground.connect()) {
            ends.client().configureBlocking(false);
            Thread.currentThread().interrupt();
            ask("read without blocking, interrupted before", () -> ends.client().read(ByteBuffer.allocate(1)));
            ask("interrupted then", Thread::interrupted);
            ask("closed then", ends.client()::isOpen);
        }
        try (ServerSocketChannel l = ground.listen(); SocketChannel c = ground.client().openSocketChannel()) {
            Thread.currentThread().interrupt();
            ask("connect, interrupted before", () -> c.connect(l.getLocalAddress()));
            ask("interrupted then", Thread::interrupted);
            ask("closed then", c::isOpen);
            Thread.currentThread().interrupt();
            ask("accept, interrupted before", l::accept);
            ask("interrupted then", Thread::interrupted);
            ask("closed then", l::isOpen);
        }
        try (Selector s = ground.client().openSelector()) {
            Thread.currentThread().interrupt();
            ask("select, interrupted before", s::select);
            ask("select in time, interrupted before", () -> s.select(20_000));
            ask("selectNow, interrupted before", s::selectNow);
            ask("interrupted then", Thread::interrupted);
            ask("open then", s::isOpen);
        }
        try (Questions.Two two = sockets.two()) {
            two.server().getOutputStream().write(3);
            while (two.client().getInputStream().available() == 0) {
                Thread.onSpinWait();
            }
            Thread.currentThread().interrupt();
            ask("socket read, interrupted before", () -> two.client().getInputStream().read());
            ask("interrupted then", Thread::interrupted);
            ask("closed then", two.client()::isClosed);
        }
        try (ServerSocket l = sockets.serverSocket()) {
            l.bind(new InetSocketAddress(ground.serverAddress(), 0));
            l.setSoTimeout(30);
            Thread.currentThread().interrupt();
            ask("socket accept, interrupted before", l::accept);
            ask("interrupted then", Thread::interrupted);
            ask("closed then", l::isClosed);
        }
    }

    private void closedInTheMiddle() throws Exception {
        try (Ground.Ends ends = ground.connect()) {
            InputStream in = ends.client().socket().getInputStream();
            ends.client().socket().setSoTimeout(20_000);
            var reading = Tasks.start(virtual, in::read).awaitWaiting();
            ends.client().socket().shutdownInput();
            ask("adaptor read in time, then shutdownInput", reading::get);
            ask("adaptor read then", in::read);
        }
        try (Ground.Ends ends = ground.connect()) {
            InputStream in = ends.client().socket().getInputStream();
            ends.client().socket().setSoTimeout(20_000);
            var reading = Tasks.start(virtual, in::read).awaitWaiting();
            ends.client().close();
            ask("adaptor read in time, then close", reading::get);
        }
        try (Ground.Ends ends = ground.connect()) {
            InputStream in = ends.client().socket().getInputStream();
            ends.client().socket().setSoTimeout(20_000);
            var reading = Tasks.start(virtual, () -> {
                try {
                    return in.read() + "";
                } catch (IOException e) {
                    return e + " " + Thread.interrupted();
                }
            }).awaitWaiting();
            reading.thread().interrupt();
            ask("adaptor read in time, then an interrupt", reading::get);
            ask("and closed", ends.client()::isOpen);
        }
        try (Ground.Ends ends = ground.connect()) {
            var first = Tasks.start(virtual, () -> ends.client().read(ByteBuffer.allocate(1))).awaitWaiting();
            ask("write while a read waits", () -> ends.client().write(ByteBuffer.allocate(3)));
            while (ends.server().socket().getInputStream().available() < 3) {
                Thread.onSpinWait();
            }
            ask("adaptor available while a read waits", () -> ends.client().socket().getInputStream().available());
            ask("options while a read waits", () -> ends.client().getOption(StandardSocketOptions.SO_KEEPALIVE));
            ends.server().close();
            ask("the read that waited", first::get);
        }
        try (ServerSocketChannel l = ground.listen()) {
            l.socket().setSoTimeout(20_000);
            var accepting = Tasks.start(virtual, () -> l.socket().accept()).awaitWaiting();
            end(l);
            ask("adaptor accept in time, then close", accepting::get);
        }
        try (ServerSocketChannel l = ground.listen()) {
            l.socket().setSoTimeout(20_000);
            var accepting = Tasks.start(virtual, () -> l.socket().accept()).awaitWaiting();
            accepting.thread().interrupt();
            ask("adaptor accept in time, then an interrupt", accepting::get);
            ask("and closed", l::isOpen);
        }
    }

    private void selectorsChanged() throws Exception {
        try (Ground.Ends ends = ground.connect(); Selector s = ground.client().openSelector()) {
            SocketChannel c = ends.client();
            c.configureBlocking(false);
            SelectionKey key = c.register(s, 0);
            ask("select without interest", s::selectNow);
            ends.server().write(ByteBuffer.allocate(1));
            var waiting = Tasks.start(virtual, () -> s.select(20_000)).awaitWaiting();
            key.interestOps(SelectionKey.OP_READ); // for the next selection
            s.wakeup();
            int n = waiting.get();
            ask("interest that came in the middle", () -> n + s.select(n == 0 ? 20_000 : 1));
            ask("ready", key::isReadable);
            ask("select with an action, of a selected key", () -> s.select(k -> k.attach("seen"), 20_000));
            ask("attachment", key::attachment);
            ask("still selected", () -> s.selectedKeys().contains(key));
            ask("cancel in an action", () -> s.select(SelectionKey::cancel));
            ask("valid then", key::isValid);
            ask("keys then", () -> s.keys().size());
            ask("selectNow then", s::selectNow);
            ask("keys after that", () -> s.keys().size());
        }
        try (Ground.Ends ends = ground.connect(); Selector s = ground.client().openSelector()) {
            SocketChannel c = ends.client();
            c.configureBlocking(false);
            SelectionKey key = c.register(s, SelectionKey.OP_WRITE);
            ask("select for room", s::select);
            c.close();
            ask("valid after close", key::isValid);
            ask("selected after close", () -> s.selectedKeys().contains(key));
            ask("select after close", s::selectNow);
            ask("selected after select", () -> s.selectedKeys().contains(key));
            ask("channel of a key after close", () -> key.channel() == c);
            ask("selector of a key after close", () -> key.selector() == s);
            ask("register a closed channel", () -> c.register(s, 1));
            ask("keyFor of a closed channel", () -> c.keyFor(s));
        }
        try (Ground.Ends ends = ground.connect(); Selector s = ground.client().openSelector()) {
            ends.client().configureBlocking(false);
            SelectionKey key = ends.client().register(s, SelectionKey.OP_READ);
            ask("action that throws", () -> {
                ends.server().write(ByteBuffer.allocate(1));
                return s.select(_ -> {
                    throw new ArithmeticException("of the action");
                });
            });
            ask("then select", () -> s.select(_ -> { }));
            ask("select in an action of another selector", () -> s.select(_ -> {
                try (Selector other = ground.client().openSelector()) {
                    other.selectNow();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            ask("locks in an action", () -> {
                boolean[] held = new boolean[2];
                s.select(_ -> {
                    held[0] = Thread.holdsLock(s);
                    held[1] = Thread.holdsLock(s.selectedKeys());
                });
                return held[0] + " " + held[1];
            });
            ask("attach", () -> key.attach("a") + " " + key.attach(null));
            ask("interestOps negative", () -> key.interestOps(-1));
            ask("keys add", () -> s.keys().add(key));
            ask("keys iterator remove", () -> {
                var all = s.keys().iterator();
                all.next();
                all.remove();
                return "removed";
            });
        }
    }

    private void accepts() throws Exception {
        try (ServerSocketChannel l = ground.listen(); Selector s = ground.server().openSelector()) {
            l.configureBlocking(false);
            ask("register a listener for reading", () -> l.register(s, SelectionKey.OP_READ));
            SelectionKey key = l.register(s, SelectionKey.OP_ACCEPT);
            ask("valid operations", l::validOps);
            ask("select nothing", s::selectNow);
            try (SocketChannel a = ground.client().openSocketChannel(); SocketChannel b = ground.client().openSocketChannel()) {
                a.connect(l.getLocalAddress());
                b.connect(l.getLocalAddress());
                ask("select two connections", s::select);
                ask("acceptable", key::isAcceptable);
                SocketChannel one = l.accept();
                ask("accepted blocks", one::isBlocking);
                ask("accepted is connected", one::isConnected);
                ask("accepted's provider", () -> one.provider() == l.provider());
                s.selectedKeys().clear();
                ask("select again", s::select);
                SocketChannel two = l.accept();
                s.selectedKeys().clear();
                ask("select none", s::selectNow);
                ask("accept none", l::accept);
                one.close();
                two.close();
            }
        }
        try (ServerSocketChannel l = ground.listen()) {
            try (SocketChannel a = ground.client().openSocketChannel()) {
                a.connect(l.getLocalAddress());
                a.write(ByteBuffer.allocate(2));
            }
            SocketChannel late = l.accept();
            ask("read from one that closed before it was accepted", () -> late.read(ByteBuffer.allocate(9)));
            ask("then its end", () -> late.read(ByteBuffer.allocate(9)));
            late.close();
        }
        try (ServerSocketChannel l = ground.listen(); SocketChannel a = ground.client().openSocketChannel()) {
            a.connect(l.getLocalAddress());
            end(l);
            ask("read where the listener closed", () -> a.read(ByteBuffer.allocate(1)));
        }
    }

    private void nonsense() throws Exception {
        try (SocketChannel c = ground.client().openSocketChannel()) {
            ask("connect null", () -> c.connect(null));
            ask("connect to another kind of address", () -> c.connect(UnixDomainSocketAddress.of("/none")));
            ask("bind to another kind of address", () -> c.bind(UnixDomainSocketAddress.of("/none")));
            ask("setOption null", () -> c.setOption(null, 1));
            ask("getOption null", () -> c.getOption(null));
            ask("setOption of null", () -> c.setOption(StandardSocketOptions.SO_LINGER, null) == c);
            ask("setOption of others", () -> c.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true));
            ask("SO_LINGER large", () -> c.setOption(StandardSocketOptions.SO_LINGER, Integer.MAX_VALUE).getOption(StandardSocketOptions.SO_LINGER));
            ask("SO_LINGER negative", () -> c.setOption(StandardSocketOptions.SO_LINGER, -7).getOption(StandardSocketOptions.SO_LINGER));
            ask("SO_SNDBUF 0", () -> c.setOption(StandardSocketOptions.SO_SNDBUF, 0) == c);
            ask("IP_TOS", () -> c.setOption(StandardSocketOptions.IP_TOS, 0x10).getOption(StandardSocketOptions.IP_TOS));
            ask("IP_TOS -1", () -> c.setOption(StandardSocketOptions.IP_TOS, -1) == c);
            ask("SO_REUSEPORT", () -> c.setOption(StandardSocketOptions.SO_REUSEPORT, true).getOption(StandardSocketOptions.SO_REUSEPORT));
            ask("options cannot be changed", () -> c.supportedOptions().remove(StandardSocketOptions.SO_LINGER));
            ask("valid operations", c::validOps);
        }
        try (SocketChannel c = ground.client().openSocketChannel(StandardProtocolFamily.INET)) {
            ask("IPv4 channel bound to IPv6", () -> c.bind(new InetSocketAddress("::1", 0)));
            ask("IPv4 channel connected to IPv6", () -> c.connect(new InetSocketAddress("::1", 9)));
        }
        ask("family null", () -> ground.client().openSocketChannel(null));
        ask("server family null", () -> ground.client().openServerSocketChannel(null));
        ask("bind null, backlog", () -> {
            try (ServerSocketChannel l = ground.server().openServerSocketChannel()) {
                return l.bind(null, 3).getLocalAddress() != null;
            }
        });
    }
}
