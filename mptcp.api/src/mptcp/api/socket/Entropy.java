package mptcp.api.socket;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where a stack takes what must not be guessed from: keys, nonces, initial sequence numbers (RFC 6528), ports. Injected,
 * so that a simulated run is a function of its seed. Called on the loop thread; in a host of several loops each has one of
 * its own, by {@link #fork}.
 */
@ConsumerType
public interface Entropy {
    /** 64 random bits: an MPTCP key, or a secret. */
    long nextLong();

    /** 32 random bits: a nonce, a port, a sequence number's secret part. */
    default int nextInt() {
        return (int) (nextLong() >>> 32);
    }

    /** A key for a new connection (RFC 8684 section 3.1). */
    default long nextKey() {
        return nextLong();
    }

    /** A nonce for MP_JOIN. */
    default int nextNonce() {
        return nextInt();
    }

    /** An initial sequence number instead of the computed one, or -1: compute it (RFC 6528). */
    default long nextIsn() {
        return -1;
    }

    /**
     * Another one, for another loop of the host. The default is this one itself, which several threads call then, unless the
     * stack is driven by one.
     */
    default Entropy fork() {
        return this;
    }

    /** From the operating system, read in blocks. */
    static Entropy secure() {
        return new SecureEntropy(new SecureRandom());
    }

    /** From a seed: for simulators and tests only. */
    static Entropy seeded(long seed) {
        return new SeededEntropy(new SplittableRandom(seed));
    }
}
