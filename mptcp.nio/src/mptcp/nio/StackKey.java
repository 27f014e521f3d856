package mptcp.nio;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectionKey;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A registration with a {@link StackSelector}: of a channel of ours, of one of the JDK, or of one of ours that one of the
 * JDK carries. The latter two have a key of the JDK's selector behind them.
 */
final class StackKey extends AbstractSelectionKey {
    private final StackSelector selector;
    private final SelectableChannel channel;
    /** The same channel if it is ours; else null. */
    private final Selectable ours;
    private volatile SelectionKey kernel;
    private volatile int interest;
    /** The interest that the present selection goes by; changed between selections only. */
    private volatile int effective;
    private volatile int ready;

    /** In the selector's queue of those whose readiness may have changed. */
    private final AtomicBoolean queued = new AtomicBoolean();
    /** In the selector's queue of those whose interest changed. */
    private final AtomicBoolean updating = new AtomicBoolean();

    // --- the selector's, under its lock

    /** Among those that are looked at in each selection. */
    boolean hot;
    /** What the stack has ready, in the present selection. */
    int foundOwn;
    /** What the kernel has ready, in the present selection. */
    int foundKernel;

    StackKey(StackSelector selector, SelectableChannel channel) {
        this.selector = selector;
        this.channel = channel;
        ours = channel instanceof Selectable s ? s : null;
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public Selector selector() {
        return selector;
    }

    Selectable ours() {
        return ours;
    }

    private void ensureValid() {
        if (!isValid()) {
            throw new CancelledKeyException();
        }
    }

    @Override
    public int interestOps() {
        ensureValid();
        return interest;
    }

    @Override
    public SelectionKey interestOps(int ops) {
        ensureValid();
        if ((ops & ~channel.validOps()) != 0) {
            throw new IllegalArgumentException();
        }
        change(ops);
        return this;
    }

    @Override
    public synchronized int interestOpsOr(int ops) {
        int before = interestOps();
        interestOps(before | ops);
        return before;
    }

    @Override
    public synchronized int interestOpsAnd(int ops) {
        int before = interestOps();
        change(before & ops);
        return before;
    }

    private synchronized void change(int ops) {
        interest = ops;
        SelectionKey k = kernel;
        if (k != null) {
            try {
                k.interestOps(ops);
            } catch (CancelledKeyException _) {
                // of a channel that is being closed: this key is about to be cancelled, too
            }
        }
        if (ours != null && updating.compareAndSet(false, true)) {
            selector.changed(this);
        }
    }

    @Override
    public int readyOps() {
        ensureValid();
        return ready;
    }

    void ready(int ops) {
        ready = ops;
    }

    int ready() {
        return ready;
    }

    int effective() {
        return ours == null ? interest : effective;
    }

    /** A selection begins. */
    void applyInterest() {
        updating.set(false);
        effective = interest;
    }

    /**
     * What is ready may have changed. Any thread; mostly the loop.
     *
     * @param asked whether nobody is told of room again until he asks: then who waits for it looks, though it be gone by now, and asks
     */
    void signal(boolean asked) {
        int of = effective;
        if ((ours.readyOps() & of) != 0 || asked && (of & OP_WRITE) != 0) {
            enqueue();
        }
    }

    /** It is to be looked at in the next selection. */
    void enqueue() {
        if (queued.compareAndSet(false, true)) {
            selector.signalled(this);
        }
    }

    /** It is about to be looked at: what changes from now on is told again. */
    void dequeued() {
        queued.set(false);
    }

    /** A channel of the JDK stands behind this key. */
    synchronized void carriedBy(SelectableChannel of) {
        if (kernel == null && isValid()) {
            try {
                kernel = of.register(selector.kernel(), interest, this);
            } catch (ClosedChannelException _) {
                cancel(); // closed in between; so is this key's channel, or about to be
            }
        }
    }

    /** The JDK's selector lets go of it. */
    void forgetKernel() {
        SelectionKey k = kernel;
        if (k != null) {
            k.cancel();
        }
    }

    @Override
    public String toString() {
        return "channel=" + channel + ", selector=" + selector
                + (isValid() ? ", interestOps=" + interest + ", readyOps=" + ready : ", invalid");
    }
}
