package mptcp.core.loop;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What other threads ask the loop to do; used for control, never for data. */
final class CommandQueue {
    private static final Logger LOG = LoggerFactory.getLogger(CommandQueue.class);
    private static final int PER_TURN = 256;

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
    void close() {
        closed = true;
        run(true);
    }

    /** Runs a bounded number of them, or all. Loop thread. */
    void run(boolean all) {
        int left = PER_TURN;
        for (Runnable c = commands.poll(); c != null; c = all || --left > 0 ? commands.poll() : null) {
            try {
                c.run();
            } catch (Throwable e) {
                LOG.error("a command failed; the loop goes on", e);
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

    /** Has it run by the loop and waits for the result. */
    static <T> T await(Callable<T> task, Consumer<Runnable> loop) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.accept(() -> {
            try {
                answer.complete(task.call());
            } catch (Throwable e) { // whoever waits gets the outcome, whatever it is
                answer.completeExceptionally(e);
            }
        });
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
