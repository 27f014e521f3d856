package mptcp.nio;

import java.nio.channels.SelectableChannel;
import java.util.Arrays;

/** The keys of one channel, with whichever selectors. Signalled on the loop, without a lock; changed by any thread. */
final class Registrations {
    private static final StackKey[] NONE = {};

    private volatile StackKey[] keys = NONE;

    synchronized void add(StackKey key) {
        StackKey[] more = Arrays.copyOf(keys, keys.length + 1);
        more[keys.length] = key;
        keys = more;
    }

    synchronized void remove(StackKey key) {
        keys = Arrays.stream(keys).filter(k -> k != key).toArray(StackKey[]::new);
    }

    /** What is ready may have changed. */
    void signal() {
        signal(false);
    }

    /** @param asked whether this is what who waits for room was promised to be told, once */
    void signal(boolean asked) {
        for (StackKey key : keys) {
            key.signal(asked);
        }
    }

    /** It has become known that a channel of the kernel carries this one. */
    synchronized void carriedBy(SelectableChannel kernel) {
        for (StackKey key : keys) {
            key.carriedBy(kernel);
        }
    }

    /** Takes the kernel's channel from all selectors whose keys are cancelled. */
    synchronized void forgetCancelled() {
        for (StackKey key : keys) {
            if (!key.isValid()) {
                key.forgetKernel();
            }
        }
    }
}
