package mptcp.core.tcp;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Consumer;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.wire.FastOpenCookie;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;

/**
 * What a host that connects remembers of servers for Fast Open (RFC 7413 section 4.1.3): their cookies, the largest segment
 * that they take, and what went wrong. Bounded, the oldest entry goes first. Loop thread only; nanoseconds.
 */
public final class FastOpenCache {
    private static final int MAX_PATHS = 512;
    /** From the second SYN in a row that was lost with its data, such SYNs rest for this time, and longer after each further one. */
    private static final long LOSS_REST_NS = 60_000_000_000L;
    private static final int MAX_SHIFT = 6;

    private record Path(IpAddress local, IpAddress remote) {}

    private static final class Entry {
        final FastOpenCookie cookie = new FastOpenCookie();
        int mss;
        /** The form of option 34 was not answered: the next request has the experimental one, and so on by turns. */
        boolean tryExperimental;
        int losses;
        long lastLossNs;
    }

    private final Counters counters;
    private final SequencedMap<Path, Entry> entries = new LinkedHashMap<>();
    private long disabledUntilNs = Long.MIN_VALUE;
    private int timesDisabled;

    /** Those of the host's other loops: has each do the same, soon. */
    private final Consumer<Consumer<FastOpenCache>> others;

    public FastOpenCache(Counters counters, Consumer<Consumer<FastOpenCache>> others) {
        this.counters = counters;
        this.others = others;
    }

    /** Whether a SYN may have data or the option at all. */
    public boolean permits(Flow flow, long nowNs) {
        Entry known = entries.get(path(flow));
        boolean rests = known != null && known.losses > 1
                && nowNs - known.lastLossNs < LOSS_REST_NS << Math.min(known.losses, MAX_SHIFT);
        return nowNs >= disabledUntilNs && !rests;
    }

    /** Takes the server's cookie into {@code to}, or the request for one. */
    void cookie(Flow flow, FastOpenCookie to) {
        Entry known = entries.get(path(flow));
        if (known != null && known.cookie.hasCookie()) {
            to.set(known.cookie);
        } else {
            to.request(known != null && known.tryExperimental);
        }
    }

    /** Whether the server's cookie is known. */
    public boolean knows(Flow flow) {
        Entry known = entries.get(path(flow));
        return known != null && known.cookie.hasCookie();
    }

    /** The server's largest segment as it last said, or 0. */
    int mss(Flow flow) {
        Entry known = entries.get(path(flow));
        return known == null ? 0 : known.mss;
    }

    /** A SYN/ACK brought a cookie. */
    void learn(Flow flow, FastOpenCookie cookie, int mss) {
        FastOpenCookie copy = new FastOpenCookie();
        copy.set(cookie);
        note(flow, copy, mss);
        others.accept(each -> each.note(flow, copy, mss));
    }

    private void note(Flow flow, FastOpenCookie cookie, int mss) {
        Entry e = entry(flow);
        e.cookie.set(cookie);
        e.tryExperimental = false;
        e.mss = mss;
    }

    /** A SYN/ACK told the size of segments, and brought no cookie. {@code asked}: this form of option had asked for one */
    void noCookie(Flow flow, int mss, boolean asked, boolean experimental) {
        boolean news = asked && entry(flow).tryExperimental == experimental;
        noteNone(flow, mss, asked, experimental);
        if (news) {
            others.accept(each -> each.noteNone(flow, mss, true, experimental));
        }
    }

    private void noteNone(Flow flow, int mss, boolean asked, boolean experimental) {
        Entry e = entry(flow);
        e.mss = mss;
        if (asked) {
            e.tryExperimental = !experimental;
        }
    }

    /** Data came through on a SYN. */
    void passed(Flow flow) {
        boolean news = entry(flow).losses > 0 || timesDisabled > 0;
        notePassed(flow);
        if (news) {
            others.accept(each -> each.notePassed(flow));
        }
    }

    private void notePassed(Flow flow) {
        entry(flow).losses = 0;
        timesDisabled = 0;
    }

    /** A SYN with data was not answered, one without was. */
    void lost(Flow flow, long nowNs) {
        noteLost(flow, nowNs);
        others.accept(each -> each.noteLost(flow, nowNs));
    }

    private void noteLost(Flow flow, long nowNs) {
        Entry e = entry(flow);
        e.losses++;
        e.lastLossNs = nowNs;
    }

    /** What was opened with data on its SYN is not heard of any more: something on the way swallows it. */
    void blackhole(long restNs, long nowNs) {
        if (restNs > 0) {
            noteBlackhole(restNs, nowNs);
            others.accept(each -> each.noteBlackhole(restNs, nowNs));
            counters.count(Mib.FAST_OPEN_BLACKHOLE);
        }
    }

    private void noteBlackhole(long restNs, long nowNs) {
        disabledUntilNs = nowNs + (restNs << Math.min(timesDisabled, MAX_SHIFT));
        timesDisabled++;
    }

    /** Forgets how often it was switched off, and switches it on. */
    public void enable() {
        disabledUntilNs = Long.MIN_VALUE;
        timesDisabled = 0;
    }

    private Entry entry(Flow flow) {
        Path path = path(flow);
        Entry known = entries.get(path);
        if (known == null) {
            if (entries.size() >= MAX_PATHS) {
                entries.pollFirstEntry();
            }
            known = new Entry();
            entries.put(path, known);
        }
        return known;
    }

    private static Path path(Flow flow) {
        return new Path(flow.local(), flow.remote());
    }
}
