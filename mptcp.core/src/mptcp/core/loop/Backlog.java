package mptcp.core.loop;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import mptcp.api.socket.StreamListener;
import mptcp.core.mp.MpStreamSocket;

/**
 * What the listeners of one port share, one on each loop of the host: how many connections wait to be accepted, and the queue
 * for those who wait for connections. Any thread.
 */
final class Backlog {
    private final AtomicInteger waiting = new AtomicInteger();
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
