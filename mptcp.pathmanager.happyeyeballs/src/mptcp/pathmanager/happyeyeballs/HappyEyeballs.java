package mptcp.pathmanager.happyeyeballs;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mptcp.api.address.Endpoint;
import mptcp.api.path.FirstPaths;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyStatistics;
import mptcp.api.policy.SubflowEvent;

/**
 * Opens a connection on whichever way answers first (RFC 8305 section 5): a SYN on the preferred way, and after each delay, or as
 * soon as that one fails, a SYN on the next. As section 4 has it for the families of addresses, the next way shares as little as
 * possible with those that were tried: family, link, address of the peer. Ways by dear links come after all others. It opens no
 * further subflows.
 */
final class HappyEyeballs implements PathManager {
    private static final String COST = "cost";

    private final long delayNs;
    private final PolicyStatistics.Counter planned;
    private final PolicyStatistics.Gauge answered;
    private final List<Way> order = new ArrayList<>();
    private PathCommands commands;

    private record Way(int number, InetAddress local, InetSocketAddress remote, String link, long cost) {
        boolean isV4() {
            return local.getAddress().length == 4;
        }
    }

    HappyEyeballs(long delayNs, PolicyStatistics statistics) {
        this.delayNs = delayNs;
        planned = statistics.counter("ways", "ways on which the connection would have been tried");
        answered = statistics.gauge("answered", "which of them answered first, from 1; 0: none so far");
    }

    @Override
    public void attach(PathCommands paths, ConnectionInfo connection, long nowNs) {
        commands = paths;
    }

    @Override
    public void onOpening(FirstPaths paths, long nowNs) {
        List<Way> left = new ArrayList<>();
        for (int i = 0; i < paths.count(); i++) {
            long cost = isBackup(paths.local(i)) ? Long.MAX_VALUE : paths.tags(i).number(COST, 0);
            left.add(new Way(i, paths.local(i), paths.remote(i), paths.link(i), cost));
        }
        Map<Object, Integer> tried = new HashMap<>();
        while (!left.isEmpty()) {
            Way next = left.getFirst();
            for (Way each : left) {
                boolean cheaper = each.cost < next.cost;
                next = cheaper || each.cost == next.cost && shares(each, tried) < shares(next, tried) ? each : next;
            }
            left.remove(next);
            order.add(next);
            tried.merge(next.isV4(), 1, Integer::sum);
            tried.merge(next.link, 1, Integer::sum);
            tried.merge(next.remote, 1, Integer::sum);
            paths.attempt(next.number, delayNs);
        }
        planned.add(order.size());
    }

    private boolean isBackup(InetAddress local) {
        for (Endpoint each : commands.endpoints()) {
            if (each.address().equals(local)) {
                return each.backup();
            }
        }
        return false;
    }

    /** How often something of it was tried. */
    private static int shares(Way w, Map<Object, Integer> tried) {
        return tried.getOrDefault(w.isV4(), 0) + tried.getOrDefault(w.link, 0) + tried.getOrDefault(w.remote, 0);
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.ESTABLISHED && !order.isEmpty()) {
            for (int i = 0; i < order.size(); i++) {
                Way w = order.get(i);
                if (w.remote.equals(commands.remote(sf)) && w.local.equals(commands.local(sf).getAddress())) {
                    answered.set(i + 1);
                }
            }
            order.clear();
        }
    }
}
