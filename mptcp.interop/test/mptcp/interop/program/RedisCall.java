package mptcp.interop.program;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** A program that knows nothing of this project: it keeps bytes in Redis with Jedis, and prints the digest of what comes back. */
public final class RedisCall {
    private RedisCall() {}

    public static void main(String[] args) throws Exception {
        byte[] page = new byte[Integer.parseInt(args[2])];
        new Random(1).nextBytes(page);
        byte[] key = "page".getBytes(StandardCharsets.US_ASCII);
        try (Jedis redis = new Jedis(new HostAndPort(args[0], Integer.parseInt(args[1])),
                DefaultJedisClientConfig.builder().socketTimeoutMillis(20_000).build())) {
            redis.set(key, page);
            System.out.println(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(redis.get(key))));
        }
    }
}
