package mptcp.interop.dialogue;

import java.util.List;

/**
 * Whom a dialogue is between.
 *
 * @param subject its addresses with prefix lengths
 * @param peer those of the scripted peer, which are in the same prefixes
 */
record Topology(List<String> subject, List<String> peer, int mtu) {
    static final Topology IPV4 = new Topology(List.of("192.168.0.1/16", "192.168.0.2/16"),
            List.of("192.168.10.1", "192.168.10.2"), 1500);
    static final Topology IPV6 = new Topology(List.of("fd00::1/64", "fd00::2/64"), List.of("fd00::a:1", "fd00::a:2"), 1500);
}
