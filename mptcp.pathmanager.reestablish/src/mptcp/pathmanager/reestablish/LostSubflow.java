package mptcp.pathmanager.reestablish;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A subflow that ended and is to be opened again, with its back-off. */
final class LostSubflow {
    final InetAddress local;
    final InetSocketAddress remote;
    /** The address id of the peer's end. */
    final int remoteId;
    final boolean backup;
    /** The local address of the last attempt: {@link #local}, or a substitute. */
    InetAddress triedFrom;
    long dueNs;
    private long delayNs;

    LostSubflow(InetAddress local, InetSocketAddress remote, int remoteId, boolean backup, long firstNs, long nowNs) {
        this.local = local;
        this.remote = remote;
        this.remoteId = remoteId;
        this.backup = backup;
        this.triedFrom = local;
        this.delayNs = firstNs;
        this.dueNs = nowNs + firstNs;
    }

    /** The circumstances are new: the delay after the next attempt is the first one again. */
    void restart(long firstNs) {
        delayNs = firstNs / 2;
    }

    void backOff(long nowNs, long longestNs) {
        delayNs = Math.min(2 * delayNs, longestNs);
        dueNs = nowNs + delayNs;
    }
}
