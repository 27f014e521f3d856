package mptcp.socketagent.machine;

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
 * @param policySet the set of policies; null: the profile's own, and Linux's has Linux's usual congestion control. Linux's path
 *     manager is its profile's always
 */
public record Setup(WireProfile profile, int version, boolean enabled, List<LinkAddress> addresses, String policySet) {
    private static final String STACK = "agent";
    private static final int LINUX_WINDOW_SCALE = 8;
    private static final int LINUX_RECEIVE_INITIAL = 64 << 10;
    private static final int LINUX_RECEIVE_MAX = 6 << 20;
    /** Linux's tcp_syn_retries and tcp_retries2. */
    private static final int LINUX_SYN_RETRIES = 6;
    private static final int LINUX_RETRIES = 15;
    private static final int BSD_WINDOW_SCALE = 6;
    private static final int BSD_RECEIVE = 64 << 10;

    public Setup {
        addresses = List.copyOf(addresses);
    }

    /** With the profile's own set of policies. */
    public Setup(WireProfile profile, int version, boolean enabled, List<LinkAddress> addresses) {
        this(profile, version, enabled, addresses, null);
    }

    /** The name of the set: of the BSD, which the report is about, that of the report. */
    String set() {
        return policySet != null ? policySet : profile == WireProfile.BSD ? "report" : "default";
    }

    boolean isFreeBsd() {
        return profile == WireProfile.BSD;
    }

    /** Whether subflows have the congestion control that Linux gives to a connection of which nothing is said, each for itself. */
    boolean linuxCongestionControl() {
        return profile != WireProfile.BSD && policySet == null;
    }

    /** What the wire profile asks for where the stack's defaults differ from it. */
    StackConfig.Builder builder(Entropy entropy) {
        var builder = StackConfig.builder(STACK).profile(profile).mptcpVersion(version).mtuProbing(false).entropy(entropy)
                .policySet(set());
        return switch (profile) {
            case LINUX, LINUX_EXACT -> builder.windowScale(LINUX_WINDOW_SCALE).synRetries(LINUX_SYN_RETRIES).retries(LINUX_RETRIES)
                    .receiveBuffer(LINUX_RECEIVE_INITIAL, LINUX_RECEIVE_MAX);
            case BSD -> builder.windowScale(BSD_WINDOW_SCALE).receiveBuffer(BSD_RECEIVE, BSD_RECEIVE)
                    .set("tail.probes", "false"); // its usual stack has none
        };
    }
}
