package mptcp.io.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * When a link can send: opportunities for {@link #BYTES} each, again and again, as Mahimahi records them (Netravali et
 * al., USENIX ATC 2015): a line is the time of an opportunity in milliseconds, and the last line's is the period.
 * What an opportunity has left over is for the next packet if that waits already, and lost otherwise. Immutable.
 */
public final class DeliveryTrace {
    /** Of one opportunity. */
    public static final int BYTES = 1500;
    private static final long MS = 1_000_000;

    private final long startNs;
    private final long[] timesNs;

    private DeliveryTrace(long startNs, long[] timesNs) {
        this.startNs = startNs;
        this.timesNs = timesNs;
    }

    /**
     * Reads Mahimahi's format.
     *
     * @throws IllegalArgumentException that names the line which is wrong
     */
    public static DeliveryTrace of(String text) {
        List<Long> times = new ArrayList<>();
        int line = 0;
        long last = 0;
        for (String each : text.split("\n")) {
            line++;
            String word = each.strip();
            if (word.isEmpty()) {
                continue;
            }
            if (!word.matches("[0-9]{1,9}") || Long.parseLong(word) < last) {
                throw new IllegalArgumentException("line " + line + ": '" + word
                        + "' is no time in whole milliseconds, not before the one above it");
            }
            last = Long.parseLong(word);
            times.add(last * MS);
        }
        if (last == 0) {
            throw new IllegalArgumentException("there is no opportunity after 0 ms in it");
        }
        return new DeliveryTrace(0, times.stream().mapToLong(Long::longValue).toArray());
    }

    /** The same, beginning at a time of the network. */
    public DeliveryTrace startingAt(long ns) {
        return new DeliveryTrace(ns, timesNs);
    }

    /** The mean in bit/s. */
    public double rateBps() {
        return 8e9 * BYTES * timesNs.length / period();
    }

    private long period() {
        return timesNs[timesNs.length - 1];
    }

    /** The time of the n-th opportunity, from 0. */
    long time(long n) {
        return startNs + n / timesNs.length * period() + timesNs[(int) (n % timesNs.length)];
    }

    /** The first opportunity at that time or later. */
    long first(long ns) {
        long since = Math.max(0, ns - startNs);
        long round = since / period();
        long inRound = since - round * period();
        if (round > 0 && inRound == 0) { // the last ones of the round before are at this time
            round--;
            inRound = period();
        }
        int at = Arrays.binarySearch(timesNs, inRound);
        at = at < 0 ? -at - 1 : at;
        while (at > 0 && timesNs[at - 1] == inRound) {
            at--;
        }
        return round * timesNs.length + at;
    }
}
