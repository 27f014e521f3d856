package mptcp.core.tcp;

import mptcp.api.link.IpLink;
import mptcp.api.socket.StackConfig;
import mptcp.core.mib.Counters;
import mptcp.core.time.Timers;
import mptcp.core.wire.Flow;
import mptcp.core.wire.OutSegment;
import mptcp.core.wire.WireHabits;

/** What a TCB needs of its host. Loop thread only. */
public interface TcpEnv {
    Timers timers();

    Counters counters();

    StackConfig config();

    /** What the profile decides where there is a choice. */
    WireHabits habits();

    /** The one segment that is being put together. */
    OutSegment segment();

    /**
     * Keeps a reset whose connection is over until its link has room for it.
     *
     * @param s is taken as it is now
     * @param left called when the link took it; perhaps never
     */
    void resetLater(Flow flow, OutSegment s, Runnable left);

    /** The link on which packets from this address leave, or null while there is none. */
    IpLink linkOf(long localHi, long localLo);

    /** Another number after each change of links and addresses: until then {@link #linkOf} answers as it did. */
    int linkChanges();

    FastOpenCache fastOpenCache();

    /**
     * What the clock of timestamps starts from: outsiders cannot predict it (RFC 7323 section 5.4), and it is the same
     * for every connection with these addresses and ports, so that a peer in TIME-WAIT takes the next one for newer
     * (RFC 6191).
     */
    int timestampOffset(Flow flow);
}
