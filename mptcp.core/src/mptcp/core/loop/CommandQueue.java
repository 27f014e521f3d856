package mptcp.core.loop;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import mptcp.api.socket.LoopStuckException;
import mptcp.core.mp.policy.CallsUnderWay;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What other threads ask the loop to do; used for control, never for data. */
final class CommandQueue {
    private static final Logger LOG = LoggerFactory.getLogger(CommandQueue.class);
    private static final int PER_TURN = 256;
    private static final long COMMAND = CallsUnderWay.mark(0, Containment.Work.COMMAND.code());
    /** How often who waits asks whether the loop is at work. */
    private static final long LOOK_MS = 100;
    /** How soon who waits on another loop's thread does what is asked of that one. */
    private static final long STEP_MS = 1;
    /** A loop that is turned by its owner may not be turned at all: who waits is told after so many looks. */
    private static final int LOOKS = 100;

    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    boolean isEmpty() {
        return commands.isEmpty();
    }

    /** @return false if the loop has ended, so that whoever asks has to run what is left himself */
    boolean add(Runnable command) {
        commands.add(command);
        return !closed;
    }

    /** The loop has ended: what is left, and what comes, is run by whoever asks. */
    void close(CallsUnderWay calls) {
        closed = true;
        run(true, calls);
    }

    /** Runs a bounded number of them, or all. Loop thread. */
    void run(boolean all, CallsUnderWay calls) {
        int left = PER_TURN;
        for (Runnable c = commands.poll(); c != null; c = all || --left > 0 ? commands.poll() : null) {
            long before = calls.enter(COMMAND);
            try {
                c.run();
            } catch (Throwable e) {
                LOG.error("a command failed; the loop goes on", e);
            } finally {
                calls.leave(before);
            }
        }
    }

    /** Runs it here and now. @throws CompletionException around what is no RuntimeException */
    static <T> T now(Callable<T> task) {
        try {
            return task.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new CompletionException(e);
        }
    }

    /**
     * Has it run by the loop and waits for the result, as long as the loop is at work.
     *
     * @param meanwhile what to do again and again while it waits, or null
     * @throws LoopStuckException if the loop does not come back from something, or nobody turns it for 10 s
     */
    static <T> T await(Callable<T> task, Consumer<Runnable> loop, LoopWatch watch, Runnable meanwhile) {
        Call<T> call = new Call<>(task);
        loop.accept(call);
        try {
            return call.await(watch, meanwhile);
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException r) {
                throw r;
            }
            throw e;
        }
    }

    /** A task whose outcome somebody waits for; run at most once, and not any more when he has given up. */
    private static final class Call<T> implements Runnable {
        private final Callable<T> task;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private final AtomicBoolean taken = new AtomicBoolean();

        Call(Callable<T> task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (!taken.compareAndSet(false, true)) {
                return;
            }
            try {
                answer.complete(task.call());
            } catch (Throwable e) { // whoever waits gets the outcome, whatever it is
                answer.completeExceptionally(e);
            }
        }

        T await(LoopWatch watch, Runnable meanwhile) {
            boolean interrupted = false;
            int idle = 0;
            int steps = 0;
            long turns = watch.turns();
            try {
                while (true) {
                    try {
                        return answer.get(meanwhile == null ? LOOK_MS : STEP_MS, TimeUnit.MILLISECONDS);
                    } catch (TimeoutException e) {
                        if (meanwhile != null) {
                            meanwhile.run();
                            if (++steps % (LOOK_MS / STEP_MS) != 0) {
                                continue;
                            }
                        }
                        idle = turns == watch.turns() ? idle + 1 : 0;
                        turns = watch.turns();
                        String stuck = idle >= LOOKS ? watch.notTurned() : watch.stuckIn();
                        if (stuck != null) {
                            boolean dropped = taken.compareAndSet(false, true);
                            throw new LoopStuckException(stuck + (dropped ? "" : ", which this call has begun"));
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
    }
}
