package mptcp.nio;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One selector for channels of the stack and of the JDK. It waits in a selector of the JDK, which the stack's loop wakes
 * when something of ours is ready. A selection looks at the keys that were ready last time, and at those that were told
 * of since; how many are registered does not matter.
 */
final class StackSelector extends AbstractSelector {
    private final Selector kernel;
    private final Set<SelectionKey> keys = ConcurrentHashMap.newKeySet();
    private final Set<SelectionKey> selected = new HashSet<>();
    private final Set<SelectionKey> keysView = Collections.unmodifiableSet(keys);
    private final Set<SelectionKey> selectedView = new UngrowableSet<>(selected);
    /** Keys whose interest was set, and keys of which the loop told. */
    private final Queue<StackKey> changed = new ConcurrentLinkedQueue<>();
    private final Queue<StackKey> signalled = new ConcurrentLinkedQueue<>();
    /** Somebody called {@link #wakeup}. */
    private volatile boolean woken;
    /** A selection waits, or is about to: from then on signals wake it. */
    private volatile boolean waiting;

    // --- under the lock of this selector

    private boolean selecting;
    /** Keys of ours with something ready, until a selection finds nothing. */
    private final List<StackKey> hot = new ArrayList<>();
    private final List<StackKey> fromKernel = new ArrayList<>();

    StackSelector(SelectorProvider provider) throws IOException {
        super(provider);
        kernel = Jdk.channels().openSelector();
    }

    Selector kernel() {
        return kernel;
    }

    // --- any thread

    private void ensureOpen() {
        if (!isOpen()) {
            throw new ClosedSelectorException();
        }
    }

    @Override
    public Set<SelectionKey> keys() {
        ensureOpen();
        return keysView;
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        ensureOpen();
        return selectedView;
    }

    /** A channel that the process inherited is the JDK's, and says that the provider of the process made it. */
    private static boolean isJdks(AbstractSelectableChannel channel) {
        return channel.provider() == Jdk.channels() || channel.provider() instanceof StackSelectorProvider;
    }

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
        ensureOpen();
        if (!(channel instanceof Selectable || isJdks(channel))) {
            throw new IllegalSelectorException();
        }
        StackKey key = new StackKey(this, channel);
        key.attach(attachment);
        keys.add(key);
        if (channel instanceof Selectable ours) {
            ours.registrations().add(key);
            key.interestOps(ops);
            if (ours.kernel() != null) {
                key.carriedBy(ours.kernel());
            }
        } else {
            key.interestOps(ops);
            key.carriedBy(channel);
        }
        if (!isOpen()) {
            key.cancel();
            keys.remove(key);
            throw new ClosedSelectorException();
        }
        return key;
    }

    void changed(StackKey key) {
        changed.add(key);
    }

    void signalled(StackKey key) {
        signalled.add(key);
        if (waiting) {
            kernel.wakeup();
        }
    }

    @Override
    public Selector wakeup() {
        woken = true;
        kernel.wakeup();
        return this;
    }

    @Override
    public int select() throws IOException {
        return lockAndSelect(null, -1);
    }

    @Override
    public int select(long timeout) throws IOException {
        return lockAndSelect(null, positive(timeout));
    }

    @Override
    public int selectNow() throws IOException {
        return lockAndSelect(null, 0);
    }

    @Override
    public int select(Consumer<SelectionKey> action) throws IOException {
        return lockAndSelect(Objects.requireNonNull(action), -1);
    }

    @Override
    public int select(Consumer<SelectionKey> action, long timeout) throws IOException {
        Objects.requireNonNull(action);
        return lockAndSelect(action, positive(timeout));
    }

    @Override
    public int selectNow(Consumer<SelectionKey> action) throws IOException {
        return lockAndSelect(Objects.requireNonNull(action), 0);
    }

    private static long positive(long timeout) {
        if (timeout < 0) {
            throw new IllegalArgumentException("Negative timeout");
        }
        return timeout == 0 ? -1 : timeout;
    }

    @Override
    protected void implCloseSelector() throws IOException {
        wakeup();
        synchronized (this) {
            synchronized (selectedView) {
                for (SelectionKey key : keys) {
                    key.cancel();
                    remove((StackKey) key);
                }
                hot.clear();
                kernel.close();
            }
        }
    }

    // --- a selection

    /** @param timeoutMs negative: for ever */
    private int lockAndSelect(Consumer<SelectionKey> action, long timeoutMs) throws IOException {
        synchronized (this) {
            ensureOpen();
            if (selecting) {
                throw new IllegalStateException("select in progress");
            }
            selecting = true;
            try {
                synchronized (selectedView) {
                    removeCancelled();
                    applyInterests();
                    find(timeoutMs);
                    if (removeCancelled()) {
                        kernel.selectNow(_ -> { }); // lets go of them: their channels may be registered again from now on
                    }
                    return tell(action);
                }
            } finally {
                fromKernel.clear();
                selecting = false;
            }
        }
    }

    /** @return whether there was one */
    private boolean removeCancelled() {
        Set<SelectionKey> cancelled = cancelledKeys();
        synchronized (cancelled) {
            for (SelectionKey key : cancelled) {
                remove((StackKey) key);
            }
            boolean any = !cancelled.isEmpty();
            cancelled.clear();
            return any;
        }
    }

    private void remove(StackKey key) {
        key.forgetKernel();
        selected.remove(key);
        keys.remove(key);
        if (key.ours() != null) {
            key.ours().registrations().remove(key);
        }
        deregister(key);
    }

    private void applyInterests() {
        for (StackKey key = changed.poll(); key != null; key = changed.poll()) {
            key.applyInterest();
            key.enqueue();
        }
    }

    /** Waits until something is ready, the time is over, or somebody ends it. */
    private void find(long timeoutMs) throws IOException {
        long deadline = timeoutMs < 0 ? Long.MAX_VALUE : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (true) {
            boolean found = look();
            long left = deadline == Long.MAX_VALUE ? Long.MAX_VALUE : deadline - System.nanoTime();
            if (found || left <= 0 || timeoutMs == 0) {
                kernel.selectNow(this::foundByKernel);
                woken = false; // what ends by itself uses a wake-up, too
                return;
            }
            waiting = true;
            try {
                if (woken || !signalled.isEmpty()) {
                    kernel.selectNow(this::foundByKernel);
                } else {
                    kernel.select(this::foundByKernel, left == Long.MAX_VALUE ? 0 : left / 1_000_000 + 1);
                }
            } finally {
                waiting = false;
            }
            found = look();
            if (woken || found || !fromKernel.isEmpty() || Thread.currentThread().isInterrupted() || !isOpen()) {
                woken = false;
                return;
            }
        }
    }

    /** Looks at the keys of ours of which there may be something to say. @return whether one is ready */
    private boolean look() {
        for (StackKey key = signalled.poll(); key != null; key = signalled.poll()) {
            key.dequeued();
            if (!key.hot) {
                key.hot = true;
                hot.add(key);
            }
        }
        int kept = 0;
        for (StackKey key : hot) {
            key.foundOwn = key.isValid() ? key.ours().readyOps() & key.effective() : 0;
            if (key.foundOwn != 0) {
                hot.set(kept++, key);
            } else {
                key.hot = false;
                if (key.isValid() && key.effective() != 0) {
                    key.ours().awaited(key.effective());
                }
            }
        }
        hot.subList(kept, hot.size()).clear();
        return kept > 0;
    }

    private void foundByKernel(SelectionKey key) {
        StackKey ours = (StackKey) key.attachment();
        try {
            ours.foundKernel = key.readyOps();
        } catch (CancelledKeyException _) {
            return; // another thread closes its channel just now
        }
        fromKernel.add(ours);
    }

    private int tell(Consumer<SelectionKey> action) {
        int n = 0;
        for (StackKey key : fromKernel) {
            int ops = key.foundKernel | (key.hot ? key.foundOwn : 0);
            key.foundOwn = 0;
            n += tell(key, ops & key.effective(), action);
        }
        for (int i = 0; i < hot.size(); i++) { // an action may close this selector
            StackKey key = hot.get(i);
            n += tell(key, key.foundOwn, action);
        }
        return n;
    }

    private int tell(StackKey key, int ops, Consumer<SelectionKey> action) {
        if (ops == 0 || !key.isValid()) {
            return 0;
        }
        if (action != null) {
            key.ready(ops);
            action.accept(key);
            ensureOpen();
            return 1;
        }
        if (selected.contains(key)) {
            int before = key.ready();
            key.ready(before | ops);
            return (ops & ~before) != 0 ? 1 : 0;
        }
        key.ready(ops);
        selected.add(key);
        return 1;
    }
}
