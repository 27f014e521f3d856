package mptcp.experiment.plan;

import java.util.List;
import java.util.Set;

/** What the applications of a flow do, where that is more than a stream or messages of one size. Times in nanoseconds. */
public sealed interface AppPlan {
    /** Additional metrics of the flow, in the order in which tables have them. */
    List<String> metrics();

    /** Sizes around a mean. */
    enum Sizes {
        FIXED, EXPONENTIAL,
        /** With the shape 1.2: few of them are most of the bytes. */
        PARETO
    }

    /**
     * Pages: an object after the other that it refers to has come, over several connections, one request at a time on
     * each.
     *
     * @param objects size of each and the number of the object that refers to it (-1: it is the first one), or empty
     * @param count of the objects of a page that is made up by the seed
     * @param thinkNs between pages
     * @param pages -1: without end
     */
    record Web(List<long[]> objects, int count, long size, Sizes sizes, int connections, long request, long thinkNs,
            int pages) implements AppPlan {
        @Override
        public List<String> metrics() {
            return List.of("pages", "load_mean", "load_p95");
        }
    }

    /**
     * Adaptive streaming of video over one connection.
     *
     * @param ratesBps of the encodings, growing
     * @param bufferNs what the player holds at most
     * @param byBuffer buffer-based choice (Huang et al., SIGCOMM 2014), else by the rates of the last five segments
     */
    record Dash(List<Long> ratesBps, long segmentNs, long bufferNs, boolean byBuffer, long request, int segments)
            implements AppPlan {
        @Override
        public List<String> metrics() {
            return List.of("quality", "switches", "stalls", "stall_time", "startup", "experience");
        }
    }

    /**
     * Voice or video as it happens: frames at a period, in talk spurts, each of use only until a deadline.
     *
     * @param onNs mean length of a spurt, 0: always
     * @param keyEvery each so many-th frame has the size {@code key}; 0: none
     */
    record Live(long frame, long key, int keyEvery, long everyNs, long onNs, long offNs, long deadlineNs)
            implements AppPlan {
        @Override
        public List<String> metrics() {
            return List.of("on_time", "playback_delay");
        }
    }

    /** A recording of what an application wrote: time, bytes (less than 0: by the server). */
    record Replay(List<long[]> writes) implements AppPlan {
        @Override
        public List<String> metrics() {
            return List.of();
        }
    }

    /** Downloads with a connection each, which begin at random (Poisson). @param everyNs mean time between beginnings */
    record Shorts(long everyNs, long size, Sizes sizes, long request, int count) implements AppPlan {
        @Override
        public List<String> metrics() {
            return List.of();
        }
    }

    /**
     * A stream that sends as much as it can for a while, and then nothing for a while, on one connection.
     *
     * @param random whether both have an exponential distribution around these means; else each has the mean
     */
    record OnOff(long onNs, long offNs, boolean random) implements AppPlan {
        @Override
        public List<String> metrics() {
            return List.of();
        }
    }

    /** Whether most bytes go from the opener to the other. */
    default boolean upward() {
        return switch (this) {
            case Live _, OnOff _ -> true;
            case Replay r -> r.writes().stream().mapToLong(w -> w[1]).sum() >= 0;
            case Web _, Dash _, Shorts _ -> false;
        };
    }

    /** Words of {@code pattern}. */
    Set<String> PATTERNS = Set.of("web", "dash", "live", "onoff", "replay", "shorts");
}
