package mptcp.gateway;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Who may use the gateway and where to. Immutable; any thread.
 *
 * @param clients besides those on loopback, which always may
 * @param destinations the first that matches decides; where none does, what the last one does not: all is allowed without a
 *     rule, and after a last {@code allow} the rest is not
 */
record AccessRules(List<AddressRange> clients, List<Rule> destinations) {
    boolean admits(InetAddress client) {
        return client.isLoopbackAddress() || clients.stream().anyMatch(range -> range.contains(client));
    }

    boolean admits(InetSocketAddress destination) {
        return destinations.stream().filter(rule -> rule.matches(destination)).findFirst().map(Rule::allows)
                .orElse(destinations.isEmpty() || !destinations.getLast().allows());
    }
}
