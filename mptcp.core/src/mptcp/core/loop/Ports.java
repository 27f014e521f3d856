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
    private final Entropy entropy;

    Ports(Demux demux, Entropy entropy) {
        this.demux = demux;
        this.entropy = entropy;
    }

    /** @return a port, or -1 if all are in use towards this remote port */
    int ephemeral(IpAddress local, IpAddress remote, int remotePort, IntPredicate reserved) {
        int start = Integer.remainderUnsigned(entropy.nextInt(), COUNT);
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + (start + i) % COUNT;
            if (!reserved.test(port) && demux.find(new Flow(local, port, remote, remotePort)) == null) {
                return port;
            }
        }
        return -1;
    }
}
