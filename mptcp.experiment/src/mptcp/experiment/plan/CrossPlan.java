package mptcp.experiment.plan;

/**
 * Traffic that heeds nothing: packets at a rate, always or in bursts. Times in nanoseconds.
 *
 * @param over a path, or a shared link
 * @param onNs mean length of a burst; 0: it is always on
 * @param offNs mean pause
 * @param poisson whether the times between packets have an exponential distribution around that of the rate; else each is that
 * @param random whether bursts and pauses have an exponential distribution; else each has the mean
 * @param stopNs or -1
 */
public record CrossPlan(String name, String over, boolean forward, long rateBps, int packet, boolean poisson, long onNs, long offNs,
        boolean random, long startNs, long stopNs) {
    private static final int LEAST_PACKET = 28;
    private static final int MOST_PACKET = 65_535;

    static CrossPlan read(String name, Section s, java.util.List<String> places, long durationNs) {
        s.required("over", "wifi");
        s.required("rate", "2m");
        String over = s.word("over", "", places);
        boolean forward = s.word("direction", "forward", java.util.List.of("forward", "backward")).equals("forward");
        long rate = s.convert("rate", 1L, text -> {
            long bps = mptcp.io.sim.LinkSpec.IDEAL.with("rate=" + text).rateBps();
            if (bps == 0) {
                throw new IllegalArgumentException("it must be more than 0");
            }
            return bps;
        });
        int packet = s.count("packet", 1500, LEAST_PACKET, MOST_PACKET);
        boolean poisson = s.word("gaps", "fixed", java.util.List.of("random", "fixed")).equals("random");
        long on = s.time("on", 0);
        long off = s.time("off", 0);
        if (on > 0 != off > 0) {
            s.problem("on", "bursts need both 'on' and 'off'");
        }
        boolean random = s.word("bursts", "random", java.util.List.of("random", "fixed")).equals("random");
        long start = s.time("start", 0);
        long stop = s.time("stop", -1);
        if (start >= durationNs || stop >= 0 && stop <= start) {
            s.problem("start", "it starts when it is over");
        }
        s.done();
        return new CrossPlan(name, over, forward, rate, packet, poisson, on, off, random, start, stop);
    }
}
