package mptcp.core.tcp;

import mptcp.api.link.IpLink;
import mptcp.core.wire.Flow;

/** The link by which a flow's packets leave, looked up anew only after links or addresses have changed. Loop thread only. */
final class OutLink {
    private final TcpEnv env;
    private final Flow flow;
    private IpLink link;
    /** After how many changes it was looked up; -1: never. */
    private int changes = -1;

    OutLink(TcpEnv env, Flow flow) {
        this.env = env;
        this.flow = flow;
    }

    /** Null while there is none. */
    IpLink now() {
        if (changes != env.linkChanges()) {
            changes = env.linkChanges();
            link = env.linkOf(flow.localHi(), flow.localLo());
        }
        return link;
    }
}
