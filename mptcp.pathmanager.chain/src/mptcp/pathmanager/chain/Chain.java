package mptcp.pathmanager.chain;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import mptcp.api.path.FirstPaths;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.SubflowEvent;

/**
 * Several path managers of one connection, each told of every event, in order. A join is admitted if all admit it. Each
 * has a timer of its own. Commands take effect after the event, so a member could not see what an earlier one did in
 * the same event; therefore the same subflow is opened once per event, and the same address announced once.
 */
public final class Chain implements PathManager {
    private static final long NONE = Long.MAX_VALUE;

    private final PathManager[] members;
    private final List<MemberContext> contexts;
    private MemberCommands[] views;
    private PathCommands commands;
    private long armedNs = NONE;

    /**
     * @param members in the order in which they are told; copied
     * @param contexts what each was made with
     */
    Chain(List<PathManager> members, List<MemberContext> contexts) {
        this.contexts = List.copyOf(contexts);
        this.members = members.toArray(PathManager[]::new);
    }

    @Override
    public void attach(PathCommands commands, ConnectionInfo connection, long nowNs) {
        this.commands = commands;
        SharedCommands shared = new SharedCommands(commands, connection);
        views = new MemberCommands[members.length];
        for (int i = 0; i < members.length; i++) {
            views[i] = new MemberCommands(i, shared);
            contexts.get(i).commands(views[i]);
        }
        begin(nowNs);
        for (int i = 0; i < members.length; i++) {
            members[i].attach(views[i], connection, nowNs);
        }
        end(nowNs);
    }

    /** The first member that says something decides. */
    @Override
    public void onOpening(FirstPaths paths, long nowNs) {
        begin(nowNs);
        FirstAnswer answer = new FirstAnswer(paths);
        for (int i = 0; i < members.length && !answer.given(); i++) {
            members[i].onOpening(answer, nowNs);
        }
        end(nowNs);
    }

    @Override
    public void onEstablished(long nowNs) {
        begin(nowNs);
        for (PathManager member : members) {
            member.onEstablished(nowNs);
        }
        end(nowNs);
    }

    @Override
    public boolean acceptJoin(InetSocketAddress local, InetSocketAddress remote, long nowNs) {
        for (PathManager member : members) {
            if (!member.acceptJoin(local, remote, nowNs)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void onLocalAddress(InetAddress address, boolean present, long nowNs) {
        begin(nowNs);
        for (PathManager member : members) {
            member.onLocalAddress(address, present, nowNs);
        }
        end(nowNs);
    }

    @Override
    public void onAddAddr(int addressId, InetAddress address, int port, long nowNs) {
        begin(nowNs);
        for (PathManager member : members) {
            member.onAddAddr(addressId, address, port, nowNs);
        }
        end(nowNs);
    }

    @Override
    public void onRemoveAddr(int addressId, long nowNs) {
        begin(nowNs);
        for (PathManager member : members) {
            member.onRemoveAddr(addressId, nowNs);
        }
        end(nowNs);
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        begin(nowNs);
        for (PathManager member : members) {
            member.onSubflow(sf, event, nowNs);
        }
        end(nowNs);
    }

    @Override
    public void onTimer(long nowNs) {
        begin(nowNs);
        armedNs = NONE;
        for (int i = 0; i < members.length; i++) {
            if (views[i].expires(nowNs)) {
                members[i].onTimer(nowNs);
            }
        }
        end(nowNs);
    }

    @Override
    public void onConfiguration(long nowNs) {
        begin(nowNs);
        for (PathManager member : members) {
            member.onConfiguration(nowNs);
        }
        end(nowNs);
    }

    @Override
    public void detach() {
        for (PathManager member : members) {
            member.detach();
        }
    }

    private void begin(long nowNs) {
        for (MemberCommands view : views) {
            view.begin(nowNs);
        }
    }

    /** Arms the one timer for the member whose time comes first. */
    private void end(long nowNs) {
        long next = NONE;
        for (MemberCommands view : views) {
            next = Math.min(next, view.dueNs());
        }
        if (next != NONE && next != armedNs) {
            armedNs = next;
            commands.timer(Math.max(1, next - nowNs));
        }
    }
}
