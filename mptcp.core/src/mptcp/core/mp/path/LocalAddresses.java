package mptcp.core.mp.path;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.address.Endpoint;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.MptcpOption;

/**
 * What this end has told the peer of its own addresses (RFC 8684 section 3.4): which are announced, which are withdrawn, and
 * which id each has. The first subflow's address needs no announcement, since the peer knows it, until it was withdrawn.
 *
 * <p>ADD_ADDR is repeated until its echo comes. One goes when the one before was answered, or had its time: Linux takes one at a time, and drops
 * without an answer what comes while it has yet to act on another. REMOVE_ADDR has no echo (section 3.4.2), so nothing shows that it arrived,
 * and repeating it on a path that delivers would only repeat it. It is told again where the path shows that it does not: the
 * subflow that carried it ends, or runs into a timeout, before something sent later on it was acknowledged or a
 * retransmission timeout went by. Until then its id is not used for another address. Loop thread only.
 */
public final class LocalAddresses {
    private static final int MAX_TRIES = 4;

    private final PathEnv env;
    private final Connection connection;
    private final MpSession session;
    private final SubflowSet subflows;
    private final MpTimers timers;
    private final Counters counters;
    private final List<Announcement> announced = new ArrayList<>();
    private final List<Withdrawal> withdrawn = new ArrayList<>();
    private AddressIds ids;
    /** The peer was told that the first subflow's address is gone: joins from there may have its id 0 again, but announce nothing. */
    private boolean firstWithdrawn;
    /** Numbers what is sent, so that an echo tells what was sent before it. */
    private long order;

    private static final class Announcement {
        final int id;
        /** The subflow that carried it last, or null. */
        Subflow on;
        long order;
        boolean echoed;
        /** 0: it waits for those before it. */
        int tries;
        long dueNs;

        Announcement(int id) {
            this.id = id;
        }
    }

    private static final class Withdrawal {
        final int id;
        /** The subflow that carried it, or null while none could. */
        Subflow on;
        long order;
        /** What was sent on it by then. */
        long sentUpTo;
        int tries;
        long dueNs;

        Withdrawal(int id) {
            this.id = id;
        }

        boolean delivered() {
            return on != null && on.tcb().una() > sentUpTo;
        }
    }

    public LocalAddresses(PathEnv env, Connection connection, MpSession session, SubflowSet subflows, MpTimers timers, Counters counters) {
        this.env = env;
        this.connection = connection;
        this.session = session;
        this.subflows = subflows;
        this.timers = timers;
        this.counters = counters;
    }

    private AddressIds ids() {
        if (ids == null) { // the first subflow's addresses are known by now
            ids = new AddressIds(session.initialFlow().local(), session.initialFlow().localPort(), env::endpoints, this::held);
        }
        return ids;
    }

    private boolean held(int id) {
        return subflows.usesLocalId(id) || announcement(id) != null || withdrawal(id) != null
                || env.halfOpenJoins().usesLocalId(connection, id, env.nowNs());
    }

    private Announcement announcement(int id) {
        for (int i = 0; i < announced.size(); i++) {
            if (announced.get(i).id == id) {
                return announced.get(i);
            }
        }
        return null;
    }

    private Withdrawal withdrawal(int id) {
        for (int i = 0; i < withdrawn.size(); i++) {
            if (withdrawn.get(i).id == id) {
                return withdrawn.get(i);
            }
        }
        return null;
    }

    // --- for joins

    /** The id of the address that a join leaves from, or -1 if none is free. */
    public int idOf(IpAddress address) {
        return allocate(address, 0);
    }

    /** The id under which the peer knows where its join went: an announced port has one of its own. -1: none is free */
    public int idOf(IpAddress address, int port) {
        int exact = ids().find(address, port);
        return exact >= 0 && (exact == AddressIds.FIRST || announcement(exact) != null) ? exact : allocate(address, 0);
    }

    private int allocate(IpAddress address, int port) {
        settle();
        int id = ids().of(address, port);
        if (id == AddressIds.NONE) {
            counters.count(Mib.ADDR_ID_NONE_FREE);
        }
        return id;
    }

    /** Whether a join may come here: to the first subflow's port, or one that was announced with the address. */
    public boolean joinable(IpAddress address, int port) {
        if (port == session.initialFlow().localPort()) {
            return true;
        }
        int id = ids().find(address, port);
        return id > AddressIds.FIRST && announcement(id) != null;
    }

    /** Whether the host's list says that subflows at this address are backups, whoever opens them. */
    public boolean isBackup(IpAddress address) {
        for (Endpoint e : env.endpoints()) {
            if (e.backup() && IpAddress.of(e.address()).equals(address)) {
                return true;
            }
        }
        return false;
    }

    // --- announcing

    /**
     * Announces an address, unless the peer knows it already: an earlier announcement, or the first subflow, told it.
     *
     * @return its id, or -1 if none is free
     */
    public int announce(IpAddress address, int port, long nowNs) {
        int id = allocate(address, port);
        boolean told = id == AddressIds.FIRST && !firstWithdrawn || announcement(id) != null;
        if (id == AddressIds.NONE || told) {
            return id;
        }
        Announcement a = new Announcement(id);
        announced.add(a);
        sendNext(nowNs);
        env.counters().count(Mib.TASK_PCB_CREATE);
        return id;
    }

    /** Sends those whose turn it is. */
    private void sendNext(long nowNs) {
        Announcement next = waiting();
        while (next != null && !awaitsEcho(nowNs)) {
            send(next, nowNs);
            next = waiting();
        }
    }

    private Announcement waiting() {
        for (int i = 0; i < announced.size(); i++) {
            if (announced.get(i).tries == 0) {
                return announced.get(i);
            }
        }
        return null;
    }

    /** A peer that does not answer holds up nothing for longer than the first repetition takes. */
    private boolean awaitsEcho(long nowNs) {
        for (int i = 0; i < announced.size(); i++) {
            Announcement a = announced.get(i);
            if (!a.echoed && a.tries == 1 && a.dueNs > nowNs) {
                return true;
            }
        }
        return false;
    }

    private void send(Announcement a, long nowNs) {
        Subflow s = subflows.forSignals();
        a.tries++;
        long longest = env.config().addAddressTimeoutNs();
        a.dueNs = nowNs + (Math.min(longest, subflows.signalTimeoutNs(0)) << a.tries - 1);
        a.on = s;
        a.order = ++order;
        if (s != null) {
            s.options.sendAddAddress(false, a.id, ids().address(a.id), ids().port(a.id), nowNs);
        }
        if (session.keys().version() == 0 || longest == 0) {
            a.echoed = true; // version 0 has no echo; and nothing is to be waited for
        } else {
            timers.setEarlier(MpTimers.ADD_ADDR, a.dueNs);
        }
    }

    /** The peer has heard of an announcement. One of an address that had this id before says nothing of the present one. */
    void onEcho(MptcpOption o) {
        Announcement a = announcement(o.addId());
        boolean same = a != null && ids().address(a.id).equals(new IpAddress(o.addHi(), o.addLo()))
                && ids().port(a.id) == o.addPort();
        if (same) {
            a.echoed = true;
            if (a.tries == 1) { // else it may answer an earlier one
                withdrawn.removeIf(w -> w.on == a.on && w.order < a.order); // the same path delivered what came later
            }
            sendNext(env.nowNs());
        }
    }

    // --- withdrawing

    /** @return whether the id stood for an address */
    public boolean withdraw(int id, long nowNs) {
        if (!ids().known(id)) {
            return false;
        }
        announced.removeIf(a -> a.id == id);
        ids().withdraw(id);
        firstWithdrawn |= id == AddressIds.FIRST;
        if (withdrawal(id) == null) {
            Withdrawal w = new Withdrawal(id);
            withdrawn.add(w);
            send(w, nowNs);
        }
        sendNext(nowNs);
        return true;
    }

    /** An address of ours is no more: the peer is told by the ids it knows it by (RFC 8684 section 3.4.2). */
    public void gone(IpAddress address, long nowNs) {
        for (int id = AddressIds.FIRST; id <= AddressIds.MOST; id++) {
            if (ids().known(id) && ids().address(id).equals(address)) {
                withdraw(id, nowNs);
            }
        }
    }

    private void send(Withdrawal w, long nowNs) {
        Subflow s = subflows.forSignals(w.id);
        if (s == null || !put(w, s, nowNs)) {
            w.on = null;
        } else {
            s.tcb().sendAck(nowNs);
        }
    }

    /** Puts it on the next acknowledgement of this subflow. @return false if that withdraws as many as it can already */
    private boolean put(Withdrawal w, Subflow s, long nowNs) {
        if (!s.options.removeAddress(w.id)) {
            return false;
        }
        w.on = s;
        w.order = ++order;
        w.sentUpTo = s.tcb().next();
        w.tries++;
        w.dueNs = nowNs + s.tcb().rtt().rtoNs();
        timers.setEarlier(MpTimers.ADD_ADDR, w.dueNs);
        return true;
    }

    /** Withdrawals that need no further thought: their ids are free again. */
    private void settle() {
        withdrawn.removeIf(Withdrawal::delivered);
    }

    // --- time and subflows

    /** What waits for an echo, or for a sign that its path delivers. */
    public void onTimer(long nowNs) {
        for (Announcement a : announced) {
            if (!a.echoed && a.tries > 0 && a.tries < MAX_TRIES && a.dueNs <= nowNs) {
                send(a, nowNs);
            }
        }
        sendNext(nowNs);
        settle();
        withdrawn.removeIf(w -> w.on != null && w.dueNs <= nowNs && (w.on.tcb().timeouts() == 0 || w.tries >= MAX_TRIES));
        for (Withdrawal w : withdrawn) {
            if (w.on != null && w.dueNs <= nowNs) {
                send(w, nowNs);
            }
        }
        arm();
    }

    private void arm() {
        long next = Long.MAX_VALUE;
        for (Announcement a : announced) {
            next = a.echoed || a.tries == 0 || a.tries >= MAX_TRIES ? next : Math.min(next, a.dueNs);
        }
        for (Withdrawal w : withdrawn) {
            next = w.on == null ? next : Math.min(next, w.dueNs);
        }
        if (next != Long.MAX_VALUE) {
            timers.set(MpTimers.ADD_ADDR, next);
        }
    }

    /**
     * A subflow that can tell the peer what went while there was none, so that the peer ends its subflows there instead of
     * keeping their slots.
     */
    public void onSubflowEstablished(Subflow s, long nowNs) {
        boolean any = false;
        for (Withdrawal w : withdrawn) {
            if (w.on == null) {
                if (!put(w, s, nowNs)) {
                    s.tcb().sendAck(nowNs);
                    put(w, s, nowNs);
                }
                any = true;
            }
        }
        if (any) {
            s.tcb().sendAck(nowNs);
        }
    }

    /** A subflow is gone, and with it perhaps what it had to tell. */
    public void onSubflowClosed(Subflow s, long nowNs) {
        settle();
        for (Withdrawal w : withdrawn) {
            if (w.on == s) {
                send(w, nowNs);
            }
        }
    }
}
