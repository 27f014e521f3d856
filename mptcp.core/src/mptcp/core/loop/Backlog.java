package mptcp.core.loop;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import mptcp.api.socket.StreamListener;
import mptcp.core.mp.MpStreamSocket;

/**
 * What the listeners of one port share, one on each loop of the host: how many connections are opening, are opened by Fast Open,
 * wait to be accepted, and the queue for those who wait for connections. Any thread.
 */
final class Backlog {
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger opening = new AtomicInteger();
    /** Connections that Fast Open has opened and whose handshake is not complete. */
    private final AtomicInteger fastOpens = new AtomicInteger();
    /** Until when those count that ended by a reset: whoever has one sent by another makes no room by it. */
    private final ConcurrentLinkedQueue<Long> resetUntilNs = new ConcurrentLinkedQueue<>();
    private final LinkedBlockingQueue<MpStreamSocket> queue = new LinkedBlockingQueue<>();
    private volatile StreamListener whole;

    /** Of all loops. */
    int waiting() {
        return waiting.get();
    }

    void came() {
        waiting.incrementAndGet();
    }

    void taken() {
        waiting.decrementAndGet();
    }

    /** How many are opening. */
    int opening() {
        return opening.get();
    }

    void opening(int change) {
        opening.addAndGet(change);
    }

    void fastOpened() {
        fastOpens.incrementAndGet();
    }

    /** @param untilNs until when it counts all the same, or 0 */
    void fastOpenEnded(long untilNs) {
        fastOpens.decrementAndGet();
        if (untilNs != 0) {
            resetUntilNs.add(untilNs);
        }
    }

    /** How many count against the queue of Fast Open. */
    int fastOpens(long nowNs) {
        for (Long first = resetUntilNs.peek(); first != null && first <= nowNs; first = resetUntilNs.peek()) {
            resetUntilNs.remove(first);
        }
        return fastOpens.get() + resetUntilNs.size();
    }

    LinkedBlockingQueue<MpStreamSocket> queue() {
        return queue;
    }

    /** What applications see as the listener, or null: the one of the only loop. */
    StreamListener whole() {
        return whole;
    }

    void whole(StreamListener all) {
        whole = all;
    }
}
