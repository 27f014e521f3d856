package mptcp.interop.program;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** A program that knows nothing of this project: it keeps bytes in Redis with Lettuce, in pieces, and prints the digest of what comes back. */
public final class LettuceCalls {
    private static final int PIECE = 1 << 18;

    private LettuceCalls() {}

    public static void main(String[] args) throws Exception {
        byte[] page = new byte[Integer.parseInt(args[2])];
        new Random(1).nextBytes(page);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (RedisClient client = RedisClient.create(RedisURI.builder().withHost(args[0]).withPort(Integer.parseInt(args[1]))
                .withTimeout(Duration.ofSeconds(30)).build());
                StatefulRedisConnection<byte[], byte[]> redis = client.connect(ByteArrayCodec.INSTANCE)) {
            int pieces = page.length / PIECE;
            for (int i = 0; i < pieces; i++) {
                redis.sync().set(new byte[] {(byte) i}, Arrays.copyOfRange(page, i * PIECE, (i + 1) * PIECE));
                if (i == pieces / 2) {
                    System.out.println("half");
                }
            }
            for (int i = 0; i < pieces; i++) {
                digest.update(redis.sync().get(new byte[] {(byte) i}));
            }
            System.out.println(HexFormat.of().formatHex(digest.digest()));
        }
    }
}
