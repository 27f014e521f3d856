package mptcp.core.loop;

import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.StackConfig;
import mptcp.core.policy.Registry;
import mptcp.core.time.TimerHeap;

/** A driven stack whose pools can be looked at, for leak checks. */
public final class OpenStack {
    private final Host host;
    private final DrivenStack stack;

    public OpenStack(StackConfig config, Registry registry) {
        host = new Host(config, new TimerHeap(), registry, 1L << 30);
        stack = new HostStack(host, null, _ -> { });
    }

    public DrivenStack stack() {
        return stack;
    }

    /** From now on the watchdog looks at it, as at any stack that a factory makes; worlds without that are many. */
    public void watched() {
        Watchdog.watch(host.watch());
    }

    /** Maps in use by all connections. */
    public int mapsInUse() {
        return host.maps().live();
    }

    /** Bytes of buffers in use by all connections. */
    public long bufferBytes() {
        return host.slabs().heldBytes();
    }

    /** Bytes outside the heap, in use or not. */
    public long nativeBytes() {
        return host.slabs().heldBytes() + host.slabs().pooledBytes();
    }

    /** When the next of the stack's deadlines is due; Long.MAX_VALUE if it waits for nothing. */
    public long nextDeadlineNs() {
        return host.timers().nextNs();
    }
}
