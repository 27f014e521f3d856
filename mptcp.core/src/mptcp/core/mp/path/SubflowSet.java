package mptcp.core.mp.path;

import java.util.Arrays;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.core.mib.Counters;
import mptcp.core.mib.EventSink;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.DataReceiver;
import mptcp.core.mp.policy.PolicySet;
import mptcp.core.tcp.CloseReason;
import mptcp.core.tcp.TcpState;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.MptcpOption;

/** The subflows of a connection, by slot: opened, admitted, looked at, and taken away. */
public final class SubflowSet implements DataReceiver.Segments {
    private static final int FIRST_SLOTS = 2;
    /** No address has it. */
    private static final int NO_ID = Integer.MIN_VALUE;

    private final PathEnv env;
    private final Connection connection;
    private final MpSession session;
    private final Counters counters;
    private final EventSink events;
    private final Runnable wantOutput;
    private PolicySet policies;
    /** As long as the highest slot so far needs, which is mostly one of the first. */
    private Subflow[] slots = new Subflow[FIRST_SLOTS];
    private int used;
    /** Of these, those on addresses that were withdrawn: they end, and no limit counts them. */
    private int withdrawn;
    /** How many have had a place. */
    private long admitted;
    /** The subflow on which the connection became plain TCP; null before, and where it was plain from the start. */
    private Subflow plain;

    public SubflowSet(PathEnv env, Connection connection, MpSession session, Counters counters, EventSink events,
            Runnable wantOutput) {
        this.env = env;
        this.connection = connection;
        this.session = session;
        this.counters = counters;
        this.events = events;
        this.wantOutput = wantOutput;
    }

    /** Who is told what becomes of subflows; they look at them, so they are made after this. */
    public void tell(PolicySet whom) {
        policies = whom;
    }

    // --- looking

    /** Mask of the slots in use. */
    public int mask() {
        return used;
    }

    public Subflow get(int slot) {
        return slot < slots.length ? slots[slot] : null;
    }

    /** The first subflow while it lives. */
    public Subflow initial() {
        Subflow s = slots[0];
        return s != null && s.initial ? s : null;
    }

    /** The connection is plain TCP from here on, on this subflow: the only one that is left, which need not be the first. */
    public void becomePlainOn(Subflow s) {
        plain = s;
    }

    /** In plain TCP the only subflow, while it lives. */
    public Subflow plain() {
        return plain == null ? initial() : holds(plain) ? plain : null;
    }

    public boolean holds(Subflow s) {
        return s.slot() >= 0 && get(s.slot()) == s;
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
        return forSignals(NO_ID);
    }

    /** The same, preferably none on the address of this id of ours, which is what the signal is about. */
    Subflow forSignals(int exceptId) {
        Subflow best = null;
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            boolean works = s.active() && s.tcb.state().synchronised() && s.localId() != exceptId;
            if (works && (best == null || s.tcb.timeouts() < best.tcb.timeouts())) {
                best = s;
            }
        }
        return best == null && exceptId != NO_ID ? forSignals() : best;
    }

    /** How long to wait before a signal is sent again that was repeated so often: doubled each time, at most what TCP waits. */
    public long signalTimeoutNs(int repeated) {
        Subflow s = forSignals();
        long first = s == null ? env.config().initialRtoNs() : s.tcb.rtt().rtoNs();
        return Math.min(first << Math.min(repeated, 8), env.config().maxRtoNs());
    }

    @Override
    public int smallestSegment() {
        int smallest = Integer.MAX_VALUE;
        for (int left = usable(); left != 0; left &= left - 1) {
            smallest = Math.min(smallest, slots[Integer.numberOfTrailingZeros(left)].tcb.sizes().next());
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

    /** The shortest smoothed round-trip time of the usable ones, in nanoseconds; 0 while there is none. */
    public long shortestRttNs() {
        long shortest = Long.MAX_VALUE;
        for (int left = usable(); left != 0; left &= left - 1) {
            long srtt = slots[Integer.numberOfTrailingZeros(left)].tcb.rtt().srttNs();
            shortest = srtt == 0 ? shortest : Math.min(shortest, srtt);
        }
        return shortest == Long.MAX_VALUE ? 0 : shortest;
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
            if (s.output.carries(offset)) {
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
            if (s.input.bare() && offset < s.output.maps().deliveredTo()) {
                mask |= s.bit();
            }
        }
        return mask;
    }

    /** Up to where the same subflows are barred as for this byte, at least. */
    public long barredUntil(long offset) {
        long until = carriedUntil(offset);
        for (int left = used; left != 0; left &= left - 1) {
            long delivered = slots[Integer.numberOfTrailingZeros(left)].output.maps().deliveredTo();
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
            until = Math.min(until, slots[Integer.numberOfTrailingZeros(left)].output.maps().boundaryAfter(offset));
        }
        return until;
    }

    /** The lowest byte of the stream that a map still refers to, or {@link Long#MAX_VALUE}. */
    public long lowestMapped() {
        long low = Long.MAX_VALUE;
        for (int left = used; left != 0; left &= left - 1) {
            low = Math.min(low, slots[Integer.numberOfTrailingZeros(left)].output.maps().lowest());
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
        env.halfOpenJoins().forget(connection);
        for (int left = used; left != 0; left &= left - 1) {
            slots[Integer.numberOfTrailingZeros(left)].forget();
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

    /** Whether all that the subflows were given, and their FINs, are acknowledged: none of them repeats anything. */
    public boolean idle() {
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s.tcb.una() < Math.max(s.tcb.end(), s.tcb.next())) {
                return false;
            }
        }
        return true;
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

    /** Whether there is one that was established, and not only tries to open some. */
    public boolean connected() {
        for (int left = used; left != 0; left &= left - 1) {
            if (slots[Integer.numberOfTrailingZeros(left)].tcb.state().synchronised()) {
                return true;
            }
        }
        return false;
    }

    /** Ends a pass: each sends the FIN or the acknowledgement that is due; who joins, the SYN/ACK. */
    public void finish(long nowNs) {
        for (int left = mask(); left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null) {
                s.tcb.output().run(nowNs);
            }
        }
        env.halfOpenJoins().run(connection, nowNs);
    }

    // --- opening

    /**
     * Who joins has proven the keys: now it gets a place.
     *
     * @param welcome whether joins are welcome at all
     * @return a reason to refuse it, or -1
     */
    int admit(Subflow s, boolean welcome) {
        env.halfOpenJoins().remove(s);
        int slot = freeSlot();
        if (!welcome || slot < 0) {
            counters.count(Mib.MPJ_REJECTED);
            counters.count(welcome ? Mib.MPJ_REJECTED_LIMIT : Mib.MPJ_REJECTED_STATE);
            return welcome && !env.habits().refusesAtThirdSegment() ? ResetReason.LACK_OF_RESOURCES : ResetReason.PROHIBITED;
        }
        put(s, slot);
        return -1;
    }

    /** Gives it a place. */
    void put(Subflow s, int slot) {
        if (slot >= slots.length) {
            slots = Arrays.copyOf(slots, Math.max(slot + 1, 2 * slots.length));
        }
        s.slot(slot);
        s.name().id(++admitted);
        slots[slot] = s;
        used |= s.bit();
    }

    /** This one gets the first subflow's place: it is a SYN of the same connection, on another way. */
    void lead(Subflow s) {
        Subflow before = slots[0];
        put(s, 0);
        if (before != null) {
            before.slot(-1);
            plain = plain == before ? s : plain;
        }
    }

    /** Whether one more may be opened, besides so many that are about to be. */
    public boolean hasPlace(int others) {
        int all = Integer.bitCount(used) + others;
        return all < Subflows.MAX && all - withdrawn() < env.config().maxSubflows();
    }

    /** Subflows on addresses that were withdrawn: they end, which takes long where the path is gone, and no limit counts them. */
    int withdrawn() {
        return Integer.bitCount(withdrawn);
    }

    boolean withdrawn(Subflow s) {
        return s.slot() >= 0 && (withdrawn & s.bit()) != 0;
    }

    /** Its address was withdrawn: it ends in order. */
    void withdraw(Subflow s, long nowNs) {
        withdrawn |= s.bit();
        s.withdraw(nowNs);
    }

    /** Where one more has a place, or -1. */
    int freeSlot() {
        return hasPlace(0) ? Integer.numberOfTrailingZeros(~used) : -1;
    }

    // --- taking away

    /** It is CLOSED: policies hear of it while its addresses can be looked at, then its slot is free. */
    public void remove(Subflow s, CloseReason reason, boolean tellPolicies, long nowNs) {
        events.event(s.slot(), "SF_CLOSED", reason.name());
        if (tellPolicies) {
            s.reset().ended(reason);
            policies.onSubflow(s.slot(), SubflowEvent.CLOSED, nowNs);
        }
        slots[s.slot()] = null;
        used &= ~s.bit();
        withdrawn &= ~s.bit();
    }

    /** Explicit removal: its data goes to the others, the peer gets a RST. */
    public void end(Subflow s) {
        if (holds(s)) {
            s.abort(ResetReason.UNSPECIFIED, env.nowNs());
        }
    }

    /** Whether a subflow is on an address of the peer's that has this id and is not this one. */
    boolean usesRemoteId(int remoteId, IpAddress other) {
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s.remoteId() == remoteId && !s.tcb.flow().remote().equals(other)) {
                return true;
            }
        }
        return false;
    }

    public boolean usesLocalId(int localId) {
        for (int left = used; left != 0; left &= left - 1) {
            if (slots[Integer.numberOfTrailingZeros(left)].localId() == localId) {
                return true;
            }
        }
        return false;
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
        env.halfOpenJoins().forget(connection);
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null) { // who was told that one has closed may have ended the others
                s.close(nowNs);
            }
        }
    }

    /** Each gets a RST, with MP_FASTCLOSE if that is asked for (RFC 8684 section 3.5). */
    public void abortAll(boolean fastClose, long nowNs) {
        abortOthers(null, fastClose, nowNs);
    }

    public void abortOthers(Subflow kept, boolean fastClose, long nowNs) {
        env.halfOpenJoins().forget(connection);
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            if (s != null && s != kept) {
                s.reset().fastClosing(fastClose);
                s.abort(s.reset().resetReason(), nowNs);
            }
        }
    }

    // --- changing

    public void setBackup(Subflow s, boolean backup) {
        if (holds(s) && s.backup().local() != backup) {
            s.backup().local(backup);
            s.options.sendPrio(env.nowNs());
            policies.onSubflow(s.slot(), SubflowEvent.PRIORITY, env.nowNs());
            wantOutput.run();
        }
    }

    /** The peer's MP_PRIO. */
    public void onPrio(Subflow on, MptcpOption o, long nowNs) {
        if (session.keys().version() == 1 && o.prioId() >= 0) {
            return; // the form with an address id is version 0's
        }
        counters.count(Mib.PRIO_RX);
        for (int left = used; left != 0; left &= left - 1) {
            Subflow s = slots[Integer.numberOfTrailingZeros(left)];
            boolean meant = s != null && (o.prioId() < 0 ? s == on : s.remoteId() == o.prioId()); // who was told may have ended it
            if (meant && s.backup().remote() != o.prioBackup()) {
                s.backup().remote(o.prioBackup());
                events.event(s.slot(), "SF_PRIO", s.backup().remote() ? "backup" : "regular");
                policies.onSubflow(s.slot(), SubflowEvent.PRIORITY, nowNs);
            }
        }
        wantOutput.run();
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
