package mptcp.nio;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A task in a thread of its own. */
final class Tasks<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    private Tasks(Callable<T> callable, boolean virtual) {
        task = new FutureTask<>(callable);
        thread = (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(task);
    }

    static <T> Tasks<T> start(Callable<T> callable) {
        return new Tasks<>(callable, false);
    }

    static <T> Tasks<T> start(boolean virtual, Callable<T> callable) {
        return new Tasks<>(callable, virtual);
    }

    Thread thread() {
        return thread;
    }

    T get() throws Exception {
        try {
            return task.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** What it throws. */
    Throwable failure() throws Exception {
        try {
            T result = task.get(20, TimeUnit.SECONDS);
            throw new AssertionError("returned " + result);
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** Returns when the thread waits. One that does so in a system call is RUNNABLE to Java; then its innermost method is native. */
    Tasks<T> awaitWaiting() {
        while (!task.isDone()) {
            Thread.State state = thread.getState();
            StackTraceElement[] stack = thread.getStackTrace();
            if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING
                    || stack.length > 0 && stack[0].isNativeMethod()) {
                return this;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException(thread + " does not wait"); // the time of the test is over
            }
            Thread.onSpinWait();
        }
        return this;
    }
}
