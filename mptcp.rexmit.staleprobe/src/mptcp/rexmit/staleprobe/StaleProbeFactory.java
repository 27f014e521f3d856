package mptcp.rexmit.staleprobe;

import mptcp.api.policy.PolicyContext;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.policy.support.Settings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * Makes {@link StaleProbe} policies. Setting {@code stale-probe.count}: timeouts in a row, 4 by default as in Linux.
 */
@Component
@ServiceRanking(0)
public final class StaleProbeFactory implements RetransmitPolicyFactory {
    @Override
    public String name() {
        return "stale-probe";
    }

    @Override
    public String description() {
        return "a subflow without progress is set aside until it delivers again (Linux's stale count)";
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public RetransmitPolicy create(PolicyContext connection) {
        return new StaleProbe(Settings.integer(connection.settings(), "stale-probe.count", StaleProbe.DEFAULT, 1, 99));
    }
}
