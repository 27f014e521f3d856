package mptcp.shell.demo;

import java.util.HashMap;
import java.util.Map;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;

/**
 * Has the connections that a host opens meanwhile give data to another subflow at the first timeout instead of the third:
 * what stands still after a cut goes on within a few hundred milliseconds, and not seconds.
 */
final class QuickReinjection implements AutoCloseable {
    /** As docs/policies/threshold.md has it. */
    static final String SETTING = "rexmit.threshold";

    static final String FIRST_TIMEOUT = "1";

    private final Stack host;
    private final StackConfig before;

    QuickReinjection(Stack host) {
        this.host = host;
        before = host.config();
        Map<String, String> settings = new HashMap<>(before.policySettings());
        settings.putIfAbsent(SETTING, FIRST_TIMEOUT); // who has set it knows why
        host.reconfigure(before.toBuilder().policySettings(settings).build());
    }

    /** Whether the host uses the policy whose setting it is. */
    boolean counts() {
        return host.policies().inUse(PolicyKind.RETRANSMIT).equals("threshold");
    }

    @Override
    public String toString() {
        return SETTING + "=" + host.config().policySettings().get(SETTING)
                + ": after so many timeouts in a row data goes to the other path";
    }

    @Override
    public void close() {
        host.reconfigure(host.config().toBuilder().policySettings(before.policySettings()).build());
    }
}
