package mptcp.io.raw.ethernet;

import java.util.random.RandomGenerator;
import mptcp.io.raw.ethernet.Neighbour.State;

/**
 * The neighbours of a link and what is known of them: the states and times of RFC 4861 sections 7.2, 7.3 and 10, for
 * IPv4 (RFC 826, RFC 1122 section 2.3.2) as well. It is bounded; who was used longest ago goes first. It sends nothing by
 * itself but tells its owner what to ask. One thread; the time is given.
 */
final class NeighbourCache {
    static final int CAPACITY = 1024;
    static final int MAX_ASKED = 3;
    static final long RETRANS_NS = 1_000_000_000L;
    static final long DELAY_NS = 5_000_000_000L;
    static final long REACHABLE_NS = 30_000_000_000L;

    private static final int BUCKETS = 2 * CAPACITY;

    /** Who sends. None of these calls back but {@link #find}. */
    interface Owner {
        /** Asks for the neighbour's link-layer address: all on the link, or the neighbour itself. */
        void solicit(Neighbour neighbour, boolean multicast);

        /** Packets for it can be sent now. */
        void resolved(Neighbour neighbour);

        /** Packets for it cannot be sent. */
        void failed(Neighbour neighbour);

        /** It is forgotten. */
        void evicted(Neighbour neighbour);
    }

    private final Owner owner;
    private final RandomGenerator random;
    private final Neighbour[] buckets = new Neighbour[BUCKETS];
    private final Neighbour[] all = new Neighbour[CAPACITY];
    private int count;
    private long uses;
    /** No later than the first deadline of all. */
    private long nextNs = Long.MAX_VALUE;
    /** Whether one is wanted in a state that this ends. */
    private boolean wanted;

    /** @param random spreads the time for which a neighbour counts as reachable (RFC 4861 section 6.3.2) */
    NeighbourCache(Owner owner, RandomGenerator random) {
        this.owner = owner;
        this.random = random;
    }

    int count() {
        return count;
    }

    /** @return null if it is not known */
    Neighbour find(long high, long low) {
        Neighbour n = buckets[bucket(high, low)];
        while (n != null && (n.high != high || n.low != low)) {
            n = n.next;
        }
        return n;
    }

    /** For something that is to be sent there. One that is not known is made, in place of another if there are too many. */
    Neighbour obtain(long high, long low) {
        Neighbour n = find(high, low);
        if (n == null) {
            if (count == CAPACITY) {
                evict();
            }
            n = add(high, low);
        }
        return n;
    }

    /** Says that something is sent to it, or is to be as soon as it can. What follows from that is for {@link #advance}. */
    void use(Neighbour n) {
        n.lastUse = ++uses;
        if (n.state == State.STALE || n.state == State.NEW || n.state == State.FAILED) {
            n.wanted = true;
            wanted = true;
        }
    }

    /** When {@link #advance} has something to do by itself, or {@link Long#MAX_VALUE}. */
    long nextNs() {
        return nextNs;
    }

    /** Asks whom it is time to ask, and gives up on those that do not answer. */
    void advance(long nowNs) {
        if (!wanted && nowNs < nextNs) {
            return;
        }
        wanted = false;
        nextNs = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            Neighbour n = all[i];
            if (n.wanted) {
                n.wanted = false;
                want(n, nowNs);
            }
            if (n.deadlineNs <= nowNs) {
                expire(n, nowNs);
            }
            nextNs = Math.min(nextNs, n.deadlineNs);
        }
    }

    private static void want(Neighbour n, long nowNs) {
        if (n.state == State.NEW || n.state == State.FAILED) {
            enter(n, State.INCOMPLETE, nowNs); // asked for at once
        } else if (n.state == State.STALE) {
            enter(n, State.DELAY, nowNs + DELAY_NS);
        }
    }

    private void expire(Neighbour n, long nowNs) {
        switch (n.state) {
            case REACHABLE -> enter(n, State.STALE, Long.MAX_VALUE);
            case DELAY -> {
                enter(n, State.PROBE, nowNs);
                ask(n, nowNs);
            }
            case INCOMPLETE, PROBE -> ask(n, nowNs);
            case NEW, STALE, FAILED -> throw new IllegalStateException(n + " has no time");
        }
    }

    private void ask(Neighbour n, long nowNs) {
        if (n.asked == MAX_ASKED) {
            enter(n, State.FAILED, Long.MAX_VALUE);
            owner.failed(n);
            return;
        }
        n.asked++;
        n.deadlineNs = nowNs + RETRANS_NS;
        owner.solicit(n, n.state == State.INCOMPLETE);
    }

    /** A neighbour spoke of itself without being asked: a request of its own (RFC 826, RFC 4861 section 7.2.3). */
    void heard(long high, long low, long hardware) {
        Neighbour n = find(high, low);
        if (n == null) {
            if (count == CAPACITY) {
                return; // hearsay displaces nobody
            }
            n = add(high, low);
        }
        if (!n.isUsable() || n.hardware != hardware) {
            learn(n, hardware, State.STALE, Long.MAX_VALUE);
        }
    }

    /**
     * An answer (RFC 4861 section 7.2.5).
     *
     * @param solicited whether it is one to a request of this host
     * @param override whether it stands against another link-layer address known before
     */
    void answered(long high, long low, long hardware, boolean solicited, boolean override, long nowNs) {
        Neighbour n = find(high, low);
        if (n == null || n.state == State.NEW) {
            return; // nobody asked
        }
        boolean known = n.isUsable();
        boolean other = known && n.hardware != hardware;
        if (other && !override) {
            if (n.state == State.REACHABLE) {
                enter(n, State.STALE, Long.MAX_VALUE);
            }
        } else if (solicited) {
            learn(n, hardware, State.REACHABLE, nowNs + reachableNs());
        } else if (!known || other) {
            learn(n, hardware, State.STALE, Long.MAX_VALUE);
        }
    }

    private void learn(Neighbour n, long hardware, State state, long deadlineNs) {
        boolean waited = !n.isUsable();
        n.hardware = hardware;
        enter(n, state, deadlineNs);
        nextNs = Math.min(nextNs, deadlineNs);
        if (waited) {
            owner.resolved(n);
        }
    }

    private static void enter(Neighbour n, State state, long deadlineNs) {
        n.state = state;
        n.deadlineNs = deadlineNs;
        n.asked = 0;
    }

    private long reachableNs() {
        return random.nextLong(REACHABLE_NS / 2, REACHABLE_NS * 3 / 2);
    }

    private Neighbour add(long high, long low) {
        Neighbour n = new Neighbour(high, low);
        int bucket = bucket(high, low);
        n.next = buckets[bucket];
        n.lastUse = ++uses;
        buckets[bucket] = n;
        all[count++] = n;
        return n;
    }

    private void evict() {
        int oldest = 0;
        for (int i = 1; i < count; i++) {
            if (all[i].lastUse < all[oldest].lastUse) {
                oldest = i;
            }
        }
        Neighbour gone = all[oldest];
        all[oldest] = all[--count];
        all[count] = null;
        int bucket = bucket(gone.high, gone.low);
        if (buckets[bucket] == gone) {
            buckets[bucket] = gone.next;
        } else {
            Neighbour before = buckets[bucket];
            while (before.next != gone) {
                before = before.next;
            }
            before.next = gone.next;
        }
        owner.evicted(gone);
    }

    private static int bucket(long high, long low) {
        long h = (high * 31 + low) * 0x9e37_79b9_7f4a_7c15L;
        return (int) (h >>> 32) & BUCKETS - 1;
    }
}
