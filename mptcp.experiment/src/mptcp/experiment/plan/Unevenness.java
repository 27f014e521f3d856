package mptcp.experiment.plan;

/**
 * What makes the runs of several seeds samples, where nothing on the links is random: without it they would be one run.
 * Times in nanoseconds.
 *
 * @param startsNs each flow begins up to this later than it is said to, evenly
 * @param packetsNs the most of {@link mptcp.io.sim.Network#unevenness}
 */
public record Unevenness(long startsNs, long packetsNs) {
    /** Everything happens when it is said to. */
    public static final Unevenness NONE = new Unevenness(0, 0);
    private static final long MS = 1_000_000;
    private static final long MOST_STARTS_NS = 100 * MS;
    private static final int SHARE_OF_DURATION = 100;

    static Unevenness of(Section top, long durationNs) {
        long startsNs = Math.min(MOST_STARTS_NS, durationNs / SHARE_OF_DURATION);
        if (!top.isMapping("jitter")) {
            return top.flag("jitter", true) ? new Unevenness(startsNs, MS) : NONE;
        }
        Section s = top.section("jitter");
        Unevenness read = new Unevenness(s.time("starts", startsNs), s.time("packets", MS));
        s.done();
        if (read.startsNs() > durationNs / 2) {
            s.problem("starts", "'starts' must be at most half of the duration");
        }
        return read;
    }
}
