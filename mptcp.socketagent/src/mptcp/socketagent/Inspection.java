package mptcp.socketagent;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mptcp.socketagent.socket.Addresses;
import mptcp.socketagent.socket.AgentSocket;
import mptcp.socketagent.socket.CallException;
import mptcp.socketagent.socket.Errno;
import mptcp.socketagent.socket.LiveSubflows;
import mptcp.socketagent.socket.TcpState;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.policy.PolicyKind;

/** What {@code info} and {@code subflow} tell of a connection. Numbers are decimal and unsigned. Any thread. */
final class Inspection {

    String connection(AgentSocket socket) {
        Optional<ConnectionSnapshot> now = socket.snapshot();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("tcp_state", socket.state(now));
        now.or(socket::atItsEnd).ifPresent(c -> {
            facts.put("mptcp_version", c.mptcpVersion());
            facts.put("fallback", c.fallback() ? 1 : 0);
            facts.put("token_l", Integer.toUnsignedString(c.localToken()));
            facts.put("token_r", Integer.toUnsignedString(c.remoteToken()));
            facts.put("idsn_l", Long.toUnsignedString(c.localIdsn()));
            facts.put("idsn_r", Long.toUnsignedString(c.remoteIdsn()));
            facts.put("snd_una", Long.toUnsignedString(c.dataUna()));
            facts.put("snd_nxt", Long.toUnsignedString(c.dataNext()));
            facts.put("rcv_nxt", Long.toUnsignedString(c.dataReceived()));
            facts.put("checksums", c.checksums() ? 1 : 0);
            facts.put("fallback_reason", c.fallbackReason() == null ? "-" : c.fallbackReason().replace(' ', '_'));
            for (PolicyKind kind : PolicyKind.values()) {
                facts.put(kind.label(), c.policies().get(kind));
            }
        });
        facts.put("subflows", now.map(c -> LiveSubflows.of(c).size()).orElse(0));
        return answer(facts);
    }

    /** @param index among the subflows that there are, from 0 */
    String subflow(AgentSocket socket, int index) throws CallException {
        var subflows = socket.snapshot().map(LiveSubflows::of).orElse(List.of());
        if (index < 0 || index >= subflows.size()) {
            throw new CallException(Errno.EINVAL);
        }
        SubflowSnapshot f = subflows.get(index);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("slot", f.slot());
        address(facts, "local", f.local());
        address(facts, "remote", f.remote());
        facts.put("id_l", f.localId());
        facts.put("id_r", f.remoteId());
        facts.put("backup", f.backupLocal() || f.backupRemote() ? 1 : 0);
        facts.put("backup_l", f.backupLocal() ? 1 : 0);
        facts.put("backup_r", f.backupRemote() ? 1 : 0);
        facts.put("state", TcpState.of(f.state()));
        facts.put("cwnd", f.cwnd());
        facts.put("ssthresh", f.ssthresh());
        facts.put("mss", f.mss());
        facts.put("srtt_us", TimeUnit.NANOSECONDS.toMicros(f.srttNs()));
        facts.put("rto_us", TimeUnit.NANOSECONDS.toMicros(f.rtoNs()));
        facts.put("snd_una", f.sndUna());
        facts.put("snd_nxt", f.sndNxt());
        facts.put("rcv_nxt", f.rcvNxt());
        facts.put("stale", f.stale() ? 1 : 0);
        return answer(facts);
    }

    private static void address(Map<String, Object> facts, String end, InetSocketAddress address) {
        facts.put(end, Addresses.text(address.getAddress()));
        facts.put(end + "_port", address.getPort());
    }

    private static String answer(Map<String, Object> facts) {
        return facts.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(" ", "= 0 ", ""));
    }
}
