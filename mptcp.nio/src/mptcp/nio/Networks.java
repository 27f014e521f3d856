package mptcp.nio;

import java.util.concurrent.atomic.AtomicReference;

/** The network of this process, for providers that the JDK makes by name. */
public final class Networks {
    private static final AtomicReference<Network> CURRENT = new AtomicReference<>();

    private Networks() {}

    /** @throws IllegalStateException if there is one already */
    public static void install(Network network) {
        if (!CURRENT.compareAndSet(null, network)) {
            throw new IllegalStateException("there is a network already");
        }
    }

    static Network current() {
        Network network = CURRENT.get();
        if (network == null) {
            throw new IllegalStateException("no network");
        }
        return network;
    }
}
