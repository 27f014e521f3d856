package mptcp.socketagent.socket;

import mptcp.socketagent.machine.Machine;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.StreamSocket;

/** The request {@code policy}, and the option TCP_CONGESTION. Stateless. */
final class PolicyChoice {
    private PolicyChoice() {}

    static void make(AgentSocket socket, Machine machine, PolicyKind kind, String name) throws CallException {
        if (!machine.policies().provide(kind, name)) {
            throw new CallException(Errno.ENOENT);
        }
        StreamSocket now;
        synchronized (socket) {
            socket.settings().policies.put(kind, name);
            now = socket.stream();
        }
        if (now != null) {
            try {
                machine.stack().policies().choose(now.id(), kind, name);
            } catch (IllegalArgumentException e) {
                throw new CallException(Errno.EINVAL);
            }
        }
    }
}
