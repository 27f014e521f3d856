package mptcp.simtest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.Entropy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sequence numbers that wrap: those of the data level (their low 32 bits) and those of each subflow. */
class WrapTest {
    private static final long NEAR = 200_000;

    @ParameterizedTest
    @CsvSource({"1,true,false", "1,false,true", "1,true,true", "0,true,false", "0,true,true", "-1,false,true"})
    void wraps(int version, boolean data, boolean subflow) {
        Scenario.of(WrapTest.class, w -> {
            for (String name : new String[] {"client", "server"}) {
                w.host(name, b -> b.mptcpVersion(version).checksums(w.seed() % 2 == 0)
                        .entropy(new NearTheWrap(w.seed() + name.hashCode(), version, data, subflow)));
            }
            w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(false));
            w.client().choose(PolicyKind.PATH_MANAGER, "pairs");
            w.path(Route.of("rate=10m,delay=10ms,queue=60k,loss=1%,reorder=2%/5ms"));
            w.path(Route.of("rate=10m,delay=30ms,queue=60k,loss=1%"));
            w.transfer(1 << 20, 1 << 20);
            w.expect(() -> {
                for (SimHost h : w.hosts()) {
                    long first = h.lastOf(1).localIdsn() & 0xffff_ffffL;
                    assertTrue(!data || first + (1 << 20) > 1L << 32, "no wrap from " + first);
                }
            });
        }).verify(2);
    }

    /** Keys whose IDSN (RFC 8684 section 3.1, RFC 6824 section 3.1) and ISNs that lie shortly before the wrap. */
    private static final class NearTheWrap implements Entropy {
        private final SplittableRandom random;
        private final MessageDigest digest;
        private final boolean data;
        private final boolean subflow;

        NearTheWrap(long seed, int version, boolean data, boolean subflow) {
            random = new SplittableRandom(seed);
            this.data = data;
            this.subflow = subflow;
            try {
                digest = MessageDigest.getInstance(version == 0 ? "SHA-1" : "SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has it", e);
            }
        }

        @Override
        public long nextLong() {
            return random.nextLong();
        }

        @Override
        public long nextKey() {
            long key = random.nextLong();
            while (data && Integer.toUnsignedLong(idsn(key)) < (1L << 32) - NEAR) {
                key = random.nextLong();
            }
            return key;
        }

        /** The low 32 bits: the last four bytes of the digest. */
        private int idsn(long key) {
            byte[] hash = digest.digest(ByteBuffer.allocate(Long.BYTES).putLong(key).array());
            return ByteBuffer.wrap(hash).getInt(hash.length - Integer.BYTES);
        }

        @Override
        public long nextIsn() {
            return subflow ? (1L << 32) - 1 - random.nextInt((int) NEAR) : -1;
        }
    }
}
