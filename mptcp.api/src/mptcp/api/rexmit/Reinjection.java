package mptcp.api.rexmit;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What a retransmission policy may do of its own accord: give bytes that subflows carry to others, which is what verdicts do
 * where it is asked. The scheduler says where they go. From attach to detach, on the loop thread; on another one
 * {@link IllegalStateException} is thrown.
 */
@ProviderType
public interface Reinjection {
    /**
     * Queues these bytes of the stream to be sent on subflows that do not carry them. What is acknowledged, was never sent,
     * or waits to be sent again already is left out.
     *
     * @return how many bytes were queued
     */
    long reinject(long fromOffset, long toOffset);

    /**
     * Does with the subflow what the verdict says, as if it had been the answer to {@link RetransmitPolicy#onSubflowTimeout}.
     *
     * @return false if there is no such subflow
     */
    boolean act(int sf, Verdict verdict);
}
