package mptcp.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import mptcp.api.socket.StreamSocket;

/**
 * Carries bytes between a client and a destination, each direction no faster than its receiver takes them, and ends each as
 * its sender ends it. All but the note of the stack's loop is on the channel's thread.
 */
final class Relay extends ChannelInboundHandlerAdapter {
    private static final int PIECE = 64 * 1024;

    private final StreamSocket socket;
    private final Statistics statistics;
    private final long idleNs;
    /** From the client, not yet taken by the stack. Reading from the client is off while it is not empty. */
    private final Queue<ByteBuf> waiting = new ArrayDeque<>();
    /** Whether a look at what is ready is asked for. */
    private final AtomicBoolean noted = new AtomicBoolean();
    private ChannelHandlerContext context;
    private long lastNs;
    private boolean clientEnded;
    private boolean clientTold;
    private boolean destinationEnded;
    private boolean over;

    /** @param idleNs how long nothing may happen; 0: as long as it likes */
    Relay(StreamSocket socket, Statistics statistics, long idleNs) {
        this.socket = socket;
        this.statistics = statistics;
        this.idleNs = idleNs;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        lastNs = System.nanoTime();
        socket.listener((_, _) -> note());
        watchIdle();
        note();
    }

    private void note() {
        if (noted.compareAndSet(false, true)) {
            context.executor().execute(this::look);
        }
    }

    private void look() {
        noted.set(false);
        if (over) {
            return;
        }
        try {
            toClient();
            toDestination();
        } catch (IOException e) {
            fail();
        }
    }

    private void toClient() throws IOException {
        Channel channel = context.channel();
        boolean wrote = false;
        while (!destinationEnded && channel.isWritable()) {
            ByteBuf piece = context.alloc().ioBuffer(PIECE);
            int n = socket.tryRead(piece.internalNioBuffer(0, PIECE));
            if (n <= 0) {
                piece.release();
                destinationEnded = n < 0;
                break;
            }
            piece.writerIndex(n);
            statistics.in.add(n);
            context.write(piece);
            wrote = true;
        }
        if (wrote) {
            lastNs = System.nanoTime();
            context.flush();
        }
        if (destinationEnded && !clientTold) {
            clientTold = true;
            // Behind what is written: the last write's end is the end of the direction.
            context.writeAndFlush(context.alloc().buffer(0)).addListener(_ -> ((DuplexChannel) channel).shutdownOutput()
                    .addListener(_ -> endIfBothDid()));
        }
    }

    private void toDestination() throws IOException {
        while (!waiting.isEmpty()) {
            ByteBuf first = waiting.peek();
            int n = socket.tryWrite(first.nioBuffer());
            statistics.out.add(n);
            first.skipBytes(n);
            if (n > 0) {
                lastNs = System.nanoTime();
            }
            if (first.isReadable()) {
                break;
            }
            waiting.remove().release();
        }
        context.channel().config().setAutoRead(waiting.isEmpty());
        if (clientEnded && waiting.isEmpty()) {
            socket.shutdownOutput();
            endIfBothDid();
        }
    }

    private void endIfBothDid() {
        if (clientEnded && waiting.isEmpty() && clientTold && ((DuplexChannel) context.channel()).isOutputShutdown()) {
            context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (over || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        lastNs = System.nanoTime();
        waiting.add(bytes);
        look();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        look();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            clientEnded = true;
            look();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail();
    }

    /** One end failed: so does the other. */
    private void fail() {
        if (!over) {
            socket.abort();
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        boolean inOrder = clientEnded && waiting.isEmpty() && destinationEnded;
        over = true;
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        if (inOrder) {
            socket.close();
        } else {
            socket.abort();
        }
    }

    private void watchIdle() {
        if (idleNs == 0 || over) {
            return;
        }
        long left = lastNs + idleNs - System.nanoTime();
        if (left <= 0) {
            socket.abort();
            context.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        } else {
            context.executor().schedule(this::watchIdle, left, TimeUnit.NANOSECONDS);
        }
    }
}
