package mptcp.core.mp.path;

import java.net.InetSocketAddress;
import java.util.Arrays;
import mptcp.api.path.SubflowEnd;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.core.mib.Mib;
import mptcp.core.mp.MpEnv;
import mptcp.core.mp.Mpcb;
import mptcp.core.tcp.CloseReason;
import mptcp.core.tcp.TcpState;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.TcpHeader;

/** The subflows of a connection, by slot: opened, admitted, looked at, and taken away. */
public final class SubflowSet {
    private final Mpcb m;
    private final MpEnv env;
    private final Subflow[] slots = new Subflow[Subflows.MAX];
    private int used;

    public SubflowSet(Mpcb m, MpEnv env) {
        this.m = m;
        this.env = env;
    }

    // --- looking

    /** Mask of the slots in use. */
    public int mask() {
        return used;
    }

    public Subflow get(int slot) {
        return slots[slot];
    }

    /** The first subflow while it lives. */
    public Subflow initial() {
        Subflow s = slots[0];
        return s != null && s.initial ? s : null;
    }

    public boolean holds(Subflow s) {
        return slots[s.slot] == s;
    }

    public boolean isOnly(Subflow s) {
        return used == s.bit();
    }

    /** Whether the connection goes on elsewhere: joins that are not authenticated yet may never be. */
    public boolean othersActive(Subflow s) {
        for (int left = used & ~s.bit(); left != 0; left &= left - 1) {
            if (slots[Integer.numberOfTrailingZeros(left)].active()) {
                return true;
            }
        }
        return false;
    }

    /** Mask of those that may carry data. */
    public int usable() {
        int mask = 0;
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s.usable()) {
                mask |= s.bit();
            }
        }
        return mask;
    }

    /** The one to send a signal on: one that works, preferably. */
    public Subflow forSignals() {
        Subflow best = null;
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s.active() && s.tcb.state().synchronised() && (best == null || s.tcb.timeouts() < best.tcb.timeouts())) {
                best = s;
            }
        }
        return best;
    }

    /** How long to wait before a signal is sent again. */
    public long signalTimeoutNs() {
        Subflow s = forSignals();
        return s == null ? env.config().initialRtoNs() : s.tcb.rtt().rtoNs();
    }

    /** In plain TCP the state of the only subflow is that of the stream. */
    public void endInitial() {
        Subflow s = initial();
        if (s != null) {
            s.tcb.endSending();
        }
    }

    /** In plain TCP the only subflow's FIN ends the stream. */
    public void shutdownInitial(long nowNs) {
        Subflow s = initial();
        if (s != null) {
            s.tcb.shutdown(nowNs);
        }
    }

    public int smallestSegment() {
        int smallest = Integer.MAX_VALUE;
        for (int left = usable(); left != 0; left &= left - 1) {
            smallest = Math.min(smallest, slots[Integer.numberOfTrailingZeros(left)].tcb.nextPayload());
        }
        return smallest == Integer.MAX_VALUE ? 1 : smallest;
    }

    /** The longest round-trip time of all, those that only receive too, in nanoseconds; 0 while there is none. */
    public long longestRttNs() {
        long longest = 0;
        for (int left = used; left != 0; left &= left - 1) {
            longest = Math.max(longest, slots[Integer.numberOfTrailingZeros(left)].tcb.longestRttNs());
        }
        return longest;
    }

    /** Sum of the congestion windows. */
    public long windows() {
        long sum = 0;
        for (int left = usable(); left != 0; left &= left - 1) {
            sum += slots[Integer.numberOfTrailingZeros(left)].tcb.cwnd();
        }
        return sum;
    }

    /** Mask of those whose maps hold this byte of the stream. */
    public int carriers(long offset) {
        int mask = 0;
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s.carries(offset)) {
                mask |= s.bit();
            }
        }
        return mask;
    }

    /**
     * Mask of those that this byte is not to be given to again: they carry it, or have delivered it on a path that takes
     * the options away, where the peer could not tell it from new bytes.
     */
    public int barred(long offset) {
        int mask = carriers(offset);
        for (int left = used & ~mask; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s.input.bare() && offset < s.txMaps.deliveredTo()) {
                mask |= s.bit();
            }
        }
        return mask;
    }

    /** Up to where the same subflows are barred as for this byte, at least. */
    public long barredUntil(long offset) {
        long until = carriedUntil(offset);
        for (int left = used; left != 0; left &= left - 1) {
            long delivered = slots[Integer.numberOfTrailingZeros(left)].txMaps.deliveredTo();
            until = delivered > offset ? Math.min(until, delivered) : until;
        }
        return until;
    }

    /** Whether none of these delivers: each ran into a timeout, or its loss probe found no answer yet. */
    public boolean allSuspect(int mask, long nowNs) {
        for (int left = mask; left != 0; left &= left - 1) {
            if (!slots[Integer.numberOfTrailingZeros(left)].tcb.suspect(nowNs)) {
                return false;
            }
        }
        return true;
    }

    /** Up to where the same subflows carry what follows this byte, at least. */
    public long carriedUntil(long offset) {
        long until = Long.MAX_VALUE;
        for (int left = used; left != 0; left &= left - 1) {
            until = Math.min(until, slots[Integer.numberOfTrailingZeros(left)].txMaps.boundaryAfter(offset));
        }
        return until;
    }

    /** The lowest byte of the stream that a map still refers to, or {@link Long#MAX_VALUE}. */
    public long lowestMapped() {
        long low = Long.MAX_VALUE;
        for (int left = used; left != 0; left &= left - 1) {
            low = Math.min(low, slots[Integer.numberOfTrailingZeros(left)].txMaps.lowest());
        }
        return low;
    }

    /** None has anything out of order any more: what was acknowledged selectively is taken back. */
    public void pruneOutOfOrder() {
        for (int left = used; left != 0; left &= left - 1) {
            slots[Integer.numberOfTrailingZeros(left)].tcb.pruneOutOfOrder();
        }
    }

    /** Forgets all of them, without a packet or a word to anybody. */
    public void abandon() {
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            env.unregister(s);
            s.tcb.abandon();
        }
        used = 0;
        Arrays.fill(slots, null);
    }

    /** Whether the peer was heard of on any of them within this time. */
    public boolean heardWithin(long ns, long nowNs) {
        for (int left = used; left != 0; left &= left - 1) {
            if (nowNs - slots[Integer.numberOfTrailingZeros(left)].tcb.lastReceivedNs() < ns) {
                return true;
            }
        }
        return false;
    }

    /** Whether nothing is left but TIME-WAIT. */
    public boolean settled() {
        for (int left = used; left != 0; left &= left - 1) {
            if (slots[Integer.numberOfTrailingZeros(left)].tcb.state() != TcpState.TIME_WAIT) {
                return false;
            }
        }
        return true;
    }

    // --- opening

    public Subflow first(Flow flow, boolean opener, long nowNs) {
        Subflow s = new Subflow(m.parts(), 0, flow, opener, true, null, 0, nowNs);
        put(s);
        return s;
    }

    private void put(Subflow s) {
        slots[s.slot] = s;
        used |= s.bit();
        env.register(s);
    }

    /** Whether one more may be opened, besides so many that are about to be. */
    public boolean hasPlace(int others) {
        return Integer.bitCount(used) + others < Math.min(Subflows.MAX, env.config().maxSubflows());
    }

    private int freeSlot() {
        int free = Integer.numberOfTrailingZeros(~used);
        return Integer.bitCount(used) < env.config().maxSubflows() && free < Subflows.MAX ? free : -1;
    }

    /** Sends a SYN with MP_JOIN. */
    public void open(IpAddress local, InetSocketAddress remote, boolean backup) {
        int slot = freeSlot();
        if (slot < 0 || !m.mayJoin()) {
            m.counters().count(slot < 0 ? Mib.MPJ_REJECTED_LIMIT : Mib.MPJ_REJECTED_STATE);
            return;
        }
        IpAddress to = IpAddress.of(remote.getAddress());
        int remotePort = remote.getPort() != 0 ? remote.getPort() : m.session().initialFlow().remotePort();
        int port = env.ephemeralPort(local, to, remotePort);
        if (port < 0) {
            m.counters().count(Mib.MPJ_REJECTED_LIMIT);
            return;
        }
        MpKeys keys = m.session().keys();
        MpJoin join = new MpJoin(keys, env.crypto(keys.version()), true, env.config().entropy().nextNonce());
        Subflow s = new Subflow(m.parts(), slot, new Flow(local, port, to, remotePort), true, false, join,
                m.parts().addresses().idOf(local), env.nowNs());
        s.backup(backup);
        put(s);
        s.tcb.connect(env.nowNs());
    }

    /** A SYN with MP_JOIN and our token arrived. @return a reason to refuse it, or -1 */
    public int accept(Flow flow, TcpHeader syn, long nowNs) {
        MptcpOption o = syn.mptcp();
        m.counters().count(o.backup() ? Mib.MPJ_SYN_RX_BACKUP : Mib.MPJ_SYN_RX);
        int refused = admit(flow, syn, nowNs);
        if (refused >= 0) {
            m.counters().count(Mib.MPJ_REJECTED);
        }
        return refused;
    }

    private int admit(Flow flow, TcpHeader syn, long nowNs) {
        MptcpOption o = syn.mptcp();
        if (m.session().plain()) {
            m.counters().count(Mib.MPJ_REJECTED_FALLBACK);
            return ResetReason.MPTCP_SPECIFIC;
        }
        if (!m.mayJoin()) {
            m.counters().count(Mib.MPJ_REJECTED_STATE);
            return ResetReason.PROHIBITED;
        }
        int slot = freeSlot();
        if (slot < 0) {
            m.counters().count(Mib.MPJ_REJECTED_LIMIT);
            return ResetReason.LACK_OF_RESOURCES;
        }
        InetSocketAddress local = new InetSocketAddress(flow.local().inet(), flow.localPort());
        InetSocketAddress remote = new InetSocketAddress(flow.remote().inet(), flow.remotePort());
        boolean declined = !env.config().acceptJoins() && toInitial(flow); // as the C flag told the peer
        if (declined || !m.policies().acceptJoin(local, remote)) {
            m.counters().count(Mib.MPJ_REJECTED_POLICY);
            return ResetReason.PROHIBITED;
        }
        MpKeys keys = m.session().keys();
        MpJoin join = new MpJoin(keys, env.crypto(keys.version()), false, env.config().entropy().nextNonce());
        join.peerNonce(o.nonce());
        Subflow s = new Subflow(m.parts(), slot, flow, false, false, join, m.parts().addresses().idOf(flow.local(), flow.localPort()),
                nowNs);
        s.peerJoined(o.addressId(), o.backup());
        put(s);
        s.tcb.accept(syn, nowNs);
        return -1;
    }

    private boolean toInitial(Flow flow) {
        return flow.localPort() == m.session().initialFlow().localPort() && flow.local().equals(m.session().initialFlow().local());
    }

    // --- taking away

    /** It is CLOSED: policies hear of it while its addresses can be looked at, then its slot is free. */
    public void remove(Subflow s, CloseReason reason, boolean tellPolicies, long nowNs) {
        m.event(s.slot, "SF_CLOSED", reason.name());
        m.counters().count(Mib.RM_SUBFLOW);
        if (tellPolicies) {
            s.ended(endOf(s, reason));
            m.policies().onSubflow(s.slot, SubflowEvent.CLOSED, nowNs);
        }
        slots[s.slot] = null;
        used &= ~s.bit();
    }

    private static SubflowEnd endOf(Subflow s, CloseReason reason) {
        SubflowEnd.Cause cause = switch (reason) {
            case NORMAL -> SubflowEnd.Cause.IN_ORDER;
            case REFUSED -> SubflowEnd.Cause.REFUSED;
            case RESET_BY_PEER -> SubflowEnd.Cause.RESET_BY_PEER;
            case ABORTED -> SubflowEnd.Cause.ABORTED;
            case TIMED_OUT -> SubflowEnd.Cause.TIMED_OUT;
            case UNREACHABLE -> SubflowEnd.Cause.UNREACHABLE;
        };
        boolean peers = s.peerResetReason() >= 0;
        int told = peers ? s.peerResetReason() : s.resetReason();
        return new SubflowEnd(cause, told, peers ? s.peerResetTransient() : told >= 0 && ResetReason.isTransient(told));
    }

    /** Explicit removal: its data goes to the others, the peer gets a RST. */
    public void end(Subflow s) {
        if (holds(s)) {
            s.abort(ResetReason.UNSPECIFIED, env.nowNs());
        }
    }

    /** The peer withdrew an address. @return whether a subflow was on it */
    public boolean endRemoteId(int remoteId) {
        boolean any = false;
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null && s.remoteId() == remoteId) {
                any = true;
                end(s);
            }
        }
        return any;
    }

    public boolean usesLocalId(int localId) {
        for (int left = used; left != 0; left &= left - 1) {
            if (slots[Integer.numberOfTrailingZeros(left)].localId() == localId) {
                return true;
            }
        }
        return false;
    }

    public void endLocalId(int localId) {
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null && s.localId() == localId) {
                end(s);
            }
        }
    }

    /** The subflows on this local address end as if their path had failed. */
    public void localAddressGone(IpAddress address, long nowNs) {
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null && s.tcb.flow().local().equals(address)) {
                s.tcb.abort(CloseReason.TIMED_OUT, nowNs);
            }
        }
    }

    /** Each ends in order: the stream is over. */
    public void closeAll(long nowNs) {
        for (int left = used; left != 0; left &= left - 1) {
            slots[Integer.numberOfTrailingZeros(left)].close(nowNs);
        }
    }

    /** Each gets a RST, with MP_FASTCLOSE if that is asked for (RFC 8684 section 3.5). */
    public void abortAll(boolean fastClose, long nowNs) {
        abortOthers(null, fastClose, nowNs);
    }

    public void abortOthers(Subflow kept, boolean fastClose, long nowNs) {
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null && s != kept) {
                s.fastClosing(fastClose);
                s.abort(s.resetReason(), nowNs);
            }
        }
    }

    // --- changing

    public void setBackup(Subflow s, boolean backup) {
        if (holds(s) && s.backupLocal() != backup) {
            s.backup(backup);
            s.options.sendPrio(env.nowNs());
            m.policies().onSubflow(s.slot, SubflowEvent.PRIORITY, env.nowNs());
            m.wantOutput();
        }
    }

    /** The peer's MP_PRIO. */
    public void onPrio(Subflow on, MptcpOption o, long nowNs) {
        if (m.session().keys().version() == 1 && o.prioId() >= 0) {
            return; // the form with an address id is version 0's
        }
        m.counters().count(Mib.PRIO_RX);
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            boolean meant = o.prioId() < 0 ? s == on : s.remoteId() == o.prioId();
            if (meant && s.backupRemote() != o.prioBackup()) {
                s.peerBackup(o.prioBackup());
                m.event(s.slot, "SF_PRIO", s.backupRemote() ? "backup" : "regular");
                m.policies().onSubflow(s.slot, SubflowEvent.PRIORITY, nowNs);
            }
        }
        m.wantOutput();
    }

    public void timeoutsChanged(long nowNs) {
        for (int left = used; left != 0; left &= left - 1) {
            slots[Integer.numberOfTrailingZeros(left)].tcb.timeoutsChanged(nowNs);
        }
    }

    /** Each acknowledges in this turn. */
    public void ackEverywhere() {
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s.active() && s.tcb.state().synchronised()) {
                s.tcb.ackNow();
            }
        }
    }
}
