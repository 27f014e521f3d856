package mptcp.core.loop;

import java.util.function.IntPredicate;
import mptcp.api.socket.Entropy;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;

/** Chooses ephemeral ports at random (RFC 6056 section 3.3.1), with a linear search from there. Loop thread only. */
final class Ports {
    private static final int FIRST = 32_768;
    private static final int COUNT = 28_232;

    private final Demux demux;
    private final Steering steering;
    private final Entropy entropy;

    /** @param steering says which ports lead to this loop, where there are several */
    Ports(Demux demux, Steering steering, Entropy entropy) {
        this.demux = demux;
        this.steering = steering;
        this.entropy = entropy;
    }

    /** @return a port, or -1 if all that lead to this loop are in use towards this remote port */
    int ephemeral(IpAddress local, IpAddress remote, int remotePort, IntPredicate reserved) {
        int start = Integer.remainderUnsigned(entropy.nextInt(), COUNT);
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + (start + i) % COUNT;
            if (reserved.test(port)) {
                continue;
            }
            Flow flow = new Flow(local, port, remote, remotePort);
            if (demux.find(flow) == null && steering.mayOpen(flow)) {
                return port;
            }
        }
        return -1;
    }
}
