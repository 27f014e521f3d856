package mptcp.core.mp.path;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Consumer;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;

/**
 * A host's memory of paths on which SYNs with MP_CAPABLE disappeared while one without was answered (RFC 8684 section 3.7
 * leaves such heuristics to the implementation). Until its time is over, connections between the same two addresses open as
 * plain TCP at once; then the option is tried again, and a path that swallows it once more is remembered twice as long. Loop
 * thread only; nanoseconds.
 */
public final class SwallowingPaths {
    private static final int MAX_PATHS = 256;
    private static final int MAX_SHIFT = 6;

    private record Path(IpAddress local, IpAddress remote) {}

    private record Memory(long untilNs, int times) {}

    /** In the order of their last failures. */
    private final SequencedMap<Path, Memory> paths = new LinkedHashMap<>();

    /** Those of the host's other loops: has each do the same, soon. */
    private final Consumer<Consumer<SwallowingPaths>> others;

    public SwallowingPaths(Consumer<Consumer<SwallowingPaths>> others) {
        this.others = others;
    }

    /** Whether to open without the option. */
    public boolean avoid(Flow flow, long nowNs) {
        Memory known = paths.isEmpty() ? null : paths.get(path(flow));
        return known != null && nowNs < known.untilNs();
    }

    /** A SYN without the option was answered, after those with it were not. {@code forNs}: 0 remembers nothing. */
    public void swallowed(Flow flow, long forNs, long nowNs) {
        if (forNs > 0) {
            note(flow, forNs, nowNs);
            others.accept(each -> each.note(flow, forNs, nowNs));
        }
    }

    private void note(Flow flow, long forNs, long nowNs) {
        Memory known = paths.remove(path(flow));
        if (paths.size() >= MAX_PATHS) {
            paths.pollFirstEntry();
        }
        int times = known == null ? 0 : known.times();
        paths.put(path(flow), new Memory(nowNs + (forNs << Math.min(times, MAX_SHIFT)), times + 1));
    }

    /** A SYN with the option was answered. */
    public void passed(Flow flow) {
        if (!paths.isEmpty() && paths.remove(path(flow)) != null) {
            others.accept(each -> each.paths.remove(path(flow)));
        }
    }

    private static Path path(Flow flow) {
        return new Path(flow.local(), flow.remote());
    }
}
