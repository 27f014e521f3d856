package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import mptcp.interop.program.GrpcPages;
import mptcp.interop.program.KafkaCopy;
import mptcp.interop.program.LettuceCalls;
import mptcp.interop.program.SqlPages;
import mptcp.lab.LabPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of databases, queues and services, unmodified, over the stack, with the kernel's Multipath TCP at the other end.
 * They are forbidden to go around the stack, and half-way the second path is cut.
 */
@Tag("slow")
@Timeout(180)
final class BackendsTest {
    private static final int BYTES = 16 << 20;
    private static final int PIECE = 1 << 16;
    private static final long BREATH_NS = 1_000_000;

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    @TempDir
    private Path folder;
    private KernelRelay relay;
    private InetAddress host;

    /** So that a transfer lasts longer than a join takes on a busy machine. */
    @BeforeAll
    static void shape() throws Exception {
        for (LabPath path : LAB.lab().paths()) {
            path.shape(100);
        }
    }

    @BeforeEach
    void relay() throws Exception {
        LAB.lab().endpoints("signal", true, false);
        relay = new KernelRelay(LAB.lab().kernel());
        host = LAB.lab().path(1).peerAddress(Trial.IPV4);
    }

    @AfterEach
    void restore() throws Exception {
        LAB.lab().path(2).restore();
        relay.close();
    }

    private static byte[] page() {
        byte[] page = new byte[BYTES];
        new Random(1).nextBytes(page);
        return page;
    }

    private static String digest() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(page()));
    }

    private UnmodifiedProgram client(Class<?> program, String... arguments) throws Exception {
        return UnmodifiedProgram.start(LAB.lab(), folder, List.of("--only"), program, arguments);
    }

    /** The program says when it is half-way. */
    private void outlivesACut(UnmodifiedProgram program, String result, String direction) throws Exception {
        assertEquals("half", program.line(), program::said);
        LAB.lab().path(2).cut();
        assertEquals(result, program.line(), program::said);
        program.ended().usedAllPaths(LAB.lab(), direction);
        assertTrue(relay.multipath() > 0);
    }

    @Test
    void kafka() throws Exception {
        int port = Kafka.free();
        try (Kafka _ = Kafka.start(folder, port, host)) {
            relay.expose(port, port);
            try (UnmodifiedProgram program = client(KafkaCopy.class, host.getHostAddress() + ":" + port, Integer.toString(BYTES))) {
                outlivesACut(program, digest(), "sent");
            }
        }
    }

    @Test
    void lettuce() throws Exception {
        try (Redis redis = Redis.start(folder);
                UnmodifiedProgram program = client(LettuceCalls.class, host.getHostAddress(),
                        Integer.toString(relay.expose(redis.port())), Integer.toString(BYTES))) {
            outlivesACut(program, digest(), "sent");
        }
    }

    @Test
    void jdbcOverTls() throws Exception {
        try (PostgreSql database = PostgreSql.start(true);
                UnmodifiedProgram program = client(SqlPages.class, "jdbc:postgresql://" + host.getHostAddress() + ":"
                        + relay.expose(database.port()) + "/postgres?user=postgres&sslmode=require")) {
            outlivesACut(program, "4000 12800000 TLSv1.3", "received");
        }
    }

    @Test
    void grpc() throws Exception {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder("test.Pages")
                        .addMethod(GrpcPages.METHOD, ServerCalls.asyncServerStreamingCall(BackendsTest::pages)).build())
                .build().start();
        try (UnmodifiedProgram program = client(GrpcPages.class, host.getHostAddress(),
                Integer.toString(relay.expose(server.getPort())))) {
            assertEquals(digest(), program.line(), program::said);
            program.ended().usedAllPaths(LAB.lab(), "received");
        } finally {
            server.shutdownNow();
        }
        assertTrue(relay.multipath() > 0);
    }

    /** Sends all pieces as the client takes them; half-way the path is cut. */
    private static void pages(byte[] asked, StreamObserver<byte[]> answer) {
        ServerCallStreamObserver<byte[]> client = (ServerCallStreamObserver<byte[]>) answer;
        byte[] page = page();
        for (int at = 0; at < BYTES; at += PIECE) {
            while (!client.isReady() && !client.isCancelled()) {
                LockSupport.parkNanos(BREATH_NS);
            }
            if (at == BYTES / 2) {
                try {
                    LAB.lab().path(2).cut();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            client.onNext(Arrays.copyOfRange(page, at, at + PIECE));
        }
        client.onCompleted();
    }
}
