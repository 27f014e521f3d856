package mptcp.bench;

import java.util.Set;

/** Which way a figure is better, by its bound, or else by its unit. */
enum Better {
    HIGHER, LOWER,
    /** It says nothing about this stack, or nothing that one could be better at. */
    NEITHER;

    /** Also "Gbit": for each second of processor time. */
    private static final Set<String> RATES = Set.of("Gbit/s", "Mbit/s", "Gbit", "/s", "thousand/s", "million/s", "packets/s",
            "thousand packets/s", "thousand packets", "s/s");
    private static final Set<String> COSTS = Set.of("s/GB", "ns", "us", "ms", "s", "bytes", "kB", "MB", "% of a core", "ns/packet");
    private static final String PEER = "Linux to Linux";

    /**
     * @param metric what is measured; the peer's own figures are no matter of this stack
     * @param bound as {@link Result.Bound#toString}, or null
     */
    static Better of(String variant, String metric, String unit, String bound) {
        if (variant.startsWith(PEER) || metric.endsWith(PEER)) {
            return NEITHER;
        }
        if (bound != null) {
            return bound.equals(Result.Bound.AT_LEAST.toString()) ? HIGHER : LOWER;
        }
        return RATES.contains(unit) ? HIGHER : COSTS.contains(unit) ? LOWER : NEITHER;
    }
}
