package mptcp.core.mp.output;

import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.SendBuffer;
import mptcp.core.mp.data.SocketSettings;
import mptcp.core.mp.data.Unneeded;
import mptcp.core.mp.path.PathEnv;
import mptcp.core.mp.path.SubflowSet;

/**
 * The room for what the application writes: up to the limit it is made, and the limit is two to four times the windows, which is twice what
 * can be in flight once they have grown further. Of these numbers it is the one that fills its ring, whose size is a power of two: a
 * ring with a part that is never in use goes through all of its memory all the same, and so through more of the processor's caches.
 * Loop thread only.
 */
public final class SendRoom {
    private final PathEnv env;
    private final SocketSettings settings;
    private final SubflowSet set;
    private final SendBuffer buffer;
    private final Runnable writable;
    private final Unneeded unneeded = new Unneeded();
    /** The limit was lowered and the ring is as it was: once, since a ring may well hold more than the limit (what maps refer to). */
    private boolean tooLarge;

    /** @param writable told that the application waits for room and there is some */
    public SendRoom(PathEnv env, SocketSettings settings, SubflowSet set, DataSender tx, Runnable writable) {
        this.env = env;
        this.settings = settings;
        this.set = set;
        this.buffer = tx.buffer;
        this.writable = writable;
    }

    /** The application wrote, or wants room. */
    public void onWrite() {
        int wanted = buffer.takeWanted();
        if (wanted == 0) {
            return;
        }
        if (wanted > buffer.room() && settings.config().sendBuffer() == 0) {
            tune(env.nowNs());
        }
        if (!buffer.grow(wanted)) {
            buffer.stillWanted(wanted); // tried again with the next note, or when memory has come back
            return;
        }
        if (buffer.room() > 0) {
            writable.run();
        }
    }

    /** Grows at once, and shrinks when for some round trips no more was enough. */
    private void tune(long nowNs) {
        long max = env.config().maxSendBuffer();
        long enough = Math.min(max, Math.max(env.config().initialSendBuffer(), Long.highestOneBit(4 * set.windows())));
        if (enough >= buffer.limit()) {
            unneeded.needed(nowNs);
            if (!env.memory().scarce()) {
                buffer.limit((int) enough);
            }
        } else if (unneeded.isOver(enough, set.longestRttNs(), nowNs)) {
            buffer.limit((int) unneeded.most());
            unneeded.shrunk(nowNs);
            tooLarge = true;
        }
        if (tooLarge) {
            tooLarge = !buffer.fit();
        }
    }
}
