package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToLongFunction;
import mptcp.api.policy.PolicyKind;
import mptcp.simtest.Transfer.Expected;

/** Loads whose figures tell policies apart: endless transfers, requests, and what is looked at meanwhile. */
final class Load {
    private static final long ENDLESS = 1L << 40;

    private Load() {}

    /** Client and server with one subflow for each path, and these policies at the client. */
    static void pairs(World w, String scheduler, String congestionControl) {
        if (!w.policies().registry().names(PolicyKind.PATH_MANAGER).contains("pairs")) {
            w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(false));
        }
        w.client().choose(PolicyKind.PATH_MANAGER, "pairs");
        w.client().choose(PolicyKind.SCHEDULER, scheduler);
        w.client().choose(PolicyKind.CONGESTION_CONTROL, congestionControl);
    }

    /** Sends from its start until a moment, and is aborted then. */
    static Transfer endless(World w, Transfer t, long toNs) {
        t.expect(Expected.CORRECT_OR_ERROR);
        t.client().ending(Party.Ending.BY_EVENT);
        t.client().sendMore(ENDLESS);
        w.at(toNs, t.client().name() + " ends", t.client()::abort);
        return t;
    }

    /** Mbit/s that the server reads between two moments; known when the run is over. */
    static double[] rate(World w, Transfer t, long fromNs, long toNs) {
        double[] result = new double[1];
        w.at(fromNs, "measuring", () -> result[0] = -t.server().received());
        w.at(toNs, "measured", () -> result[0] = (result[0] + t.server().received()) * 8e3 / (toNs - fromNs));
        return result;
    }

    /** Requests of so many bytes, one each period; the time in ms until the server has read each is known afterwards. */
    static List<Double> requests(World w, Transfer t, int bytes, long periodNs, int count) {
        List<Double> took = new ArrayList<>();
        List<Long> sentNs = new ArrayList<>();
        t.client().ending(Party.Ending.BY_EVENT);
        t.server().ending(Party.Ending.BY_EVENT);
        for (int i = 1; i <= count; i++) {
            w.at(i * periodNs, "request " + i, () -> {
                sentNs.add(w.nowNs());
                t.client().sendMore(bytes);
            });
        }
        w.every(MS / 4, () -> {
            while (took.size() < sentNs.size() && t.server().received() >= (long) bytes * (took.size() + 1)) {
                took.add((w.nowNs() - sentNs.get(took.size())) / 1e6);
            }
            if (took.size() == count) {
                t.client().endOutput();
                t.server().endOutput();
            }
            return took.size() == count;
        });
        return took;
    }

    static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** @param share 0 to 1: so much of them is not larger */
    static double percentile(List<Double> values, double share) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    /** The mean of what is looked at each 10 ms between two moments. */
    static double[] average(World w, long fromNs, long toNs, ToLongFunction<World> look) {
        double[] result = new double[1];
        int samples = (int) ((toNs - fromNs) / (10 * MS));
        for (int i = 0; i < samples; i++) {
            w.network().at(fromNs + i * 10 * MS, () -> result[0] += (double) look.applyAsLong(w) / samples);
        }
        return result;
    }

    static long carried(World w, String hop) {
        return w.network().hop(hop).statistics().deliveredBytes();
    }

    static long seconds(double s) {
        return (long) (s * SECOND);
    }
}
