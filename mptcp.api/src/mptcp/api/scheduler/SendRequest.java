package mptcp.api.scheduler;

import mptcp.api.hint.Hint;
import org.osgi.annotation.versioning.ProviderType;

/** What a scheduler is asked to place. Valid during the call only. */
@ProviderType
public interface SendRequest {
    /** Why a scheduler is asked. */
    enum Kind {
        /** Bytes that no subflow has carried. */
        NEW_DATA,
        /** Bytes that a subflow carries and does not deliver: to be sent on another one. */
        REINJECT,
        /** Bytes in flight elsewhere that might be sent a second time; see {@link PacketScheduler#duplicates}. */
        DUPLICATE
    }

    /** What kind of bytes they are. */
    Kind kind();

    /**
     * The subflow that could send and asks for data, because an acknowledgement made room; -1 if the application's write
     * (or a timer) asks.
     */
    int asking();

    /** Mask of the subflows that carry the first of these bytes already. */
    int carriers();

    /** How many bytes there are to place, at least 1. */
    long bytes();

    /** Position of the first of them in the byte stream, from 0. */
    long streamOffset();

    /** What the application says of these bytes, the same of all of them; {@link Hint#NONE} if nothing. */
    Hint hint();

    /** When they have to be with the peer, in the loop's time; {@link Long#MAX_VALUE}: no matter when. */
    long deadlineNs();
}
