package mptcp.core.mp.path;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import mptcp.api.address.Tags;
import mptcp.api.path.FirstPaths;

/**
 * Which of the ways to open a connection get a SYN, in which order and how far apart: as the path manager says while it is asked,
 * and otherwise each address of the peer once the one before it has failed. Loop thread only.
 */
public final class OpeningPlan implements FirstPaths {
    private final List<Way> ways;
    private final BooleanSupplier onLoop;
    private final BitSet named = new BitSet();
    private final List<Step> steps = new ArrayList<>();
    private boolean asked = true;

    /** An attempt on a way, so long after the one before it; {@link Long#MAX_VALUE}: not before that has failed. */
    record Step(Way way, long afterNs) {}

    /** @param ways the preferred one of each address of the peer before its others; at least one */
    public OpeningPlan(List<Way> ways, BooleanSupplier onLoop) {
        this.ways = List.copyOf(ways);
        this.onLoop = onLoop;
    }

    /**
     * Nobody is asked any more.
     *
     * @param answered false: what was said does not count, since who said it failed
     */
    public void settle(boolean answered) {
        asked = false;
        if (!answered) {
            steps.clear();
        }
        if (steps.isEmpty()) {
            ways.stream().filter(w -> ways.stream().filter(o -> o.remote().equals(w.remote()) && o.remotePort() == w.remotePort())
                    .findFirst().orElseThrow() == w).forEach(w -> steps.add(new Step(w, Long.MAX_VALUE)));
        }
    }

    /** Once it is settled: at least one. */
    List<Step> steps() {
        return List.copyOf(steps);
    }

    /** Whether, once it is settled, there is one attempt only, on the way that is taken where nobody chooses. */
    public boolean isPlain() {
        return steps.size() == 1 && steps.getFirst().way() == ways.getFirst();
    }

    private Way way(int i) {
        if (!onLoop.getAsBoolean()) {
            throw new IllegalStateException("ways are looked at on the loop thread, not on " + Thread.currentThread().getName());
        }
        return ways.get(Objects.checkIndex(i, ways.size()));
    }

    @Override
    public int count() {
        return ways.size();
    }

    @Override
    public InetAddress local(int way) {
        return way(way).local().inet();
    }

    @Override
    public InetSocketAddress remote(int way) {
        Way w = way(way);
        return new InetSocketAddress(w.remote().inet(), w.remotePort());
    }

    @Override
    public String link(int way) {
        return way(way).link();
    }

    @Override
    public Tags tags(int way) {
        return way(way).tags();
    }

    @Override
    public void attempt(int way, long afterNs) {
        Way w = way(way);
        if (!asked) {
            throw new IllegalStateException("the ways to open the connection are chosen when the path manager is asked");
        }
        if (named.get(way) || afterNs < 0) {
            throw new IllegalArgumentException(afterNs < 0 ? "an attempt after " + afterNs + " ns"
                    : "way " + way + " was named already");
        }
        named.set(way);
        steps.add(new Step(w, Math.max(afterNs, MIN_DELAY_NS)));
    }
}
