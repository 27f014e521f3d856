package mptcp.scheduler.roundrobin;

import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.support.Candidates;

/**
 * The scheduler of the FreeBSD-MPTCP v0.4 report (CAIA technical report 140822A, section III-F, figures 9 to 12).
 *
 * <p><b>SFF_SEND_WAIT</b> (figure 10, the application writes: {@code asking() == -1}) is a mask. The list of subflows
 * is walked from the master, the lowest slot, on: a subflow without the flag gets it and the walk goes on; the first
 * one that has it loses it and is chosen; at the end of the list the master is. As in the report, the walk is left out
 * for a single subflow. One map is one write: where tcp_usr_send() hands a large write to one subflow, here it is asked
 * about again.
 *
 * <p><b>SFF_DATA_WAIT</b> (figure 11 left, an acknowledgement made room: {@code asking() >= 0}) is a mask too. In the
 * report a subflow gets the flag when it calls find_dsmap() in tcp_output() and gets no map. Here maps are given one at
 * a time, and whenever one subflow gets a map, the others that could have sent got none: they wait. Getting one clears
 * the flag.
 *
 * <p><b>The data scheduler task</b> (figure 11 right) is enqueued when a subflow that asked got its map and the count
 * of waiting ones is above zero; it goes through the list once and lets each send that waits and is not in retransmit.
 * Here the task is the mask of those whose turn is still to come: they are served before anybody's next request is.
 * Thus data is spread over the subflows rather than sent back-to-back on one.
 *
 * <p><b>Data-level retransmission</b> (figures 12 and 13, right): the core asks for it before new data, and it goes to
 * the first subflow that is not in retransmit and does not carry it.
 *
 * <p>What the report leaves to tcp_output(), not sending on a full window, is done here: a chosen subflow without room
 * leaves the data to the waiting ones, and {@link PacketScheduler#WAIT} is answered only if nobody has room. Backups,
 * stale subflows and those in a timeout are passed over as {@link Candidates#of} says.
 */
public final class RoundRobin implements PacketScheduler {
    private final int quantumBytes;
    private int sendWait;
    private int dataWait;
    private int task;

    /** @param quantumBytes how much a subflow gets at a time; 0: one segment, as in the report */
    public RoundRobin(int quantumBytes) {
        this.quantumBytes = quantumBytes;
    }

    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        if (request.kind() != SendRequest.Kind.NEW_DATA) {
            return toFirst(Candidates.forReinjection(request, subflows));
        }
        int candidates = Candidates.of(subflows);
        int open = Candidates.withRoom(candidates, request, subflows);
        if (open == 0) {
            return WAIT;
        }
        int ready = open & ~Candidates.inRetransmit(open, subflows);
        return PacketScheduler.grant(request.asking() < 0
                ? onWrite(candidates, open, ready)
                : onAsk(1 << request.asking(), open, ready), quantumBytes);
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, Subflows subflows, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            sendWait &= ~(1 << sf);
            dataWait &= ~(1 << sf);
            task &= ~(1 << sf);
        }
    }

    /** Figure 10. Arguments and answers of the methods from here on are masks. */
    private int onWrite(int candidates, int open, int ready) {
        int chosen = sendWaitWalk(candidates);
        return give((open & chosen) != 0 ? chosen : runTask(ready, open), open);
    }

    /** Figure 11: an earlier task goes first; else the one who asks is served, and leaves a task to those who wait. */
    private int onAsk(int asking, int open, int ready) {
        if ((task & ready) != 0 || (open & asking) == 0) {
            return give(runTask(ready, open), open);
        }
        give(asking, open);
        task = dataWait & ready;
        return asking;
    }

    /** One gets a map, and the others with room none. */
    private int give(int chosen, int open) {
        dataWait = (dataWait | open) & ~chosen;
        return chosen;
    }

    /** The walk over the list of subflows. */
    private int sendWaitWalk(int candidates) {
        int master = Integer.lowestOneBit(candidates);
        if (candidates == master) {
            return master;
        }
        for (int rest = candidates; rest != 0; rest &= rest - 1) {
            int bit = Integer.lowestOneBit(rest);
            if ((sendWait & bit) != 0) {
                sendWait &= ~bit;
                return bit;
            }
            sendWait |= bit;
        }
        return master;
    }

    /** Figure 11 right: whose turn it is of those who wait. */
    private int runTask(int ready, int open) {
        task &= ready;
        if (task == 0) {
            task = (dataWait & ready) != 0 ? dataWait & ready : ready;
        }
        int chosen = Integer.lowestOneBit(task != 0 ? task : open);
        task &= ~chosen;
        return chosen;
    }

    private long toFirst(int mask) {
        return mask == 0 ? WAIT : PacketScheduler.grant(Integer.lowestOneBit(mask), quantumBytes);
    }
}
