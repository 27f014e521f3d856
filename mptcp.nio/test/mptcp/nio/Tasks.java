package mptcp.nio;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A task in a thread of its own. */
final class Tasks<T> {
    private static final List<String> STACK = Stream.of(Transfer.class, StackSocketChannel.class, StackServerSocketChannel.class,
            StackSelector.class, NetSocketImpl.class, StackStream.class, KernelWait.class).map(Class::getName).toList();

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

    /**
     * Returns when the thread waits within a channel, selector or socket. One that does so in a system call is RUNNABLE to Java;
     * then its innermost method is native. Elsewhere a thread may wait, too: for a class to be loaded, for instance.
     */
    Tasks<T> awaitWaiting() {
        while (!task.isDone()) {
            Thread.State state = thread.getState();
            StackTraceElement[] stack = thread.getStackTrace();
            boolean waits = state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING
                    || stack.length > 0 && stack[0].isNativeMethod();
            if (waits && Stream.of(stack).anyMatch(Tasks::isOfChannels)) {
                return this;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException(thread + " does not wait"); // the time of the test is over
            }
            Thread.onSpinWait();
        }
        return this;
    }

    private static boolean isOfChannels(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("sun.nio.ch.") || type.startsWith("java.net.")
                || STACK.stream().anyMatch(own -> type.equals(own) || type.startsWith(own + "$"));
    }
}
