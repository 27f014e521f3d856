package mptcp.core.mp;

import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.SocketSettings;
import mptcp.core.mp.path.Subflow;
import mptcp.core.mp.path.SubflowSet;
import mptcp.core.wire.WireHabits;

/**
 * How much may be written ahead of what is sent (TCP_NOTSENT_LOWAT). The loop says how far it has sent, at the end of each pass while
 * there is a limit; the application's thread asks.
 */
final class UnsentLimit {
    private final boolean byBuffers;
    private final SocketSettings settings;
    private final DataSender tx;
    private final SubflowSet set;
    /** All before this offset has left, or waits in a subflow's window no longer. */
    private volatile long sent;
    /** By habit, how much a buffer of the unsent holds; 0: it is not known yet, or the limit counts in bytes. */
    private volatile long buffer;
    /** The application wants to write more than is admitted. */
    private volatile boolean blocked;

    UnsentLimit(WireHabits habits, SocketSettings settings, DataSender tx, SubflowSet set) {
        this.byBuffers = habits.countsBuffers();
        this.settings = settings;
        this.tx = tx;
        this.set = set;
    }

    // --- any thread

    private boolean off() {
        return settings.config().unsentLowWater() == Long.MAX_VALUE;
    }

    /** How many bytes may be written now. */
    long room() {
        if (off()) {
            return Long.MAX_VALUE;
        }
        long unsent = unsent();
        long limit = settings.config().unsentLowWater();
        long whole = buffer;
        if (whole == 0) {
            return Math.max(0, limit - unsent);
        }
        long begun = (whole - unsent % whole) % whole;
        long left = limit - unsent - begun;
        return begun + (left > 0 ? (left + whole - 1) / whole * whole : 0);
    }

    /** What is acknowledged has left, whatever was known of it in the last pass: none follows when there is nothing more to send. */
    private long unsent() {
        return Math.min(tx.buffer.written() - sent, tx.buffer.logical());
    }

    /** Whether it is worth while to write: half of the limit is free, as Linux has it. */
    boolean writable() {
        return off() || 2 * unsent() < settings.config().unsentLowWater();
    }

    /** The writer waits; a look of the loop has to follow. */
    void waits() {
        blocked = true;
    }

    // --- the loop

    /** Whether a writer who waited for the buffer may go on; if not, it is this limit that he waits for now. */
    boolean admits() {
        if (!writable()) {
            blocked = true;
            return false;
        }
        return true;
    }

    /** Whether a writer waits for the look at the end of a pass. */
    boolean isAwaited() {
        return blocked;
    }

    /** @return whether a writer that waited may go on */
    boolean afterPass() {
        if (off()) {
            return takeBlocked();
        }
        long queued = 0;
        for (int left = set.mask(); left != 0; left &= left - 1) {
            Subflow s = set.get(Integer.numberOfTrailingZeros(left));
            queued += s == null ? 0 : s.tcb.queued();
            if (s != null && byBuffers) {
                buffer = s.tcb.sizes().buffer();
            }
        }
        sent = tx.next() - queued;
        return writable() && takeBlocked();
    }

    private boolean takeBlocked() {
        if (!blocked) {
            return false;
        }
        blocked = false;
        return true;
    }
}
