package mptcp.io.sim;

/**
 * Random numbers with a name. The draw for packet <i>n</i> is a function of (seed, name, n) alone (SplitMix64, which
 * can be entered at any place): no stream moves another, and no draw depends on what happened to other packets.
 */
final class NamedStream {
    private static final long GAMMA = 0x9e37_79b9_7f4a_7c15L;
    private static final double UNIT = 0x1.0p-53;

    private final long key;

    NamedStream(long seed, String... names) {
        long k = mix(seed + GAMMA);
        for (String name : names) {
            for (int i = 0; i < name.length(); i++) {
                k = mix(k + GAMMA + name.charAt(i));
            }
            k = mix(k ^ GAMMA); // where a name ends
        }
        key = k;
    }

    /** 64 random bits. */
    long bits(long number) {
        return mix(key + (number + 1) * GAMMA);
    }

    /** Evenly from 0 (included) to 1 (excluded). */
    double unit(long number) {
        return (bits(number) >>> 11) * UNIT;
    }

    /** Whether something of the given probability happens. */
    boolean happens(long number, double probability) {
        return probability > 0 && unit(number) < probability;
    }

    /** The finaliser of MurmurHash3 in Stafford's variant 13, as SplitMix64 uses it. */
    static long mix(long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
        return z ^ z >>> 31;
    }
}
