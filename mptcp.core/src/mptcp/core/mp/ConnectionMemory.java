package mptcp.core.mp;

import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.ReceiveBuffer;
import mptcp.core.mp.path.HostMemory;
import mptcp.core.mp.path.SubflowSet;

/**
 * The memory of a connection, and when it goes back to the host. An application that copies just now is never disturbed: its
 * memory is taken when it is done. Loop thread only.
 */
public final class ConnectionMemory {
    private final HostMemory host;
    private final ReceiveBuffer rx;
    private final DataSender tx;
    private final SubflowSet subflows;

    ConnectionMemory(HostMemory host, ReceiveBuffer rx, DataSender tx, SubflowSet subflows) {
        this.host = host;
        this.rx = rx;
        this.tx = tx;
        this.subflows = subflows;
    }

    /** Nothing is sent any more. */
    void releaseSending() {
        if (!tx.buffer.release()) {
            host.release(tx.buffer::release);
        }
    }

    /** Nothing is read any more. */
    void releaseReceiving() {
        if (!rx.release()) {
            host.release(rx::release);
        }
    }

    /** The application reads no more: what is unread goes. */
    void discardUnread() {
        if (!rx.discard()) {
            host.release(rx::discard);
        }
    }

    /** Gives back what holds nothing. */
    public void trim() {
        rx.trim();
    }

    /** Gives back what holds nothing, of a direction in which nothing went since this was asked last. */
    public void trimIfIdle() {
        rx.trimIfIdle();
        tx.buffer.trimIfIdle();
    }

    /**
     * Forgets what was received out of order, at both levels: it was acknowledged selectively at the most (RFC 2018 section
     * 8), and not at the data level, so that the peer still has it.
     *
     * @return whether there was any
     */
    public boolean pruneOutOfOrder() {
        boolean any = rx.pruneAhead();
        if (any) {
            subflows.pruneOutOfOrder();
        }
        return any;
    }

    /**
     * Gives back what nobody can ask for any more, now that the connection is over.
     *
     * @param orphan whether its application is gone
     * @return whether something stays for its application to read
     */
    boolean releaseUnasked(boolean orphan) {
        releaseSending();
        boolean unread = !orphan && rx.available() > 0;
        if (!unread) {
            releaseReceiving();
        }
        return unread;
    }
}
