package mptcp.core.mp.path;

import java.util.function.Predicate;
import mptcp.api.path.PathCommands.RemoteAddress;
import mptcp.core.mib.Mib;
import mptcp.core.tcp.TcpState;
import mptcp.core.wire.IpAddress;

/** How the subflows on an address end that was withdrawn, by either end (RFC 8684 section 3.4.2). Loop thread only. */
final class WithdrawnAddresses {
    /** Subflows that may take their time to end: where hosts move again and again, each would wait for the answer to its FIN. */
    private static final int MOST_ENDING = 4;

    private final PathEnv env;
    private final SubflowSet set;

    WithdrawnAddresses(PathEnv env, SubflowSet set) {
        this.env = env;
        this.set = set;
    }

    /** The peer withdrew an address. @return whether a subflow was on it */
    boolean ofRemote(int remoteId) {
        return each(s -> s.remoteId() == remoteId) > 0;
    }

    /** Subflows that are being opened to an address which the peer has withdrawn since, whose id they do not know yet. */
    void ofAttempts(RemoteAddress gone, int port) {
        IpAddress address = IpAddress.of(gone.address());
        each(s -> s.tcb.state() == TcpState.SYN_SENT && !s.initial && s.tcb.flow().remotePort() == port
                && s.tcb.flow().remote().equals(address));
    }

    /** This end did. */
    void ofLocal(int localId) {
        env.counters().add(Mib.RM_SUBFLOW, each(s -> s.localId() == localId));
    }

    /** A path manager closes it. */
    void closed(Subflow s) {
        if (set.holds(s)) {
            end(s);
        }
    }

    /** @return how many there were */
    private int each(Predicate<Subflow> meant) {
        int ended = 0;
        for (int left = set.mask(); left != 0; left &= left - 1) {
            Subflow s = set.get(Integer.numberOfTrailingZeros(left));
            if (s != null && meant.test(s)) {
                ended++;
                end(s);
            }
        }
        return ended;
    }

    /** By habit in order, but for one with data in flight: a FIN behind it could be waited for as long as the path is gone. */
    private void end(Subflow s) {
        boolean idle = s.joined() && s.tcb.state() == TcpState.ESTABLISHED && s.tcb.una() >= s.tcb.end();
        boolean follows = env.habits().closesInOrder() || set.othersActive(s);
        if (!env.habits().withdrawsByFin() || !idle || !follows || set.withdrawn() >= MOST_ENDING) {
            set.end(s);
        } else {
            set.withdraw(s, env.nowNs());
            if (env.habits().closesInOrder()) {
                s.tcb.output().run(env.nowNs()); // before anything of another subflow's
            }
            s.wantOutput();
        }
    }
}
