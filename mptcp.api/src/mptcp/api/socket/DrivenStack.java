package mptcp.api.socket;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A stack without a thread. The thread that called {@link #turn} last is its loop thread, the one that made the stack until
 * the first turn. On the loop thread all methods of {@link Stack} take effect at once, and blocking calls of sockets must
 * not be used; on any other they wait for a turn. If none comes for 10 s, they throw {@link LoopStuckException}, and what
 * was asked is not done. A thread that is to drive a stack made by another calls nothing else before its first turn.
 */
@ProviderType
public interface DrivenStack extends Stack {
    /**
     * One turn of the loop: commands, packets from the links, timers that are due, output.
     *
     * @param nowNs the time, never less than at the last turn
     * @return when the next turn is due at the latest; {@link Long#MAX_VALUE} if only a packet or a call can cause work;
     *     {@code nowNs} if there is more to do at once
     * @throws IllegalStateException if it is called within a turn, by a policy or a listener
     */
    long turn(long nowNs);

    /**
     * One turn of one of its {@link StackConfig#loops}, for owners that drive each on a thread of its own: that thread is this
     * loop's from then on. {@link #turn(long)} turns all of them on one.
     *
     * @param loop from 0
     * @return as {@link #turn(long)}
     */
    default long turn(int loop, long nowNs) {
        if (loop != 0) {
            throw new IllegalArgumentException("there is no loop " + loop);
        }
        return turn(nowNs);
    }

    /** What to call, from any thread, when another thread gave the stack something to do. Null takes it away. */
    void onWork(Runnable wake);
}
