package mptcp.core.time;

/**
 * A hierarchical timing wheel (Varghese and Lauck, scheme 7) for many deadlines that rarely run: arming, moving and
 * cancelling are O(1). Level 0 has a list for each of the 64 ticks that share the present tick's upper bits, level n
 * for each group of 64^n ticks; there are as many levels as 63 bits of nanoseconds need. A deadline never runs early
 * and at most one tick late, provided {@link #expire} is called by {@link #nextNs}. Allocates nothing after
 * construction.
 */
public final class TimerWheel implements Timers {
    private static final int BITS = 6;
    private static final int SLOTS = 1 << BITS;

    private final long startNs;
    private final long tickNs;
    private final int levels;

    /** Of each level, which lists hold something. */
    private final long[] occupied;

    /** The lists: 64 of each level, then {@link #due}. */
    private final Deadline[] heads;
    private final Deadline[] tails;

    /** The list of what has to run whatever the time, sorted. */
    private final int due;

    /** The last tick whose deadlines were moved to {@link #due}. Every deadline in a level belongs to a later one. */
    private long tick;
    private long orders;
    private Guard guard = Deadline::expire;

    /**
     * @param startNs the present time, in nanoseconds
     * @param tickNs the resolution, in nanoseconds
     */
    public TimerWheel(long startNs, long tickNs) {
        if (tickNs <= 0) {
            throw new IllegalArgumentException("tick of " + tickNs + " ns");
        }
        this.startNs = startNs;
        this.tickNs = tickNs;
        int bits = Long.SIZE - Long.numberOfLeadingZeros((Long.MAX_VALUE - 1) / tickNs + 1);
        levels = (bits + BITS - 1) / BITS;
        occupied = new long[levels];
        due = levels * SLOTS;
        heads = new Deadline[due + 1];
        tails = new Deadline[due + 1];
    }

    @Override
    public void guard(Guard by) {
        guard = by;
    }

    @Override
    public void schedule(Deadline d, long atNs) {
        d.claim(this);
        if (atNs == Long.MAX_VALUE) {
            cancel(d);
            return;
        }
        d.ask(atNs, ++orders);
        if (d.queue == null) {
            d.queue = this;
            file(d);
        } else if (atNs < d.filedNs) {
            unlink(d);
            file(d);
        }
    }

    @Override
    public void cancel(Deadline d) {
        if (d.queue == this) {
            unlink(d);
            d.disarm();
        }
    }

    @Override
    public long nextNs() {
        if (heads[due] != null) {
            return heads[due].filedNs;
        }
        int list = firstList();
        return list < 0 ? Long.MAX_VALUE : timeOf(tickOfList(list));
    }

    @Override
    public int expire(long nowNs) {
        if (nowNs > startNs) {
            advance(Math.max(tick, span(nowNs) / tickNs));
        }
        int ran = 0;
        for (Deadline d = heads[due]; d != null; d = heads[due]) {
            unlink(d);
            if (d.moved()) {
                file(d);
            } else {
                d.disarm();
                ran++;
                guard.run(d, nowNs);
            }
        }
        return ran;
    }

    /** Moves the deadlines of all ticks up to the given one to {@link #due}, and of later ones to lower levels. */
    private void advance(long to) {
        for (int list = firstList(); list >= 0; list = firstList()) {
            long at = tickOfList(list);
            if (at > to) {
                break;
            }
            tick = at;
            open(list);
        }
        tick = to;
    }

    /** Empties a list that begins with the present tick. */
    private void open(int list) {
        Deadline batch = null;
        int count = 0;
        for (Deadline d = heads[list]; d != null; d = heads[list]) {
            unlink(d);
            if (tickOf(d.atNs) <= tick) {
                d.filed();
                d.next = batch;
                batch = d;
                count++;
            } else {
                file(d);
            }
        }
        for (Deadline d = DeadlineSort.sort(batch, count); d != null;) {
            Deadline rest = d.next;
            d.next = null;
            append(d, due);
            d = rest;
        }
    }

    /** Puts an unlinked deadline where its time says. */
    private void file(Deadline d) {
        d.filed();
        long at = tickOf(d.atNs);
        if (at <= tick) {
            insertDue(d);
            return;
        }
        int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(at ^ tick)) / BITS;
        int slot = (int) (at >>> level * BITS) & SLOTS - 1;
        occupied[level] |= 1L << slot;
        append(d, level * SLOTS + slot);
    }

    /** Keeps {@link #due} sorted; what is scheduled to be due at once mostly comes last. */
    private void insertDue(Deadline d) {
        Deadline left = tails[due];
        while (left != null && d.before(left)) {
            left = left.previous;
        }
        link(d, left, left == null ? heads[due] : left.next, due);
    }

    private void append(Deadline d, int list) {
        link(d, tails[list], null, list);
    }

    private void link(Deadline d, Deadline left, Deadline right, int list) {
        d.place = list;
        d.previous = left;
        d.next = right;
        if (left == null) {
            heads[list] = d;
        } else {
            left.next = d;
        }
        if (right == null) {
            tails[list] = d;
        } else {
            right.previous = d;
        }
    }

    private void unlink(Deadline d) {
        int list = d.place;
        if (d.previous == null) {
            heads[list] = d.next;
        } else {
            d.previous.next = d.next;
        }
        if (d.next == null) {
            tails[list] = d.previous;
        } else {
            d.next.previous = d.previous;
        }
        d.previous = null;
        d.next = null;
        if (heads[list] == null && list != due) {
            occupied[list / SLOTS] &= ~(1L << (list & SLOTS - 1));
        }
    }

    /**
     * The list of the earliest ticks, or -1. A level's lists share the upper bits of the present tick and differ in the
     * level's own, so all of them are earlier than any of the level above.
     */
    private int firstList() {
        for (int level = 0; level < levels; level++) {
            if (occupied[level] != 0) {
                return level * SLOTS + Long.numberOfTrailingZeros(occupied[level]);
            }
        }
        return -1;
    }

    private long tickOfList(int list) {
        int shift = list / SLOTS * BITS;
        long above = shift + BITS >= Long.SIZE ? 0 : tick >>> shift + BITS << shift + BITS;
        return above | (long) (list & SLOTS - 1) << shift;
    }

    /** The first tick not before the time. */
    private long tickOf(long atNs) {
        return atNs <= startNs ? 0 : (span(atNs) - 1) / tickNs + 1;
    }

    /** Nanoseconds from the start to a later time; saturates, for a start before 0 leaves more than 63 bits. */
    private long span(long atNs) {
        long ns = atNs - startNs;
        return ns < 0 ? Long.MAX_VALUE : ns;
    }

    /** The time of a tick; saturates just below the value that means never. */
    private long timeOf(long at) {
        return at > (Long.MAX_VALUE - 1 - Math.max(0, startNs)) / tickNs ? Long.MAX_VALUE - 1 : startNs + at * tickNs;
    }
}
