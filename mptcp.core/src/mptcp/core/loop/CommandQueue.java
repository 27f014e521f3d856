package mptcp.core.loop;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What other threads ask the loop to do; used for control, never for data. */
final class CommandQueue {
    private static final int PER_TURN = 256;

    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    boolean isEmpty() {
        return commands.isEmpty();
    }

    void add(Runnable command) {
        commands.add(command);
        if (closed) {
            run(true); // the loop has ended: whoever asks now runs it himself
        }
    }

    /** The loop has ended: what is left, and what comes, is run by whoever asks. */
    void close() {
        closed = true;
        run(true);
    }

    /** Runs a bounded number of them, or all. Loop thread. */
    void run(boolean all) {
        int left = PER_TURN;
        for (Runnable c = commands.poll(); c != null; c = all || --left > 0 ? commands.poll() : null) {
            c.run();
        }
    }

    /** Runs it here and now. @throws CompletionException around a checked exception */
    static <T> T now(Callable<T> task) {
        try {
            return task.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    /** Has it run by the loop and waits for the result. */
    <T> T call(Callable<T> task, Runnable wake) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        add(() -> {
            try {
                answer.complete(task.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        wake.run();
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException r) {
                throw r;
            }
            throw e;
        }
    }
}
