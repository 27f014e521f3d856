package mptcp.core.time;

import java.util.Arrays;

/**
 * An ordered queue: exact times, and an order of execution that is a function of the calls alone. For virtual time,
 * where a run must repeat to the nanosecond. Arming costs O(log n), a move to later O(1) and at most one sift when the
 * old place comes up.
 */
public final class TimerHeap implements Timers {
    private static final int FIRST_CAPACITY = 64;

    private Deadline[] heap = new Deadline[FIRST_CAPACITY];
    private int size;
    private long orders;
    private Guard guard = Deadline::expire;

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
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            d.queue = this;
            d.filed();
            siftUp(d, size++);
        } else if (atNs < d.filedNs) {
            d.filed();
            siftUp(d, d.place);
        }
    }

    @Override
    public void cancel(Deadline d) {
        if (d.queue == this) {
            remove(d);
        }
    }

    /** {@inheritDoc} Exact: the heap brings what has moved to its new place first. */
    @Override
    public long nextNs() {
        settle();
        return size == 0 ? Long.MAX_VALUE : heap[0].atNs;
    }

    @Override
    public int expire(long nowNs) {
        int ran = 0;
        while (nextNs() <= nowNs && size > 0) {
            Deadline d = heap[0];
            remove(d);
            ran++;
            guard.run(d, nowNs);
        }
        return ran;
    }

    /** Files the first deadline anew until it is one that was not moved. */
    private void settle() {
        while (size > 0 && heap[0].moved()) {
            Deadline d = heap[0];
            d.filed();
            siftDown(d, 0);
        }
    }

    private void remove(Deadline d) {
        int hole = d.place;
        Deadline last = heap[--size];
        heap[size] = null;
        d.disarm();
        if (last != d) {
            siftDown(last, hole);
            if (last.place == hole) {
                siftUp(last, hole);
            }
        }
    }

    private void siftUp(Deadline d, int from) {
        int i = from;
        while (i > 0) {
            int parent = (i - 1) >>> 1;
            if (!d.before(heap[parent])) {
                break;
            }
            put(heap[parent], i);
            i = parent;
        }
        put(d, i);
    }

    private void siftDown(Deadline d, int from) {
        int i = from;
        for (int child = 2 * i + 1; child < size; child = 2 * i + 1) {
            if (child + 1 < size && heap[child + 1].before(heap[child])) {
                child++;
            }
            if (!heap[child].before(d)) {
                break;
            }
            put(heap[child], i);
            i = child;
        }
        put(d, i);
    }

    private void put(Deadline d, int i) {
        heap[i] = d;
        d.place = i;
    }
}
