package mptcp.core.mp.output;

import mptcp.api.hint.Hint;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.DsMap;
import mptcp.core.mp.data.LimitClock;
import mptcp.core.mp.data.SocketSettings;
import mptcp.core.mp.path.MpSession;
import mptcp.core.mp.path.MpTimers;
import mptcp.core.mp.path.Subflow;
import mptcp.core.mp.path.SubflowSet;
import mptcp.core.mp.policy.PolicySet;
import mptcp.core.tcp.TcpEnv;

/**
 * The output pass of one connection (report, figures 9 to 12): lost segments first, then data that waits to be sent again
 * on another subflow, then new data as the scheduler says, then FINs and acknowledgements. Loop thread only.
 */
public final class Output implements SendRequest {
    private static final int MAX_MAP_BYTES = 0xfffe; // DATA_FIN may add one to the 16-bit length
    private static final long MAX_REDUNDANT_STEP = 0xfffe;

    private final TcpEnv env;
    private final MpSession session;
    private final Withholding withholding;
    private final SubflowSet set;
    private final DataSender tx;
    private final PolicySet policies;
    private final HeadOfLine headOfLine;
    private final Resend resend;
    private final LimitClock limits;
    private final Counters counters;
    private Duplicates duplicates;
    private Kind kind;
    private int asking = -1;
    private int askers;
    private int carriers;
    /** Subflows that the scheduler gives no duplicates in this pass. */
    private int unwilling;
    private long bytes;
    private long offset;
    /** The last pass found nothing to send, nor anything outstanding: one that finds the same has nothing to do. */
    private boolean rested;

    public Output(TcpEnv env, MpSession session, SocketSettings settings, MpTimers timers, SubflowSet set,
            DataSender tx, PolicySet policies, Resend resend, LimitClock limits, Counters counters) {
        this.env = env;
        this.session = session;
        this.withholding = new Withholding(env, settings, timers, tx);
        this.set = set;
        this.tx = tx;
        this.policies = policies;
        this.headOfLine = new HeadOfLine(set, tx, policies, resend);
        this.resend = resend;
        this.limits = limits;
        this.counters = counters;
    }

    // --- SendRequest

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public int asking() {
        return asking;
    }

    @Override
    public int carriers() {
        return carriers;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long streamOffset() {
        return offset;
    }

    @Override
    public Hint hint() {
        return tx.hints.at(offset);
    }

    @Override
    public long deadlineNs() {
        return tx.hints.deadlineNs(offset);
    }

    // --- the pass

    /** An acknowledgement made room on this subflow: it asks for data in the next pass. */
    public void asks(Subflow s) {
        askers |= s.bit();
    }

    /** The window stayed closed; if it is open by now, the next pass sends what it admits, however little (RFC 9293 section 3.8.6.2.1). */
    public void onPersist(long nowNs) {
        if (resend.onPersist(nowNs)) {
            withholding.overrideSillyWindow();
        }
    }

    /** The next pass sends what cork and Nagle's algorithm keep back. */
    public void push() {
        withholding.push();
    }

    /** Sends what was lost, gives the subflows what they are to carry, and sends that. */
    public void fill(long nowNs) {
        tx.hints.now(nowNs);
        boolean rests = tx.isQuiet() && set.idle();
        if (rests && rested) {
            askers = 0;
            withholding.passEnds();
            return;
        }
        rested = rests;
        for (int left = set.mask(); left != 0; left &= left - 1) {
            Subflow s = set.get(Integer.numberOfTrailingZeros(left));
            if (s != null && s.tcb.state().synchronised()) {
                s.tcb.resend(nowNs);
            }
        }
        if (session.plain()) {
            plain(nowNs);
        } else if (session.fullyEstablished() || session.earlyData()) {
            schedule(nowNs);
        }
        for (int left = set.mask(); left != 0; left &= left - 1) {
            Subflow s = set.get(Integer.numberOfTrailingZeros(left));
            if (s != null) {
                s.tcb.output().sendMapped(nowNs);
            }
        }
        withholding.passEnds();
    }

    /** Ends the pass with what leaves behind the data: FINs, and acknowledgements that are owed. */
    public void finish(long nowNs) {
        set.finish(nowNs);
    }

    /** Plain TCP: the only subflow gets whatever the peer's window admits. */
    private void plain(long nowNs) {
        Subflow s = set.plain();
        if (s == null || !s.active()) {
            return;
        }
        while (true) {
            long can = tx.sendable();
            if (can <= 0 || s.tcb.queued() >= s.tcb.cwnd() || withholding.holds(can, s.tcb.sizes().next(), s.tcb.rtt().rtoNs(), false, nowNs)) {
                if (tx.ended() && tx.unmapped() == 0) {
                    s.tcb.shutdown(nowNs); // the FIN goes with the last of the data, if that has not left
                }
                limited(can, nowNs);
                return;
            }
            int length = (int) Math.min(Math.min(can, tx.records.after(tx.next()) - tx.next()), s.tcb.sizes().piece());
            s.output.map(tx.next(), length, 0, nowNs);
            tx.mapped(length, s.tcb.sizes().next());
        }
    }

    private void schedule(long nowNs) {
        int usable = set.usable();
        if (usable == 0) {
            limited(tx.sendable(), nowNs);
            return;
        }
        unwilling = 0;
        if (!policies.duplicates()) {
            forgetDuplicates();
        } else if (duplicates == null) {
            duplicates = new Duplicates(set, tx);
        }
        if (tx.hasReinject()) {
            env.counters().count(Mib.TASK_REXMIT);
        }
        while (next(nowNs)) {
            asking = askers == 0 ? -1 : Integer.numberOfTrailingZeros(askers);
            env.counters().count(Mib.SCHEDULER_CALLS);
            long grant = policies.select(this, nowNs);
            int mask = (int) grant;
            if (grant == PacketScheduler.WAIT && kind == Kind.DUPLICATE) {
                unwilling |= usable & ~carriers; // new data may still be wanted
                continue;
            }
            if (grant == PacketScheduler.WAIT) {
                if (askers == 0) {
                    env.counters().count(Mib.SCHEDULER_WAITS);
                    break;
                }
                askers &= askers - 1; // the next of those that asked
                continue;
            }
            if ((mask & usable) == 0 || grant < 0) {
                policies.misplaced("scheduler named " + Integer.toBinaryString(mask)
                        + ", usable are " + Integer.toBinaryString(usable)
                        + ", and granted " + (int) (grant >>> 32) + " bytes");
                break;
            }
            if (!place(allowed(mask & usable), (int) (grant >>> 32), nowNs)) {
                break;
            }
        }
        askers = 0;
        limited(tx.sendable(), nowNs);
    }

    private void forgetDuplicates() {
        if (duplicates != null) {
            duplicates.forget();
            duplicates = null;
        }
    }

    /** Of these, those that may take the bytes; another if the scheduler named none. */
    private int allowed(int mask) {
        int able = mask & ~carriers;
        return able != 0 ? able : Integer.lowestOneBit(set.usable() & ~carriers);
    }

    /** Whether no window admits a whole segment; in plain TCP, not a byte. */
    private boolean windowsFull(int mask) {
        for (int left = mask; left != 0; left &= left - 1) {
            Subflow s = set.get(Integer.numberOfTrailingZeros(left));
            if (s != null && s.tcb.room() >= (session.plain() ? 1 : s.tcb.segmentPayload())) {
                return false;
            }
        }
        return true;
    }

    /** Finds what is to be sent next. */
    private boolean next(long nowNs) {
        carriers = 0;
        if (reinjection()) {
            return true;
        }
        if (duplicates != null && duplicate()) {
            return true;
        }
        carriers = 0;
        long can = tx.sendable();
        if (can > 0 && (can >= MAX_MAP_BYTES || !withholding.holds(can, set.smallestSegment(), 0, set.idle(), nowNs))) {
            kind = Kind.NEW_DATA;
            offset = tx.next();
            bytes = Math.min(can, tx.pieceEnd(offset) - offset);
            return true;
        }
        boolean byWindow = can < tx.unmapped() && can < set.smallestSegment(); // a rest too small to use is no window
        if (byWindow || allIsOut()) {
            headOfLine.blocked(nowNs);
            return reinjection();
        }
        return false;
    }

    /** The send buffer is full of what subflows carry: the application may not write more before the oldest of it is acknowledged. */
    private boolean allIsOut() {
        return tx.unmapped() < set.smallestSegment() && tx.buffer.room() == 0;
    }

    /** What waits to be sent again and has a subflow to go to; what has none is asked for again by the data-level timer. */
    private boolean reinjection() {
        while (tx.hasReinject()) {
            offset = tx.reinjectStart();
            long end = Math.min(tx.reinjectEnd(), set.barredUntil(offset));
            carriers = set.barred(offset);
            if ((set.usable() & ~carriers) != 0) {
                kind = Kind.REINJECT;
                bytes = Math.min(end, tx.pieceEnd(offset)) - offset;
                return true;
            }
            tx.dropReinject(offset, end);
        }
        carriers = 0;
        return false;
    }

    /** What a scheduler that wants duplicates may repeat: before new data, so that no subflow falls behind for ever. */
    private boolean duplicate() {
        if (!duplicates.find(unwilling)) {
            return false;
        }
        kind = Kind.DUPLICATE;
        offset = duplicates.start();
        bytes = Math.min(MAX_REDUNDANT_STEP, Math.min(duplicates.end(), tx.pieceEnd(offset)) - offset);
        carriers = duplicates.carriers();
        return true;
    }

    /** Gives each of the subflows a map of these bytes. @return false if none took any */
    private boolean place(int mask, int quantum, long nowNs) {
        int length = (int) Math.min(bytes, MAX_MAP_BYTES);
        for (int left = mask; left != 0; left &= left - 1) {
            Subflow s = set.get(Integer.numberOfTrailingZeros(left));
            if (s == null) {
                return false; // who was asked has ended the connection meanwhile
            }
            length = Math.min(length, quantum > 0 ? quantum : s.tcb.sizes().piece());
        }
        boolean placed = false;
        for (int left = mask; left != 0; left &= left - 1) {
            int sf = Integer.numberOfTrailingZeros(left);
            Subflow s = set.get(sf);
            if (s == null) {
                return false; // who was told has
            }
            if (s.tcb.room() <= 0 && s.tcb.queued() >= MAX_MAP_BYTES) {
                continue; // the scheduler grants more than the window takes; what is queued is enough
            }
            boolean again = kind != Kind.NEW_DATA;
            s.output.map(offset, length, again ? DsMap.IS_REXMIT : 0, nowNs);
            policies.onSent(sf, offset, length, nowNs);
            askers &= ~s.bit();
            placed = true;
        }
        if (!placed || set.mask() == 0) {
            return false;
        }
        switch (kind) {
            case NEW_DATA -> tx.mapped(length,
                    set.get(Integer.numberOfTrailingZeros(mask)).tcb.segmentPayload());
            case REINJECT -> {
                tx.reinjectSent(offset, offset + length);
                counters.count(Mib.DATA_REINJECT);
            }
            default -> { }
        }
        return true;
    }

    /** Notes what keeps the connection from sending more. */
    private void limited(long can, long nowNs) {
        limits.is(limit(can), nowNs);
    }

    private LimitClock.Limit limit(long can) {
        long unmapped = tx.unmapped();
        if (unmapped == 0 || unmapped <= can && unmapped < set.smallestSegment()) {
            return tx.buffer.room() == 0 ? LimitClock.Limit.SEND_BUFFER : LimitClock.Limit.APPLICATION;
        }
        int usable = set.usable();
        if (usable == 0) {
            return LimitClock.Limit.NO_PATH;
        }
        if (can < unmapped && can < set.smallestSegment()) {
            boolean others = !session.plain() && Integer.bitCount(usable) > 1 && tx.unacked() > 0;
            return others ? LimitClock.Limit.HEAD_OF_LINE : LimitClock.Limit.RECEIVE_WINDOW;
        }
        return windowsFull(usable) ? LimitClock.Limit.CONGESTION_WINDOW : LimitClock.Limit.SCHEDULER;
    }
}
