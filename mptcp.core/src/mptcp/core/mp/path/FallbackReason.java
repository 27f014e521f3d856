package mptcp.core.mp.path;

import mptcp.core.mib.Mib;

/** Why a connection became plain TCP (RFC 8684 section 3.7), each with its counter. */
public enum FallbackReason {
    NOT_REQUESTED("MPTCP was not asked for", null),
    PEER_SENT_NONE("the SYN carried no MP_CAPABLE", null),
    SYN_RETRIES("SYNs with MP_CAPABLE went unanswered", Mib.MPC_SYN_TX_DROP),
    BLACKHOLE("the path swallowed SYNs with MP_CAPABLE before", Mib.MPC_SYN_TX_DISABLED),
    SYNACK_WITHOUT("the SYN/ACK carried no MP_CAPABLE", Mib.MPC_FALLBACK_SYNACK),
    ACK_WITHOUT("the third ACK carried no MP_CAPABLE", Mib.MPC_FALLBACK_ACK),
    VERSION("the peer speaks another version", Mib.MPC_FALLBACK_SYNACK),
    FLAGS("the peer's flags ask for what this version does not know", Mib.MPC_FALLBACK_SYNACK),
    SIMULTANEOUS_OPEN("both ends opened at once", Mib.FALLBACK_SIMULTANEOUS_OPEN),
    OPTIONS_STRIPPED("no MPTCP option came with the first data", null),
    UNMAPPED_DATA("data came without a mapping", Mib.FALLBACK_DATA_STRIPPED),
    /** Which had one for the bytes before: they were no longer as sent. */
    PARTLY_MAPPED("part of a segment had no mapping", Mib.DSS_CORRUPTION_FALLBACK),
    INFINITE_MAPPING("the peer sent an infinite mapping", Mib.FALLBACK_INFINITE_MAP),
    MP_FAIL("the peer sent MP_FAIL", Mib.FAIL_RX),
    CHECKSUM("a DSS checksum was wrong", Mib.DSS_CORRUPTION_FALLBACK),
    TOKEN("no free token", Mib.MPC_TOKEN_INIT);

    private final String text;
    private final Mib counter;

    FallbackReason(String text, Mib counter) {
        this.text = text;
        this.counter = counter;
    }

    public String text() {
        return text;
    }

    /** Null where falling back is no event. */
    public Mib counter() {
        return counter;
    }
}
