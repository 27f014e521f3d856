package mptcp.interop.program;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A program that knows nothing of this project: it sends bytes to an echo server, with Netty; prints what came back. */
public final class NettyEcho {
    private NettyEcho() {}

    public static void main(String[] args) throws Exception {
        byte[] sent = new byte[Integer.parseInt(args[2])];
        new Random(1).nextBytes(sent);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        CountDownLatch all = new CountDownLatch(1);
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        var channel = new Bootstrap().group(loop).channel(NioSocketChannel.class)
                .handler(new SimpleChannelInboundHandler<ByteBuf>() {
                    private int left = sent.length;

                    @Override
                    protected void channelRead0(ChannelHandlerContext context, ByteBuf back) {
                        left -= back.readableBytes();
                        digest.update(back.nioBuffer());
                        if (left == 0) {
                            all.countDown();
                        }
                    }
                }).connect(args[0], Integer.parseInt(args[1])).sync().channel();
        channel.writeAndFlush(Unpooled.wrappedBuffer(sent));
        all.await();
        System.out.println(HexFormat.of().formatHex(digest.digest()));
        channel.close().sync();
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
}
