package mptcp.rexmit.staleprobe;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * Makes {@link StaleProbe} policies. Setting {@code stale-probe.count}: timeouts in a row, 4 by default as in Linux.
 */
@Component
@ServiceProvider(value = RetransmitPolicyFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class StaleProbeFactory implements RetransmitPolicyFactory {
    private static final Setting<Integer> COUNT = Setting.integer("stale-probe.count", StaleProbe.DEFAULT, 1, 99,
            "timeouts in a row at which a subflow is stale");

    @Override
    public String name() {
        return "stale-probe";
    }

    @Override
    public String description() {
        return "a subflow without progress is set aside until it delivers again (Linux's stale count)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(COUNT);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public RetransmitPolicy create(PolicyContext connection) {
        return new StaleProbe(connection.setting(COUNT));
    }
}
