package mptcp.pathmanager.reestablish;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathCommands.RemoteAddress;
import mptcp.api.path.PathManager;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.SubflowEvent;

/**
 * Opens lost subflows again, between the same addresses: after a delay that doubles with each failure (as in RFC 6298
 * section 5.5), and at once when its local address comes back. When the last subflow is lost (break before make, RFC
 * 8684 sections 3.3.3 and 3.4) nothing is delayed, and where the old local address is gone any other of the family is
 * used, so a connection survives a change of network as long as the core keeps it without subflows.
 *
 * <p>Only the active opener does this, since its ephemeral port cannot be connected to, and only to what the peer has and
 * may be joined at ({@link PathCommands#joinable}). New addresses are other path managers' business; {@code chain}
 * combines them.
 */
public final class Reestablish implements PathManager {
    private static final long NS_PER_MS = 1_000_000;

    private final long firstNs;
    private final long longestNs;
    private final List<LostSubflow> lost = new ArrayList<>();
    private PathCommands commands;
    private ConnectionInfo connection;
    private int up;
    /** The subflow whose end is being told; its slot is in use until the call returns. */
    private int ending;

    /**
     * @param firstMs delay before the first attempt, in milliseconds
     * @param longestMs bound of the delay
     */
    public Reestablish(int firstMs, int longestMs) {
        this.firstNs = firstMs * NS_PER_MS;
        this.longestNs = Math.max(firstMs, longestMs) * NS_PER_MS;
    }

    @Override
    public void attach(PathCommands commands, ConnectionInfo connection, long nowNs) {
        this.commands = commands;
        this.connection = connection;
        up = commands.established() ? commands.subflows() : 0;
    }

    @Override
    public void onEstablished(long nowNs) {
        up |= commands.subflows();
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.ESTABLISHED) {
            up |= 1 << sf;
            forget(sf);
        } else if (event == SubflowEvent.CLOSED && (up & 1 << sf) != 0) {
            up &= ~(1 << sf);
            ending = 1 << sf;
            remember(sf, nowNs);
            ending = 0;
        }
    }

    @Override
    public void onTimer(long nowNs) {
        for (LostSubflow each : lost) {
            if (each.dueNs - nowNs <= 0) {
                attempt(each, nowNs);
            }
        }
        schedule(nowNs);
    }

    @Override
    public void onLocalAddress(InetAddress address, boolean present, long nowNs) {
        if (present) {
            for (LostSubflow each : lost) {
                if (each.local.equals(address) || up == 0) {
                    each.restart(firstNs);
                    attempt(each, nowNs);
                }
            }
            schedule(nowNs);
        }
    }

    @Override
    public void onRemoveAddr(int addressId, long nowNs) {
        lost.removeIf(each -> each.remoteId == addressId);
    }

    private void remember(int sf, long nowNs) {
        int id = commands.remoteId(sf);
        if (!connection.initiator() || !isJoinable(id)) {
            return;
        }
        lost.add(new LostSubflow(commands.local(sf).getAddress(), commands.remote(sf), id, commands.backup(sf), firstNs, nowNs));
        if (up == 0) {
            for (LostSubflow each : lost) {
                each.restart(firstNs);
                attempt(each, nowNs);
            }
        }
        schedule(nowNs);
    }

    /** Whether the peer has this address, and has not withdrawn it: the core knows. */
    private boolean isJoinable(int remoteId) {
        for (RemoteAddress each : commands.joinable()) {
            if (each.addressId() == remoteId) {
                return true;
            }
        }
        return false;
    }

    /** A subflow came up: whoever opened it, one that was lost between its addresses is back. */
    private void forget(int sf) {
        for (int i = 0; i < lost.size(); i++) {
            if (isBetween(sf, lost.get(i))) {
                lost.remove(i);
                return;
            }
        }
    }

    private void attempt(LostSubflow each, long nowNs) {
        InetAddress from = localFor(each);
        if (from != null && !isPending(each)) {
            each.triedFrom = from;
            commands.open(from, each.remote, each.backup);
        }
        each.backOff(nowNs, longestNs);
    }

    /** The old address if the host still has it, else another of its family; null if there is none. */
    private InetAddress localFor(LostSubflow each) {
        InetAddress other = null;
        for (InetAddress local : commands.localAddresses()) {
            if (local.equals(each.local)) {
                return local;
            }
            boolean alike = local.getClass() == each.local.getClass()
                    && local.isLinkLocalAddress() == each.local.isLinkLocalAddress()
                    && local.isLoopbackAddress() == each.local.isLoopbackAddress();
            other = other == null && alike ? local : other;
        }
        return up == 0 ? other : null;
    }

    /** Whether an earlier attempt still waits for the peer's answer. */
    private boolean isPending(LostSubflow each) {
        for (int rest = commands.subflows() & ~up & ~ending; rest != 0; rest &= rest - 1) {
            if (isBetween(Integer.numberOfTrailingZeros(rest), each)) {
                return true;
            }
        }
        return false;
    }

    private boolean isBetween(int sf, LostSubflow each) {
        return commands.local(sf).getAddress().equals(each.triedFrom) && commands.remote(sf).equals(each.remote);
    }

    private void schedule(long nowNs) {
        long next = Long.MAX_VALUE;
        for (LostSubflow each : lost) {
            next = Math.min(next, each.dueNs - nowNs);
        }
        if (next != Long.MAX_VALUE) {
            commands.timer(Math.max(1, next));
        }
    }
}
