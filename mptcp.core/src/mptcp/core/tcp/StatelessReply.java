package mptcp.core.tcp;

import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;
import mptcp.core.wire.Flow;
import mptcp.core.wire.OutSegment;

/** Sends a segment that belongs to no connection. If the link has no room it is lost: the peer will ask again. */
public final class StatelessReply {
    private StatelessReply() {}

    /** @return whether it left */
    public static boolean send(TcpEnv env, Flow flow, OutSegment s) {
        IpLink link = env.linkOf(flow.localHi(), flow.localLo());
        if (link == null) {
            return false;
        }
        int length = s.headerBytes(flow);
        long at = link.claim(length);
        if (at == IpLink.NO_ROOM) {
            return false;
        }
        MemorySegment m = link.txMemory();
        s.write(flow, m, at, 0);
        s.seal(flow, m, at, 0, false);
        link.commit(at, length, 0, IpLink.CHECKSUM_FULL);
        return true;
    }
}
