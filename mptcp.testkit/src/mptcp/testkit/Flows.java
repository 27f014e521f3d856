package mptcp.testkit;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import mptcp.testkit.wire.TcpPacket;

/** The flows of a script by name. One thread. */
final class Flows {
    private final Map<String, Flow> byName = new LinkedHashMap<>();
    private final SplittableRandom random;
    private final Conn main;

    Flows(SplittableRandom random, Conn main) {
        this.random = random;
        this.main = main;
    }

    Flow add(String name, Conn conn, InetSocketAddress local, InetSocketAddress remote) {
        Flow flow = new Flow(name, conn, local, remote, random.nextInt());
        if (byName.putIfAbsent(name, flow) != null) {
            throw new IllegalArgumentException("there is a flow " + name + " already");
        }
        return flow;
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    Flow of(String name) {
        Flow flow = byName.get(name);
        if (flow == null) {
            throw new IllegalArgumentException("there is no flow " + name + "; there are " + byName.keySet());
        }
        return flow;
    }

    /** The flow of a packet of the stack; one that the script has not named gets a name with a question mark. */
    Flow of(TcpPacket packet) {
        for (Flow flow : byName.values()) {
            if (flow.accepts(packet)) {
                return flow;
            }
        }
        return add("?" + byName.size(), main, packet.from(), packet.to());
    }

    /** The flow between two ends, or null. */
    Flow between(InetSocketAddress local, InetSocketAddress remote) {
        return byName.values().stream()
                .filter(flow -> flow.remote().equals(remote) && flow.local().equals(local))
                .findFirst()
                .orElse(null);
    }
}
