package mptcp.agent.machine;

import java.util.List;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.WireProfile;

/**
 * What a machine is like when it is new, and again after a reset.
 *
 * @param version highest version of MPTCP: 1 or 0
 * @param enabled whether MPTCP sockets can be made at first ({@code net.mptcp.enabled})
 * @param addresses of the device
 */
public record Setup(WireProfile profile, int version, boolean enabled, List<LinkAddress> addresses) {
    private static final String STACK = "agent";
    private static final int LINUX_WINDOW_SCALE = 8;
    private static final int LINUX_RECEIVE_INITIAL = 64 << 10;
    private static final int LINUX_RECEIVE_MAX = 6 << 20;
    private static final int BSD_WINDOW_SCALE = 6;
    private static final int BSD_RECEIVE = 64 << 10;

    public Setup {
        addresses = List.copyOf(addresses);
    }

    /** What the wire profile asks for where the stack's defaults differ from it. */
    StackConfig.Builder builder(Entropy entropy) {
        var builder = StackConfig.builder(STACK).profile(profile).mptcpVersion(version).mtuProbing(false).entropy(entropy);
        return switch (profile) {
            case LINUX -> builder.windowScale(LINUX_WINDOW_SCALE)
                    .receiveBuffer(LINUX_RECEIVE_INITIAL, LINUX_RECEIVE_MAX);
            case BSD -> builder.windowScale(BSD_WINDOW_SCALE).receiveBuffer(BSD_RECEIVE, BSD_RECEIVE);
        };
    }
}
