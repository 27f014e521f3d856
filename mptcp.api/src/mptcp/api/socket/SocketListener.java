package mptcp.api.socket;

import org.osgi.annotation.versioning.ConsumerType;

/** Told of readiness, on the loop thread: returns soon and never blocks. */
@ConsumerType
@FunctionalInterface
public interface SocketListener {
    /**
     * Something changed. Called at most once per turn of the loop; readable and writable are told when they become so,
     * and again after a {@code try} method had to leave something undone.
     *
     * @param ready the bits of {@link StreamSocket#ready}
     */
    void ready(StreamSocket socket, int ready);
}
