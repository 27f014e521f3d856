package mptcp.api.socket;

/**
 * What a {@link StackConfig} says of TCP itself: timeouts, repetitions, buffers, and what is offered and agreed to. Apart from the others for
 * their number; applications know them as settings of a stack.
 */
abstract class TcpSettings {
    /** Checked, never changed, and seen by nobody else. */
    final StackSettings v;

    TcpSettings(StackSettings values) {
        values.check();
        v = values;
    }

    /** Lower bound of the retransmission timeout; RFC 6298 says 1 s, the default is Linux's 200 ms. */
    public long minRtoNs() {
        return v.minRtoNs;
    }

    /** Before there is a round-trip sample. */
    public long initialRtoNs() {
        return v.initialRtoNs;
    }

    /** Upper bound of the timeout. */
    public long maxRtoNs() {
        return v.maxRtoNs;
    }

    /**
     * How often a SYN is sent again before a connect fails; 7, since RFC 9293 wants 3 minutes (MUST-23).
     * <em>Live</em>.
     */
    public int synRetries() {
        return v.synRetries;
    }

    /** How often a SYN with MP_CAPABLE is sent again before it is tried without. <em>Live</em>. */
    public int mptcpSynRetries() {
        return v.mptcpSynRetries;
    }

    /** How many SYNs are repeated at even intervals before these double, beside {@link #synRetries}; -1: as the profile has it. */
    public int linearSyns() {
        return v.linearSyns;
    }

    /** Retransmission timeouts in a row (R2) after which a subflow ends; 12 as in the report. <em>Live</em>. */
    public int retries() {
        return v.retries;
    }

    /** 0: every second segment at once and others at the end of the turn. <em>Live</em>. */
    public long delayedAckNs() {
        return v.delayedAckNs;
    }

    /** How long TIME-WAIT lasts (2 MSL). <em>Live</em>. */
    public long timeWaitNs() {
        return v.timeWaitNs;
    }

    /** Fixed shift count to offer, or -1: as the largest receive buffer needs. */
    public int windowScale() {
        return v.windowScale;
    }

    /** Whether to offer timestamps (RFC 7323). */
    public boolean timestamps() {
        return v.timestamps;
    }

    /** Whether to offer selective acknowledgement (RFC 2018). */
    public boolean sack() {
        return v.sack;
    }

    /** Whether to offer ECN (RFC 3168). */
    public boolean ecn() {
        return v.ecn;
    }

    /** Whether to agree to ECN where the peer offers it. */
    public boolean ecnAccept() {
        return v.ecnAccept;
    }

    /** Whether the ECN that is offered is that of counts (RFC 9768), which falls back to RFC 3168. */
    public boolean accurateEcn() {
        return v.accurateEcn;
    }

    /** Whether to agree to ECN of counts where the peer offers it. */
    public boolean accurateEcnAccept() {
        return v.accurateEcnAccept;
    }

    /** Whether to offer window scaling (RFC 7323); without it windows end at 65,535 bytes. */
    public boolean windowScaling() {
        return v.windowScaling;
    }

    /** Whether to find out by probes what packets a path takes that loses ICMP (RFC 4821). */
    public boolean mtuProbing() {
        return v.mtuProbing;
    }

    /** Whether to probe for a lost end of a flight before the retransmission timeout (RFC 8985 section 7). <em>Live</em>. */
    public boolean tailProbes() {
        return v.tailProbes;
    }

    /** Whether to report what came twice (RFC 2883). <em>Live</em>. */
    public boolean dsack() {
        return v.dsack;
    }

    /** Whether to try timeouts for being spurious (RFC 5682), where the profile does. <em>Live</em>. */
    public boolean frto() {
        return v.frto;
    }

    /** Whether windows shrink while they are not used (RFC 5681 section 4.1). <em>Live</em>. */
    public boolean idleRestart() {
        return v.idleRestart;
    }

    /** Whether three segments that overtook one tell of a loss, beside time (RFC 8985 section 6.2). <em>Live</em>. */
    public boolean rackDuplicates() {
        return v.rackDuplicates;
    }

    /** Whether the reordering that is waited for grows with duplicates that the peer reports (RFC 8985 section 6.2). <em>Live</em>. */
    public boolean rackAdapts() {
        return v.rackAdapts;
    }

    /** How the host goes by TCP Fast Open (RFC 7413). <em>Live</em>. */
    public FastOpen fastOpen() {
        return v.fastOpen;
    }

    /** First limit of the send buffer. */
    public int initialSendBuffer() {
        return v.initialSendBuffer;
    }

    /** What auto-tuning may raise it to. <em>Live</em>. */
    public int maxSendBuffer() {
        return v.maxSendBuffer;
    }

    /** First limit of the receive buffer. */
    public int initialReceiveBuffer() {
        return v.initialReceiveBuffer;
    }

    /** What auto-tuning may raise it to. */
    public int maxReceiveBuffer() {
        return v.maxReceiveBuffer;
    }
}
