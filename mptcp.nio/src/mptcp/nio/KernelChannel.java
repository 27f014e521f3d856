package mptcp.nio;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;

/**
 * A channel of the JDK behind one of ours, which does all but be closed and registered by the program: so the provider of ours is the
 * one that opened it, and a key that was cancelled is known here before the next selection. Any thread.
 */
final class KernelChannel<C extends SelectableChannel> {
    private final C channel;
    private final Channel owner;
    private final Registrations registrations = new Registrations();

    /** What is done with the JDK's channel. */
    interface Call<T> {
        T call() throws IOException;
    }

    /** @param owner the program's */
    KernelChannel(C channel, Channel owner) {
        this.channel = channel;
        this.owner = owner;
    }

    C channel() {
        return channel;
    }

    Registrations registrations() {
        return registrations;
    }

    /** An interrupt of a thread that waits closes the JDK's channel, and so the program's. */
    <T> T call(Call<T> call) throws IOException {
        try {
            return call.call();
        } finally {
            if (!channel.isOpen()) {
                owner.close();
            }
        }
    }

    void configureBlocking(boolean block) throws IOException {
        registrations.forgetCancelled();
        channel.configureBlocking(block);
    }
}
