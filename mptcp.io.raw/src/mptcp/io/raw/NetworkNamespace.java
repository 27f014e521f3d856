package mptcp.io.raw;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.concurrent.Callable;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;

/**
 * Does something inside another network namespace. A namespace is a property of a thread, and sockets and devices keep
 * that of the thread which opened them; so the work is done by a platform thread made for it, which enters the
 * namespace and ends afterwards. No thread of a pool or of the caller ever changes its namespace.
 */
public final class NetworkNamespace {
    private static final String DIRECTORY = "/run/netns/";

    private NetworkNamespace() {}

    /** Whether this machine has network namespaces and TUN devices at all. */
    public static boolean isSupported() {
        return System.getProperty("os.name").equals("Linux");
    }

    /** An action that may fail in one way. */
    @FunctionalInterface
    public interface Action<T, X extends Exception> {
        T run() throws X;
    }

    /**
     * Runs an action inside a namespace and waits for its end, through interrupts.
     *
     * @param namespace a name as {@code ip netns} lists it, or a path to a namespace file
     * @throws RawLinkException if there is no such namespace or the right to enter it is missing
     */
    public static <T, X extends Exception> T call(String namespace, Action<T, X> action) throws RawLinkException, X {
        if (!isSupported()) {
            throw new RawLinkException("network namespaces need Linux; this is " + System.getProperty("os.name"));
        }
        var visit = new Visit<T>(namespace, action::run);
        Thread thread = Thread.ofPlatform().name("netns " + namespace).start(visit);
        join(thread);
        return visit.<X>result();
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the thread does; its fields are read after the thread has ended. */
    private static final class Visit<T> implements Runnable {
        private final String namespace;
        private final Callable<T> action;
        private T value;
        private Throwable failure;

        Visit(String namespace, Callable<T> action) {
            this.namespace = namespace;
            this.action = action;
        }

        @Override
        public void run() {
            try {
                enter();
                value = action.call();
            } catch (Throwable e) {
                failure = e;
            }
        }

        private void enter() throws IOException {
            String path = namespace.indexOf('/') < 0 ? DIRECTORY + namespace : namespace;
            try (Arena arena = Arena.ofConfined()) {
                LibC libc = new LibC(arena);
                int fd = libc.open(arena.allocateFrom(path), LibC.O_RDONLY | LibC.O_CLOEXEC);
                if (fd == -Errno.ENOENT) {
                    throw new RawLinkException(
                            "there is no network namespace '" + namespace + "' (ip netns list shows them)");
                }
                if (fd < 0) {
                    throw new RawLinkException("cannot open network namespace " + path + ": " + Errno.text(-fd));
                }
                int result = libc.setns(fd, LibC.CLONE_NEWNET);
                libc.close(fd);
                if (result == -Errno.EPERM) {
                    throw new RawLinkException("entering network namespace '" + namespace
                            + "' needs CAP_SYS_ADMIN: run as root");
                }
                if (result < 0) {
                    throw new RawLinkException(path + " is not a network namespace: " + Errno.text(-result));
                }
            }
        }

        @SuppressWarnings("unchecked")
        <X extends Exception> T result() throws X {
            if (failure instanceof Error e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure != null) {
                throw (X) failure; // of the action, or the RawLinkException of enter, which call declares
            }
            return value;
        }
    }
}
