package mptcp.interop.program;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;

/** A program that knows nothing of this project: a stream of messages with gRPC over Netty; prints the digest of them. */
public final class GrpcPages {
    /** Bytes as they are. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Answers one message with many. */
    public static final MethodDescriptor<byte[], byte[]> METHOD = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.SERVER_STREAMING).setFullMethodName("test.Pages/All")
            .setRequestMarshaller(new Bytes()).setResponseMarshaller(new Bytes()).build();

    private GrpcPages() {}

    public static void main(String[] args) throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress(args[0], Integer.parseInt(args[1])).usePlaintext().build();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Iterator<byte[]> pages = ClientCalls.blockingServerStreamingCall(channel, METHOD, CallOptions.DEFAULT, new byte[1]);
        while (pages.hasNext()) {
            digest.update(pages.next());
        }
        System.out.println(HexFormat.of().formatHex(digest.digest()));
        channel.shutdownNow();
    }
}
