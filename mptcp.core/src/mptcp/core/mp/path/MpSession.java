package mptcp.core.mp.path;

import mptcp.core.wire.Flow;
import mptcp.core.wire.MptcpOption;

/**
 * What the two ends of one connection have agreed on: whether it is Multipath TCP, with which keys and checksums, and how
 * far that is proven (RFC 8684 sections 3.1 and 3.7). The one owner of these facts; what makes them change is in the
 * handshake and in the fallback. Loop thread only.
 */
public final class MpSession {
    private final boolean initiator;
    /** Also read by other threads. */
    private volatile Flow initialFlow;
    /** Null in a connection that was plain TCP from the start; then {@link #reason} says why. */
    private MpKeys keys;
    /** Never taken back once both SYNs have passed: checksums are used if either end asks for them. */
    private boolean checksums;
    private final boolean ownChecksums;
    /** Set once: a connection that is plain stays plain. */
    private FallbackReason reason;
    /** There are keys, and no reason to be plain. */
    private boolean multipath;
    /** An option of ours has come back answered: the peer has our key, and options pass in its direction. */
    private boolean proven;
    private boolean peerSentDss;
    private boolean mappingSeen;
    private boolean confirmed;
    private boolean noJoinToInitial;
    private boolean established;
    /** The application has it already, since the SYN had data that may be taken before the handshake is complete. */
    private boolean fastOpened;
    private boolean fullyEstablished;

    public MpSession(boolean initiator, boolean checksums) {
        this.initiator = initiator;
        this.checksums = checksums;
        this.ownChecksums = checksums;
    }

    public boolean initiator() {
        return initiator;
    }

    /** The addresses and ports of the first subflow, in its life and after; while several are tried, of the one that has its place. */
    public Flow initialFlow() {
        return initialFlow;
    }

    public void between(Flow flow) {
        initialFlow = flow;
    }

    // --- keys

    public MpKeys keys() {
        return keys;
    }

    public void keys(MpKeys made) {
        keys = made;
        multipath = made != null && reason == null;
    }

    public boolean remoteKnown() {
        return keys != null && keys.remoteKnown();
    }

    /** The version spoken, or -1 in plain TCP. */
    public int version() {
        return keys == null || plain() ? -1 : keys.version();
    }

    // --- flags

    public boolean checksums() {
        return checksums;
    }

    /** The flags of MP_CAPABLE that this end sends. */
    public int flags(boolean acceptJoins) {
        return flags(keys.version(), checksums, acceptJoins);
    }

    /** Those of a SYN/ACK. @param own whether it tells of this end's wish for checksums alone */
    public int answerFlags(boolean acceptJoins, boolean own) {
        return flags(keys.version(), own ? ownChecksums : checksums, acceptJoins);
    }

    /** The flags of an MP_CAPABLE of this version. */
    public static int flags(int version, boolean checksums, boolean acceptJoins) {
        int flags = MptcpOption.FLAG_HMAC | (checksums ? MptcpOption.FLAG_CHECKSUM : 0);
        return flags | (version == 1 && !acceptJoins ? MptcpOption.FLAG_NO_JOIN : 0);
    }

    /** Takes the flags of the peer's MP_CAPABLE. */
    public void peerFlags(int flags) {
        checksums |= (flags & MptcpOption.FLAG_CHECKSUM) != 0;
        noJoinToInitial = keys.version() == 1 && (flags & MptcpOption.FLAG_NO_JOIN) != 0;
    }

    /** Of the third segment, by which habit goes: its wish for checksums, and whether it has one itself. */
    public void thirdFlags(int flags, boolean checked) {
        checksums = ownChecksums || checked || (flags & MptcpOption.FLAG_CHECKSUM) != 0;
    }

    /** The peer takes no joins to the address and port of the first subflow (the C flag). */
    public boolean noJoinToInitial() {
        return noJoinToInitial;
    }

    // --- how far it is proven

    /** Whether the initiator has to repeat its keys, since nothing shows that the peer has them. */
    public boolean capableDue() {
        return initiator && !confirmed;
    }

    public boolean confirmed() {
        return confirmed;
    }

    /** The peer has shown both keys. */
    public void confirm() {
        confirmed = true;
    }

    /** An MPTCP signal came over the wire after the handshake: options pass in the peer's direction. */
    public boolean proven() {
        return proven;
    }

    public void prove() {
        proven = true;
        confirmed = true;
    }

    public boolean peerSentDss() {
        return peerSentDss;
    }

    /** Whether the peer's DSS pass, or its first data came with its keys; then nothing is known of ours. */
    public boolean mappingSeen() {
        return mappingSeen || peerSentDss;
    }

    public void mapped() {
        mappingSeen = true;
    }

    public void dssSeen() {
        peerSentDss = true;
    }

    // --- states

    /** The first handshake was completed. */
    public boolean established() {
        return established;
    }

    public void establish() {
        established = true;
    }

    /** A SYN opened it by Fast Open (RFC 7413): it can be used before it is established. */
    public void fastOpen() {
        fastOpened = true;
    }

    public boolean fastOpened() {
        return fastOpened;
    }

    /** Whether the application may use it. */
    public boolean usable() {
        return established || fastOpened;
    }

    /** Whether data may be mapped, though the peer has not shown yet that it has our key. */
    public boolean earlyData() {
        return established && remoteKnown();
    }

    /** Both ends have shown that they have the other's key, and the connection is still multipath: joins are possible. */
    public boolean fullyEstablished() {
        return fullyEstablished && !plain();
    }

    /** @return whether it was not so before */
    public boolean fullyEstablish() {
        boolean first = !fullyEstablished && !plain();
        fullyEstablished |= first;
        return first;
    }

    /** Whether it is plain TCP: positions of the only subflow stand for the stream. */
    public boolean plain() {
        return reason != null;
    }

    /** Whether it began with keys and is not plain. */
    public boolean multipath() {
        return multipath;
    }

    /** Whether it is plain TCP to this end's application, too, which sees Multipath TCP otherwise, though it became plain on the wire. */
    public boolean fellBack() {
        return reason != null && reason != FallbackReason.NOT_REQUESTED
                && (initiator || reason != FallbackReason.PEER_SENT_NONE && reason != FallbackReason.ACK_WITHOUT);
    }

    /** Null while the connection is multipath. */
    public FallbackReason reason() {
        return reason;
    }

    public void becomePlain(FallbackReason why) {
        if (reason == null) {
            reason = why;
            multipath = false;
        }
    }
}
