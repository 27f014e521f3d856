package mptcp.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5PasswordAuthResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5Message;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequest;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthStatus;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.socket.StreamSocket;

/**
 * The server's side of SOCKS version 5 (RFC 1928) with the login of RFC 1929, on one connection: its thread only. CONNECT is
 * what there is; BIND and UDP ASSOCIATE are answered with "command not supported".
 */
final class SocksHandshake extends SimpleChannelInboundHandler<Socks5Message> {
    private final Outbound outbound;
    private final Users users;
    private final Statistics statistics;
    private final long idleNs;
    /** What the client sent behind its command; no more than one read holds, since none follows. */
    private final List<ByteBuf> early = new ArrayList<>();
    /** It is among those that were refused, or whose destination was not reached. */
    private boolean counted;

    SocksHandshake(Outbound outbound, Users users, Statistics statistics, long idleNs) {
        this.outbound = outbound;
        this.users = users;
        this.statistics = statistics;
        this.idleNs = idleNs;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) {
            early.add(bytes);
        } else {
            super.channelRead(ctx, message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        early.forEach(ReferenceCountUtil::release);
        early.clear();
        if (!counted) {
            statistics.left.increment();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Socks5Message message) {
        if (message.decoderResult().isFailure()) {
            ctx.close();
            return;
        }
        switch (message) {
            case Socks5InitialRequest request -> greet(ctx, request);
            case Socks5PasswordAuthRequest request -> login(ctx, request);
            case Socks5CommandRequest request -> command(ctx, request);
            default -> ctx.close();
        }
    }

    private void greet(ChannelHandlerContext ctx, Socks5InitialRequest request) {
        Socks5AuthMethod method = users.isEmpty() ? Socks5AuthMethod.NO_AUTH : Socks5AuthMethod.PASSWORD;
        if (!request.authMethods().contains(method)) {
            refuse(ctx, new DefaultSocks5InitialResponse(Socks5AuthMethod.UNACCEPTED));
            return;
        }
        // The next decoder is there before the last one goes, which hands on what it has left.
        ctx.pipeline().addBefore(ctx.name(), null, users.isEmpty() ? new Socks5CommandRequestDecoder()
                : new Socks5PasswordAuthRequestDecoder());
        ctx.pipeline().remove(Socks5InitialRequestDecoder.class);
        ctx.writeAndFlush(new DefaultSocks5InitialResponse(method));
    }

    private void login(ChannelHandlerContext ctx, Socks5PasswordAuthRequest request) {
        if (!users.knows(request.username(), request.password())) {
            refuse(ctx, new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.FAILURE));
            return;
        }
        ctx.pipeline().addBefore(ctx.name(), null, new Socks5CommandRequestDecoder());
        ctx.pipeline().remove(Socks5PasswordAuthRequestDecoder.class);
        ctx.writeAndFlush(new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.SUCCESS));
    }

    private void refuse(ChannelHandlerContext ctx, Object answer) {
        statistics.refused.increment();
        counted = true;
        ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }

    private void command(ChannelHandlerContext ctx, Socks5CommandRequest request) {
        if (!request.type().equals(Socks5CommandType.CONNECT)) {
            refuse(ctx, answer(Socks5CommandStatus.COMMAND_UNSUPPORTED));
            return;
        }
        ctx.pipeline().remove(HandshakeTimer.class);
        ctx.channel().config().setAutoRead(false); // what the client sends early waits for the destination
        outbound.connect(request.dstAddr(), request.dstPort(), new Outbound.Outcome() {
            @Override
            public void connected(StreamSocket socket, boolean multipath) {
                ctx.executor().execute(() -> relay(ctx, socket, multipath));
            }

            @Override
            public void failed(Outbound.Failure failure) {
                ctx.executor().execute(() -> notConnected(ctx, failure));
            }
        });
    }

    private void relay(ChannelHandlerContext ctx, StreamSocket socket, boolean multipath) {
        if (!ctx.channel().isActive()) { // the client has gone meanwhile
            socket.abort();
            return;
        }
        statistics.connected.increment();
        if (multipath) {
            statistics.multipath.increment();
        }
        InetSocketAddress local = socket.local();
        ctx.writeAndFlush(new DefaultSocks5CommandResponse(Socks5CommandStatus.SUCCESS,
                local.getAddress().getAddress().length == 4 ? Socks5AddressType.IPv4 : Socks5AddressType.IPv6,
                local.getAddress().getHostAddress(), local.getPort()));
        ctx.pipeline().addLast(new Relay(socket, statistics, idleNs));
        early.forEach(ctx::fireChannelRead);
        early.clear();
        ctx.pipeline().remove(Socks5ServerEncoder.class);
        ctx.pipeline().remove(Socks5CommandRequestDecoder.class);
        ctx.pipeline().remove(this);
    }

    private void notConnected(ChannelHandlerContext ctx, Outbound.Failure failure) {
        if (!ctx.channel().isActive()) {
            return; // the client has gone meanwhile
        }
        counted = true;
        (failure == Outbound.Failure.NOT_ALLOWED ? statistics.refused : statistics.failed).increment();
        ctx.writeAndFlush(answer(switch (failure) {
            case NOT_ALLOWED -> Socks5CommandStatus.FORBIDDEN;
            case NO_NAME, TIMED_OUT -> Socks5CommandStatus.HOST_UNREACHABLE;
            case NO_ROUTE -> Socks5CommandStatus.NETWORK_UNREACHABLE;
            case REFUSED -> Socks5CommandStatus.CONNECTION_REFUSED;
            case FAMILY -> Socks5CommandStatus.ADDRESS_UNSUPPORTED;
            case OTHER -> Socks5CommandStatus.FAILURE;
        })).addListener(ChannelFutureListener.CLOSE);
    }

    private static DefaultSocks5CommandResponse answer(Socks5CommandStatus status) {
        return new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv4, "0.0.0.0", 0);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
}
