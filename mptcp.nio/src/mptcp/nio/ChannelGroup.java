package mptcp.nio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousChannel;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asynchronous channels that share a pool of threads. One thread of the group waits in a selector for all of them and for
 * their time-outs; what completes is told by threads of the pool. Any thread.
 */
final class ChannelGroup extends AsynchronousChannelGroup {
    /** Told by the group's thread what became ready. */
    interface Member extends AsynchronousChannel {
        void ready(int ops);
    }

    /** Something to do later; done by the group's thread. */
    static final class Timeout implements Comparable<Timeout> {
        private final long atNs;
        /** Null: cancelled. */
        private volatile Runnable task;
        private final AtomicInteger cancelled;

        private Timeout(long atNs, Runnable task, AtomicInteger cancelled) {
            this.atNs = atNs;
            this.task = task;
            this.cancelled = cancelled;
        }

        /** What it would have done is forgotten at once: there may be much that hangs on it. Called once, or more often without harm. */
        void cancel() {
            if (task != null) {
                task = null;
                cancelled.incrementAndGet();
            }
        }

        @Override
        public int compareTo(Timeout other) {
            return Long.signum(atNs - other.atNs);
        }
    }

    private static final int CANCELLED_AT_LEAST = 64;

    private final StackAsynchronousChannelProvider provider;
    private final ExecutorService executor;
    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** The group's thread only. */
    private final PriorityQueue<Timeout> timeouts = new PriorityQueue<>();
    /** About how many of them were cancelled since they were looked through. */
    private final AtomicInteger cancelled = new AtomicInteger();
    /** Guarded by itself, as is what follows. */
    private final Set<Member> members = new HashSet<>();
    private boolean shutdown;

    ChannelGroup(StackAsynchronousChannelProvider provider, ExecutorService executor) throws IOException {
        super(provider);
        this.provider = provider;
        this.executor = executor;
        selector = provider.channels().openSelector();
        thread = Thread.ofPlatform().daemon().name("channel-group").unstarted(this::run);
        thread.start();
    }

    /** That which waits for all channels. */
    Thread thread() {
        return thread;
    }

    StackAsynchronousChannelProvider channelProvider() {
        return provider;
    }

    // --- members

    /** @throws ShutdownChannelGroupException if none is taken any more */
    void add(Member member) {
        synchronized (members) {
            if (shutdown) {
                throw new ShutdownChannelGroupException();
            }
            members.add(member);
        }
    }

    void remove(Member member) {
        synchronized (members) {
            members.remove(member);
            endIfEmpty();
        }
    }

    private void endIfEmpty() {
        if (shutdown && members.isEmpty()) {
            executor.shutdown();
            submit(() -> {
                try {
                    selector.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** Runs something on a thread of the pool; on this one if the pool takes nothing any more. */
    void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    // --- the group's thread

    /** Has a member told once of these operations, when they are ready. */
    void await(SelectableChannel channel, Member member, int ops) {
        submit(() -> {
            try {
                SelectionKey key = channel.keyFor(selector);
                if (key == null) {
                    channel.register(selector, ops, member);
                } else {
                    key.interestOpsOr(ops);
                }
            } catch (ClosedChannelException | CancelledKeyException | ClosedSelectorException _) {
                member.ready(ops); // it looks, and finds it closed
            }
        });
    }

    /** @return what cancels it */
    Timeout schedule(Runnable task, long delayNs) {
        Timeout timeout = new Timeout(System.nanoTime() + delayNs, task, cancelled);
        submit(() -> timeouts.add(timeout));
        return timeout;
    }

    private void submit(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                if (selector.isOpen()) {
                    select();
                }
            }
        } catch (IOException | ClosedSelectorException e) {
            closeAll();
        } catch (RuntimeException | Error e) {
            closeAll(); // nobody is to wait for what will never come
            throw e;
        }
    }

    private void select() throws IOException {
        long wait = runTimeouts();
        if (wait == 0) {
            selector.select(this::ready);
        } else {
            selector.select(this::ready, wait);
        }
    }

    /** @return milliseconds to the next one; 0: there is none */
    private long runTimeouts() {
        if (cancelled.get() > Math.max(CANCELLED_AT_LEAST, timeouts.size() / 2)) {
            cancelled.set(0);
            timeouts.removeIf(t -> t.task == null);
        }
        for (Timeout next = timeouts.peek(); next != null; next = timeouts.peek()) {
            long left = next.atNs - System.nanoTime();
            Runnable task = next.task;
            if (task != null && left > 0) {
                return TimeUnit.NANOSECONDS.toMillis(left) + 1;
            }
            timeouts.poll();
            if (task != null) {
                task.run();
            }
        }
        return 0;
    }

    private void ready(SelectionKey key) {
        int ops = key.readyOps();
        try {
            key.interestOpsAnd(~ops);
        } catch (CancelledKeyException _) {
            // closed just now; the member looks
        }
        ((Member) key.attachment()).ready(ops);
    }

    // --- life

    @Override
    public boolean isShutdown() {
        synchronized (members) {
            return shutdown;
        }
    }

    @Override
    public boolean isTerminated() {
        return executor.isTerminated();
    }

    @Override
    public void shutdown() {
        synchronized (members) {
            shutdown = true;
            endIfEmpty();
        }
    }

    @Override
    public void shutdownNow() {
        shutdown();
        closeAll();
    }

    private void closeAll() {
        List<Member> all;
        synchronized (members) {
            all = new ArrayList<>(members);
        }
        for (Member each : all) {
            try {
                each.close();
            } catch (IOException _) {
                // it is closed, whatever its end was
            }
        }
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return executor.awaitTermination(timeout, unit);
    }
}
