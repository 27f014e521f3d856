package mptcp.gateway;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mptcp.api.socket.Stack;

/** A SOCKS5 proxy: clients come by the kernel's TCP, destinations are reached over the stack. Any thread. */
final class SocksServer implements AutoCloseable {
    /**
     * What bounds clients.
     *
     * @param connections open at a time
     * @param handshake how long a client may take to say what it wants
     * @param connect how long an address of a destination may take to answer
     * @param idle how long nothing may happen on a connection; zero: as long as it likes
     */
    record Limits(int connections, Duration handshake, Duration connect, Duration idle) {}

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Statistics statistics = new Statistics();
    private final AccessRules rules;
    private final Users users;
    private final Limits limits;
    private final Outbound outbound;
    private final Channel listening;

    /**
     * @param converter by which destinations are reached (RFC 8803); null: directly
     * @throws IOException if it cannot listen there
     */
    SocksServer(Stack stack, InetSocketAddress at, AccessRules rules, Users users, Limits limits, InetSocketAddress converter)
            throws IOException {
        this.rules = rules;
        this.users = users;
        this.limits = limits;
        outbound = new Outbound(stack, rules, limits.connect(), converter);
        try {
            listening = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class)
                    .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true).childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel client) {
                            accept(client);
                        }
                    }).bind(at).syncUninterruptibly().channel();
        } catch (Exception e) { // netty throws what bind did, unchecked
            close();
            throw new IOException("cannot listen on " + at.getAddress().getHostAddress() + ":" + at.getPort() + ": "
                    + e.getMessage(), e);
        }
    }

    InetSocketAddress local() {
        return (InetSocketAddress) listening.localAddress();
    }

    Statistics statistics() {
        return statistics;
    }

    private void accept(SocketChannel client) {
        statistics.accepted.increment();
        if (!rules.admits(client.remoteAddress().getAddress()) || statistics.open.get() >= limits.connections()) {
            statistics.refused.increment();
            client.config().setSoLinger(0);
            client.close();
            return;
        }
        statistics.open.incrementAndGet();
        client.closeFuture().addListener(_ -> statistics.open.decrementAndGet());
        client.pipeline().addLast(new HandshakeTimer(limits.handshake().toNanos()), Socks5ServerEncoder.DEFAULT,
                new Socks5InitialRequestDecoder(),
                new SocksHandshake(outbound, users, statistics, limits.idle().toNanos()));
    }

    @Override
    public void close() {
        outbound.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
