package mptcp.socketagent.machine;

import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;
import mptcp.api.link.IpLink;
import mptcp.api.link.LinkStatistics;
import mptcp.api.link.PacketSink;
import mptcp.api.link.Waiter;

/**
 * The device as one stack sees it. It counts the turns of the stack's loop, each of which polls its links and flushes
 * them at the end, so that others can wait until the loop has done what there was to do. When the stack closes it, the
 * device stays open for the next stack.
 */
final class SteppedLink implements IpLink {
    private final IpLink device;
    private final Watches watches = new Watches();

    // guarded by this
    private long turns;
    private long drainedTurn;
    private boolean closed;

    // loop only
    private boolean drained;
    private boolean silent;

    SteppedLink(IpLink device) {
        this.device = device;
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
        int delivered = device.poll(watches.around(sink), budget, nowNs);
        drained = delivered < budget;
        return delivered;
    }

    @Override
    public void flush(long nowNs) {
        device.flush(nowNs);
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
    public long claim(int maxLength) {
        return device.claim(maxLength);
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        if (silent) {
            device.abort(offset);
        } else {
            Passing segment = watches.seen(device.txMemory(), offset, length);
            device.commit(offset, length, segmentSize, checksumState);
            watches.sent(segment);
        }
    }

    @Override
    public void abort(long offset) {
        device.abort(offset);
    }

    @Override
    public String name() {
        return device.name();
    }

    @Override
    public int mtu() {
        return device.mtu();
    }

    @Override
    public int capabilities() {
        return device.capabilities();
    }

    @Override
    public MemorySegment txMemory() {
        return device.txMemory();
    }

    @Override
    public long nextEventNs() {
        return device.nextEventNs();
    }

    @Override
    public int pollFd() {
        return device.pollFd();
    }

    @Override
    public Waiter newWaiter() {
        return device.newWaiter();
    }

    @Override
    public void onReadable(Runnable wake) {
        device.onReadable(wake);
    }

    @Override
    public LinkStatistics statistics() {
        return device.statistics();
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
