package mptcp.socketagent.machine;

import java.util.function.BooleanSupplier;
import mptcp.api.link.ForwardingLink;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;

/**
 * The device as one stack sees it. It counts the turns of the stack's loop, each of which polls its links and flushes
 * them at the end, so that others can wait until the loop has done what there was to do. When the stack closes it, the
 * device stays open for the next stack.
 */
final class SteppedLink extends ForwardingLink {
    private final Watches watches = new Watches();

    // guarded by this
    private long turns;
    private long drainedTurn;
    private boolean closed;

    // loop only
    private boolean drained;
    private boolean silent;

    SteppedLink(IpLink device) {
        super(device);
    }

    // --- any thread

    Watches watches() {
        return watches;
    }

    /** How many turns of the loop have ended. */
    synchronized long turns() {
        return turns;
    }

    /** Waits for the end of a turn; returns early when the stack has closed. */
    synchronized void awaitTurn(long number) {
        awaitUntil(() -> turns >= number);
    }

    /** Waits for the end of a turn, this or a later one, that found no packet left to read. */
    synchronized void awaitDrained(long number) {
        awaitUntil(() -> drainedTurn >= number);
    }

    private void awaitUntil(BooleanSupplier condition) {
        boolean interrupted = false;
        while (!closed && !condition.getAsBoolean()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // --- loop

    /** From now on nothing leaves. */
    void silence() {
        silent = true;
    }

    @Override
    public int poll(PacketSink sink, int budget, long nowNs) {
        int delivered = link().poll(watches.around(sink), budget, nowNs);
        drained = delivered < budget;
        return delivered;
    }

    @Override
    public void flush(long nowNs) {
        link().flush(nowNs);
        watches.turned();
        synchronized (this) {
            turns++;
            if (drained) {
                drainedTurn = turns;
            }
            notifyAll();
        }
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        if (silent) {
            link().abort(offset);
        } else {
            Passing segment = watches.seen(link().txMemory(), offset, length);
            link().commit(offset, length, segmentSize, checksumState);
            watches.sent(segment);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
