package mptcp.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.Future;

/** Ends the connection of a client that does not say what it wants. Goes with the handshake. */
final class HandshakeTimer extends ChannelInboundHandlerAdapter {
    private final long limitNs;
    private Future<?> end;

    HandshakeTimer(long limitNs) {
        this.limitNs = limitNs;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        end = ctx.executor().schedule(() -> ctx.close(), limitNs, TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end.cancel(false);
    }
}
