package mptcp.api.policy;

import java.net.InetSocketAddress;
import mptcp.api.address.Tags;
import mptcp.api.hint.Hint;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A live view of a connection's subflows and of its data level. A subflow is a slot, 0 to 31, and a bit in masks; a slot
 * is used again some time after its subflow has ended. The view is valid during a call of the policy; what it returns
 * is the state at that moment. Loop thread only; nothing here allocates, blocks or throws. Windows and segments
 * have the names of the RFCs (cwnd, ssthresh, mss) and are in bytes as there; other quantities have their unit in the
 * name; rates are bytes per second. Values of an unused slot, and of a number that is no slot, are 0, addresses null.
 *
 * <p>What a policy remembers of a subflow it keeps itself, in arrays of {@link #MAX} elements that are made with it: a slot
 * belongs to one subflow from the event {@link SubflowEvent#ESTABLISHED} (path managers: from the join on) to
 * {@link SubflowEvent#CLOSED}, and what was remembered of the one before it has to be cleared at either.
 */
@ProviderType
public interface Subflows {
    /** The largest number of subflows of a connection. */
    int MAX = 32;

    /** Mask of the slots in use, whatever their state. */
    int slots();

    /** Mask of the subflows that are established and may carry data: regular ones and backups. */
    int usable();

    /** Mask of the subflows that either end marked as backup (RFC 8684 section 3.3.8). */
    int backups();

    /** Mask of the subflows that the retransmission policy has given up on for now. */
    int stale();

    // --- who a subflow is

    /** What no other subflow of the connection has, or will have, in the order in which they began, from 1; 0: no subflow. */
    long id(int sf);

    /** This end of the subflow; the same object for its life. */
    InetSocketAddress local(int sf);

    /** The peer's end of the subflow; the same object for its life. */
    InetSocketAddress remote(int sf);

    /** The name of the link that its packets leave by; empty while there is none. */
    String link(int sf);

    /**
     * What is said of its link, its local address and its endpoint, of the same name by the last of these; {@link Tags#NONE}
     * if nothing is. Changes when they are configured anew; the same object until then.
     */
    Tags tags(int sf);

    /** Our address id of the subflow (RFC 8684 section 3.2); 0 of the first. */
    int localId(int sf);

    /** The peer's address id of the subflow, or -1 while unknown. */
    int remoteId(int sf);

    /** Whether this end opened it. */
    boolean initiator(int sf);

    // --- what it may send now

    /** Largest payload of a segment, in bytes, after options. */
    int mss(int sf);

    /** Congestion window in bytes. */
    long cwnd(int sf);

    /** Slow-start threshold in bytes. */
    long ssthresh(int sf);

    /** Bytes sent on the subflow and neither acknowledged, selectively acknowledged nor held to be lost. */
    long inFlightBytes(int sf);

    /** Bytes mapped to the subflow and not sent for the first time yet. */
    long queuedBytes(int sf);

    /** Bytes that the subflow could send at once: congestion window less what is in flight and queued; never negative. */
    long roomBytes(int sf);

    // --- its path

    /** Smoothed round-trip time in nanoseconds; 0 while there is no sample. */
    long srttNs(int sf);

    /** Variation of the round-trip time (RFC 6298) in nanoseconds; 0 while there is no sample. */
    long rttvarNs(int sf);

    /** What the retransmission timer of the subflow is set to when it is set (RFC 6298), in nanoseconds. */
    long rtoNs(int sf);

    /** What it hears of congestion marks. */
    EcnMode ecn(int sf);

    /** Smallest round-trip time seen, in nanoseconds; 0 while there is no sample. */
    long minRttNs(int sf);

    /** Bytes per second at which the subflow may send: what congestion control set, else an estimate cwnd / srtt. */
    long pacingRate(int sf);

    /** Consecutive retransmission timeouts without an acknowledgement between them. */
    int timeouts(int sf);

    /** Whether the subflow recovers from loss: {@link #lossState} is not {@link LossState#OPEN}. */
    boolean inRecovery(int sf);

    /** What the loss recovery of the subflow is at; {@link LossState#OPEN} of an unused slot. */
    LossState lossState(int sf);

    /** Bytes that the subflow sent and that it holds to be lost and not yet sent again. */
    long lostBytes(int sf);

    /** Bytes that are mapped to the subflow and not acknowledged at the data level. */
    long pinnedBytes(int sf);

    // --- what it has done

    /** Payload bytes sent on it, retransmissions included. */
    long sentBytes(int sf);

    /** Of these, those that were sent again. */
    long retransmittedBytes(int sf);

    /** Payload bytes acknowledged on it cumulatively. */
    long ackedBytes(int sf);

    /** Payload bytes known to have arrived: acknowledged cumulatively or selectively. */
    long deliveredBytes(int sf);

    /** Bytes of the stream that were given to it after another subflow had been given them: reinjected and duplicated. */
    long reinjectedBytes(int sf);

    /** Payload bytes that the peer sent on it and that were taken. */
    long receivedBytes(int sf);

    /** Bytes that were held to be lost since the subflow began, each time that they were. */
    long everLostBytes(int sf);

    /**
     * Bytes per second at which the path delivered, by the last reliable sample
     * (draft-cheng-iccrg-delivery-rate-estimation); 0: not known yet. See {@link #deliveryRateAppLimited}.
     */
    long deliveryRate(int sf);

    /** Whether {@link #deliveryRate} is a lower bound only: there was too little to send. */
    boolean deliveryRateAppLimited(int sf);

    /** Whether the subflow has, or had in what is in flight now, less to send than it might have sent. */
    boolean appLimited(int sf);

    /** When the oldest segment that is not acknowledged was sent last, in the loop's time; 0: nothing is outstanding. */
    long oldestSentNs(int sf);

    // --- the connection

    /** Bytes that the application wrote since the connection began: the stream offset behind the last of them. */
    long writtenBytes();

    /** Bytes that the peer acknowledged at the data level: the stream offset of the oldest byte that it did not. */
    long dataAckedBytes();

    /** Bytes of the peer's stream that arrived in order. */
    long dataReceivedBytes();

    /** Bytes sent again on another subflow since the connection began. */
    long reinjectedBytes();

    /**
     * What the application says of this byte of the stream, as long as it is not acknowledged; what it says of the connection
     * where it says nothing of the byte.
     */
    Hint hint(long streamOffset);

    /** When this byte has to be with the peer, in the loop's time; {@link Long#MAX_VALUE}: no matter when. */
    long deadlineNs(long streamOffset);

    /** Mask of the subflows that carry this byte of the stream and have not been acknowledged it. */
    int carriers(long streamOffset);

    /** Bytes that the application wrote and that no subflow was given yet. */
    long unmappedBytes();

    /** Bytes given to subflows and not acknowledged at the data level. */
    long unackedBytes();

    /** Bytes that wait to be sent again on another subflow. */
    long reinjectBytes();

    /** Bytes that the peer's connection-level window still admits. */
    long windowBytes();

    /** Mask of the subflows that carry the first byte not acknowledged at the data level: who holds up the others. */
    int headOfLine();
}
