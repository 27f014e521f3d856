package mptcp.core.mp.policy;

import mptcp.api.rexmit.Reinjection;
import mptcp.api.rexmit.Verdict;

/** What one retransmission policy may do of its own accord, from its attach to its detach. */
final class ReinjectionPort implements Reinjection {
    private final PolicyOwner owner;
    private final PolicyHost host;
    private boolean open = true;

    ReinjectionPort(PolicyOwner owner, PolicyHost host) {
        this.owner = owner;
        this.host = host;
    }

    void close() {
        open = false;
    }

    private boolean isOpen() {
        if (!host.onLoop()) {
            throw new IllegalStateException("bytes are reinjected on the loop thread, not on " + Thread.currentThread().getName());
        }
        return open;
    }

    @Override
    public long reinject(long fromOffset, long toOffset) {
        return isOpen() ? owner.reinject(fromOffset, toOffset) : 0;
    }

    @Override
    public boolean act(int sf, Verdict verdict) {
        return isOpen() && owner.act(sf, verdict);
    }
}
