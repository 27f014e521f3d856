package mptcp.nio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** More of {@link Questions}: what is asked at the edges of states, in the middle of waits, and after resets. */
final class EdgeQuestions extends Asking {
    /** More than the buffers between two sockets take. */
    private static final int HUGE = 64 << 20;

    private final Ground ground;
    private final Questions sockets;

    EdgeQuestions(Ground ground, Questions sockets, boolean virtual) {
        super(virtual);
        this.ground = ground;
        this.sockets = sockets;
    }

    void askAll() {
        step(this::streamsOfClosedSockets);
        step(this::writesInTheMiddle);
        step(this::resets);
        step(this::optionsOfServers);
        step(this::channelsThatConnect);
        step(this::channelsThatAreNotConnected);
        step(this::operationsThatAreCancelled);
    }

    private void operationsThatAreCancelled() throws Exception {
        try (var listener = sockets.serverAsync().openAsynchronousServerSocketChannel(null)) {
            listener.bind(new InetSocketAddress(ground.serverAddress(), 0));
            var accepting = listener.accept();
            ask("cancel", () -> accepting.cancel(false));
            ask("cancel again", () -> accepting.cancel(false));
            ask("states", () -> new Object[] {accepting.isCancelled(), accepting.isDone(), listener.isOpen()});
            ask("result", accepting::get);
            ask("result in time", () -> accepting.get(1, TimeUnit.SECONDS));
            ask("accept then", listener::accept);
        }
        ask("group without threads", () -> sockets.serverAsync().openAsynchronousChannelGroup(0, Thread::new));
        ask("group of nothing", () -> sockets.serverAsync().openAsynchronousChannelGroup(null, 1));
    }

    private void streamsOfClosedSockets() throws Exception {
        try (Questions.Two two = sockets.two()) {
            InputStream in = two.client().getInputStream();
            OutputStream out = two.client().getOutputStream();
            in.close();
            ask("closed read of nothing", () -> in.read(new byte[0]));
            ask("closed read out of bounds", () -> in.read(new byte[1], 0, 2));
            tell("closed write of nothing", () -> out.write(new byte[0]));
            tell("closed write out of bounds", () -> out.write(new byte[1], 0, 2));
        }
        try (Questions.Two two = sockets.two()) {
            two.client().getOutputStream().write(1); // which nobody reads
            while (two.server().getInputStream().available() == 0) {
                Thread.onSpinWait();
            }
            two.server().close();
            ask("read where the peer closed and had read nothing", () -> two.client().getInputStream().read());
        }
        try (Socket s = new Socket()) {
            tell("urgent data early", () -> s.sendUrgentData(1));
        }
    }

    /** A write that waits, and what ends it. */
    private void writesInTheMiddle() throws Exception {
        byte[] much = new byte[HUGE];
        try (Questions.Two two = sockets.two()) {
            OutputStream out = two.client().getOutputStream();
            ask("write, then shutdownOutput", waiting(() -> out.write(much), two.client()::shutdownOutput));
            ask("and open", () -> !two.client().isClosed());
        }
        try (Questions.Two two = sockets.two()) {
            OutputStream out = two.client().getOutputStream();
            ask("write, then close", waiting(() -> out.write(much), two.client()::close));
        }
        try (Ground.Ends ends = ground.connect()) {
            OutputStream out = ends.client().socket().getOutputStream();
            ask("adaptor write, then close", waiting(() -> out.write(much), ends.client()::close));
        }
    }

    private java.util.concurrent.Callable<Object> waiting(Step step, Step end) {
        return () -> {
            Tasks<String> task = Tasks.start(virtual, () -> {
                step.run();
                return "done";
            }).awaitWaiting();
            end.run();
            return task.get();
        };
    }

    private void resets() throws Exception {
        try (Questions.Two two = sockets.two()) {
            two.server().setSoLinger(true, 0);
            two.server().close();
            InputStream in = two.client().getInputStream();
            ask("reset read", in::read);
            tell("reset shutdownInput", two.client()::shutdownInput);
            ask("reset read then", in::read);
        }
        try (Ground.Ends ends = ground.connect()) {
            ends.server().setOption(StandardSocketOptions.SO_LINGER, 0);
            ends.server().close();
            ask("reset channel read", () -> ends.client().read(ByteBuffer.allocate(1)));
            tell("reset channel shutdownInput", ends.client()::shutdownInput);
            ask("reset channel read then", () -> ends.client().read(ByteBuffer.allocate(1)));
        }
    }

    private void optionsOfServers() throws Exception {
        try (ServerSocket s = sockets.serverSocket()) {
            for (SocketOption<?> option : s.supportedOptions().stream().sorted(Comparator.comparing(SocketOption::name)).toList()) {
                if (!option.name().contains("BUF") && !option.name().contains("QUICKACK")) {
                    ask("ServerSocket " + option, () -> s.getOption(option));
                }
            }
            ask("ServerSocket IP_TOS wrong", () -> s.setOption(StandardSocketOptions.IP_TOS, 256) == s);
            ask("ServerSocket IP_TOS", () -> s.setOption(StandardSocketOptions.IP_TOS, 8) == s);
            ask("ServerSocket IP_TOS then", () -> s.getOption(StandardSocketOptions.IP_TOS));
        }
    }

    private void channelsThatConnect() throws Exception {
        try (var listener = ground.listen(); SocketChannel c = ground.client().openSocketChannel();
                Selector selector = ground.client().openSelector()) {
            c.configureBlocking(false);
            ask("connect without waiting", () -> c.connect(listener.getLocalAddress()));
            ask("connect pending", c::isConnectionPending);
            ask("connect again", () -> c.connect(listener.getLocalAddress()));
            ask("bind", () -> c.bind(null));
            ask("read", () -> c.read(ByteBuffer.allocate(1)));
            ask("write", () -> c.write(ByteBuffer.allocate(1)));
            tell("shutdownOutput", c::shutdownOutput);
            tell("adaptor connect", () -> c.socket().connect(listener.getLocalAddress()));
            ask("adaptor getInputStream", c.socket()::getInputStream);
            ask("addresses", () -> new Object[] {c, c.socket(), c.getLocalAddress(), c.getRemoteAddress()});
            SelectionKey key = c.register(selector, SelectionKey.OP_CONNECT);
            ask("select", selector::select);
            ask("is connectable", key::isConnectable);
            ask("finishConnect", c::finishConnect);
        }
        for (String nowhere : new String[] {"224.0.0.1", "255.255.255.255"}) {
            try (SocketChannel c = ground.client().openSocketChannel()) {
                ask("connect to " + nowhere, () -> c.connect(new InetSocketAddress(nowhere, 9)));
                ask("then open", c::isOpen);
            }
        }
    }

    private void channelsThatAreNotConnected() throws Exception {
        try (SocketChannel c = ground.client().openSocketChannel(); Selector selector = ground.client().openSelector()) {
            tell("adaptor urgent data early", () -> c.socket().sendUrgentData(1));
            c.configureBlocking(false);
            SelectionKey key = c.register(selector, SelectionKey.OP_CONNECT | SelectionKey.OP_WRITE);
            ask("select", selector::selectNow);
            ask("ready", key::readyOps);
            ask("selectedKeys add none", () -> selector.selectedKeys().addAll(Set.of()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
