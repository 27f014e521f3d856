package mptcp.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.gateway.convert.ConvertError;
import mptcp.gateway.convert.ConvertException;
import mptcp.gateway.convert.ConvertMessage;
import mptcp.gateway.convert.ConvertTlv;

/**
 * A converter (RFC 8803): clients come over the stack, with Multipath TCP, and destinations are reached by the kernel's TCP.
 * Who may come: those on the networks of the stack's addresses, and whom the rules name besides. It gives out no cookies of
 * its own; those of Fast Open keep forged addresses away (RFC 7413). Any thread.
 */
final class ConvertServer implements AutoCloseable {
    /** Section 9.1. */
    static final int PORT = 124;
    /** How many connections may be open on data of a SYN before their handshake is complete. */
    private static final int FAST_OPEN_QUEUE = 64;
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final byte ICMP_HOST_UNREACHABLE = 1;
    private static final List<Integer> SUPPORTED = List.of(30); // MPTCP, on the client's side of it
    /** The length of segments, the scale of windows, blocks of SACK: each end of the connection to the destination has its own (section 7). */
    private static final Set<Integer> IGNORED = Set.of(2, 3, 5);
    private static final InetAddress BROADCAST = InetAddress.ofLiteral("255.255.255.255");

    private final Stack stack;
    private final AccessRules rules;
    private final SocksServer.Limits limits;
    private final Statistics statistics = new Statistics();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final StreamListener listening;

    /** @throws IOException if it cannot listen there */
    ConvertServer(Stack stack, InetSocketAddress at, AccessRules rules, SocksServer.Limits limits) throws IOException {
        this.stack = stack;
        this.rules = rules;
        this.limits = limits;
        try {
            listening = stack.listen(at, SocketConfig.DEFAULT.withFastOpenQueue(FAST_OPEN_QUEUE), null);
        } catch (IOException | RuntimeException e) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw e;
        }
        Thread.ofVirtual().name("convert").start(this::accept);
    }

    InetSocketAddress local() {
        return listening.local();
    }

    Statistics statistics() {
        return statistics;
    }

    private void accept() {
        try {
            while (true) {
                StreamSocket client = listening.accept(FOR_EVER);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException | RuntimeException _) {
            // it is closed
        }
    }

    private boolean admits(InetAddress client) {
        return rules.admits(client)
                || stack.addresses().stream().anyMatch((LinkAddress own) -> new AddressRange(own).contains(client));
    }

    private void serve(StreamSocket client) {
        statistics.accepted.increment();
        statistics.open.incrementAndGet();
        if (!admits(client.remote().getAddress())) {
            refuse(client, ConvertError.NOT_AUTHORIZED);
            return;
        }
        if (statistics.open.get() > limits.connections()) {
            refuse(client, ConvertError.RESOURCE_EXCEEDED);
            return;
        }
        Future<?> deadline = loops.schedule(client::abort, limits.handshake().toNanos(), TimeUnit.NANOSECONDS);
        ByteBuffer space = ByteBuffer.allocate(ConvertMessage.LONGEST);
        try {
            ByteBuffer asked = ConvertStream.read(client, space);
            deadline.cancel(false);
            serve(client, ConvertMessage.decode(asked.duplicate()));
        } catch (ConvertException e) {
            malformed(client, e.error(), Arrays.copyOf(space.array(), space.position() == 0 ? space.limit() : space.position()));
        } catch (IOException | RuntimeException _) {
            statistics.left.increment();
            statistics.open.decrementAndGet();
            client.abort();
        } finally {
            deadline.cancel(false);
        }
    }

    /** @param error null: a reset says it */
    private void malformed(StreamSocket client, ConvertError error, byte[] message) {
        if (error == null) {
            statistics.refused.increment();
            statistics.open.decrementAndGet();
            client.abort();
        } else if (error == ConvertError.UNSUPPORTED_VERSION) {
            refuse(client, error, (byte) ConvertMessage.VERSION);
        } else {
            statistics.refused.increment();
            statistics.open.decrementAndGet();
            say(client, ConvertMessage.echo(error, message));
        }
    }

    private void serve(StreamSocket client, ConvertMessage message) throws IOException {
        ConvertTlv.Connect connect = message.find(ConvertTlv.Connect.class).orElse(null);
        if (connect == null) {
            if (message.find(ConvertTlv.Info.class).isEmpty()) {
                throw new ConvertException(ConvertError.UNSUPPORTED_MESSAGE, "neither Connect nor Info");
            }
            client.write(new ConvertMessage(new ConvertTlv.SupportedTcpExtensions(SUPPORTED)).encode());
            statistics.open.decrementAndGet();
            client.close();
            return;
        }
        List<Integer> kinds = connect.kinds().stream().filter(kind -> !IGNORED.contains(kind)).toList();
        InetAddress address = connect.destination().getAddress();
        if (!kinds.isEmpty()) { // the kernel's socket takes none
            byte[] unsupported = new byte[kinds.size()];
            for (int i = 0; i < unsupported.length; i++) {
                unsupported[i] = kinds.get(i).byteValue();
            }
            refuse(client, ConvertError.UNSUPPORTED_TCP_OPTION, unsupported);
        } else if (address.isMulticastAddress() || address.isAnyLocalAddress() || address.isLoopbackAddress()
                || address.equals(BROADCAST) || connect.destination().getPort() == 0) {
            throw new ConvertException(ConvertError.MALFORMED_MESSAGE, "no destination: " + connect.destination());
        } else if (!rules.admits(connect.destination())) {
            refuse(client, ConvertError.NOT_AUTHORIZED);
        } else {
            connect(client, connect.destination());
        }
    }

    private void connect(StreamSocket client, InetSocketAddress destination) throws IOException {
        ChannelFuture connecting = new Bootstrap().group(loops).channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true).option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false) // what the destination says waits for the answer
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) limits.connect().toMillis())
                .handler(new ChannelHandlerAdapter() { }).connect(destination).awaitUninterruptibly();
        if (!connecting.isSuccess()) {
            statistics.failed.increment();
            byte[] value = connecting.cause() instanceof NoRouteToHostException ? new byte[] {ICMP_HOST_UNREACHABLE} : new byte[0];
            end(client, reason(connecting.cause()), value);
            return;
        }
        Channel channel = connecting.channel();
        channel.closeFuture().addListener(_ -> statistics.open.decrementAndGet());
        try {
            client.write(new ConvertMessage().encode());
        } catch (IOException | RuntimeException _) {
            client.abort();
            channel.close();
            return;
        }
        statistics.connected.increment();
        if (stack.inspector().connection(client.id()).map(c -> !c.fallback()).orElse(false)) {
            statistics.multipath.increment();
        }
        channel.eventLoop().execute(() -> channel.pipeline().addLast(new Relay(client, statistics, limits.idle().toNanos())));
    }

    private static ConvertError reason(Throwable cause) {
        return switch (cause) {
            case NoRouteToHostException _ -> ConvertError.DESTINATION_UNREACHABLE;
            case io.netty.channel.ConnectTimeoutException _ -> ConvertError.NETWORK_FAILURE;
            case java.net.ConnectException _ -> ConvertError.CONNECTION_RESET;
            default -> ConvertError.NETWORK_FAILURE;
        };
    }

    private void refuse(StreamSocket client, ConvertError error, byte... value) {
        statistics.refused.increment();
        end(client, error, value);
    }

    private void end(StreamSocket client, ConvertError error, byte... value) {
        statistics.open.decrementAndGet();
        say(client, ConvertMessage.of(error, value));
    }

    private static void say(StreamSocket client, ConvertMessage last) {
        try {
            client.write(last.encode());
            client.shutdownOutput();
            ByteBuffer unread = ByteBuffer.allocate(1 << 12);
            while (client.tryRead(unread.clear()) > 0) {
                continue; // a close with bytes unread is a reset, which would overtake the answer
            }
            client.shutdownInput();
            client.close();
        } catch (IOException | RuntimeException _) {
            client.abort();
        }
    }

    @Override
    public void close() {
        listening.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
