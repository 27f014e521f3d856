package mptcp.core.loop;

import java.util.concurrent.atomic.AtomicReference;
import mptcp.core.mp.Mpcb;

/** Connections whose application did something: pushed by any thread, taken whole by the loop, without allocation. */
final class AppNotes {
    private final AtomicReference<Mpcb> head = new AtomicReference<>();

    void push(Mpcb m) {
        Mpcb first;
        do {
            first = head.get();
            m.nextNoted(first);
        } while (!head.compareAndSet(first, m));
    }

    boolean isEmpty() {
        return head.get() == null;
    }

    /** All of them, linked by {@link Mpcb#nextNoted}; null if there is none. */
    Mpcb take() {
        return head.get() == null ? null : head.getAndSet(null);
    }
}
