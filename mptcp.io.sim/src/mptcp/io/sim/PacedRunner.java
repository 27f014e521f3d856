package mptcp.io.sim;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs a {@link Network} so that its time follows the wall clock: the one place in the simulator that reads a clock and
 * waits. Events happen at their own virtual time and in the same order as without a clock; if the machine is too slow,
 * virtual time falls behind and nothing else changes.
 *
 * <p>While it runs, the network and its stacks belong to the runner's thread; others use {@link #call} and
 * {@link #execute}. Methods may be called on any thread.
 */
public final class PacedRunner implements AutoCloseable {
    private static final int EVENTS_PER_SLICE = 512;
    private static final long STOP_TIMEOUT_MS = 10_000;
    private static final long LOOK_MS = 100;
    /** Looks that find it at the same step: no slice of events takes that long. */
    private static final int STUCK_LOOKS = 20;

    private final Network network;
    private final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();
    private final String threadName;
    private volatile Thread thread;
    private volatile boolean stopping;
    private volatile Throwable failure;
    private volatile boolean sleeping;
    /** How often the thread came round; written by it only. */
    private volatile long steps;
    private volatile long behindNs;

    /** A runner that has not yet started. */
    public PacedRunner(Network network) {
        this(network, "simulated-network");
    }

    public PacedRunner(Network network, String threadName) {
        this.network = Objects.requireNonNull(network, "network");
        this.threadName = Objects.requireNonNull(threadName, "threadName");
    }

    /** The network; to be touched by {@link #call} and {@link #execute} only while the runner runs. */
    public Network network() {
        return network;
    }

    /**
     * Starts a daemon thread; virtual time goes on from where it is.
     *
     * @throws IllegalStateException if it runs already
     */
    public synchronized void start() {
        if (thread != null) {
            throw new IllegalStateException("the network runs already");
        }
        stopping = false;
        failure = null;
        Thread t = new Thread(this::run, threadName);
        t.setDaemon(true);
        thread = t;
        network.onWake(this::wake);
        t.start();
    }

    /**
     * Stops the thread after the event it is at and what {@link #execute} was given before, and waits for it, unless
     * called on it. The network can then be run by others. Does nothing if it does not run.
     */
    public synchronized void stop() {
        Thread t = thread;
        if (t == null) {
            return;
        }
        stopping = true;
        LockSupport.unpark(t);
        if (t == Thread.currentThread()) {
            return;
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + STOP_TIMEOUT_MS * 1_000_000;
        while (t.isAlive() && System.nanoTime() - deadline < 0) {
            try {
                t.join(STOP_TIMEOUT_MS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (t.isAlive()) {
            throw new IllegalStateException("the network's thread does not end: it is busy or blocked in an action");
        }
    }

    /** {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    public boolean isRunning() {
        Thread t = thread;
        return t != null && t.isAlive();
    }

    /** What ended the thread before its time, or null. */
    public Throwable failure() {
        return failure;
    }

    /** How far virtual time was behind the clock at the last look; much more than 1 ms: the machine is too slow. */
    public long behindNs() {
        return behindNs;
    }

    /**
     * Runs something on the network's thread between two events, soon. If the runner does not run (yet), it is done
     * after {@link #start}. Exceptions end the runner and are kept in {@link #failure}.
     */
    public void execute(Runnable action) {
        actions.add(Objects.requireNonNull(action, "action"));
        wake();
    }

    /**
     * Runs something on the network's thread and waits for its result; on that thread itself, or while the runner does
     * not run, it is done at once by the caller.
     *
     * @throws CompletionException with the exception of the task as its cause
     * @throws IllegalStateException if the runner ends before the task was done, or its thread does not come back from
     *     what it is in for some seconds: then the task is not done, unless it is that
     */
    public <T> T call(Callable<T> task) {
        Thread t = thread;
        if (t == null || t == Thread.currentThread()) {
            return callHere(task);
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        Task<T> action = new Task<>(task, result);
        execute(action);
        if (thread != t) { // it ended meanwhile, and may have looked at the tasks before this one was there
            cancelTasks();
        }
        return await(action, t);
    }

    /** Waits as long as the thread gets on. */
    private <T> T await(Task<T> action, Thread t) {
        long seen = steps;
        int still = 0;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return action.result().get(LOOK_MS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    still = steps == seen && !sleeping ? still + 1 : 0;
                    seen = steps;
                    if (still >= STUCK_LOOKS) {
                        actions.remove(action);
                        StackTraceElement[] stack = t.getStackTrace();
                        throw new IllegalStateException("the network's thread does not come back from "
                                + (stack.length == 0 ? "what it is in" : stack[0]), e);
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new CompletionException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T> T callHere(Callable<T> task) {
        try {
            return task.call();
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private void wake() {
        Thread t = thread;
        if (sleeping && t != null) {
            LockSupport.unpark(t);
        }
    }

    private void run() {
        try {
            long origin = System.nanoTime() - network.nowNs();
            while (!stopping) {
                long wall = System.nanoTime() - origin;
                boolean more = network.runSome(wall, EVENTS_PER_SLICE);
                behindNs = wall - network.nowNs();
                boolean acted = runActions();
                steps = steps + 1;
                if (!more && !acted) {
                    sleep(origin);
                }
            }
            runActions();
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            network.onWake(null);
            thread = null;
            cancelTasks();
        }
    }

    private boolean runActions() {
        Runnable action = actions.poll();
        if (action == null) {
            return false;
        }
        for (; action != null; action = actions.poll()) {
            action.run();
        }
        network.poke();
        return true;
    }

    /** Announces the sleep before it looks a last time, so that no wake-up is lost between the two. */
    private void sleep(long origin) {
        sleeping = true;
        long next = network.nextEventNs();
        if (actions.isEmpty() && !stopping) {
            if (next == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                long wait = next - (System.nanoTime() - origin);
                if (wait > 0) {
                    LockSupport.parkNanos(this, wait);
                }
            }
        }
        sleeping = false;
    }

    /** Nobody will do them: their callers must not wait for ever. */
    private void cancelTasks() {
        for (Runnable action : actions) {
            if (action instanceof Task<?> task && actions.remove(task)) {
                task.result()
                        .completeExceptionally(new IllegalStateException("the network's thread has ended", failure));
            }
        }
    }

    /** A call and where its result goes to. */
    private record Task<T>(Callable<T> task, CompletableFuture<T> result) implements Runnable {
        @Override
        public void run() {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }
    }
}
