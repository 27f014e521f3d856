package mptcp.rexmit.threshold;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Threshold} policies. Setting {@code rexmit.threshold}: timeouts in a row, 1 to 99, default 3. */
@Component
@ServiceProvider(value = RetransmitPolicyFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(10)
public final class ThresholdFactory implements RetransmitPolicyFactory {
    private static final Setting<Integer> THRESHOLD = Setting.integer("rexmit.threshold", Threshold.DEFAULT, 1, 99,
            "timeouts in a row at which data leaves a subflow");

    @Override
    public String name() {
        return "threshold";
    }

    /** As {@link ServiceRanking}, which only frameworks see. */
    @Override
    public int ranking() {
        return 10;
    }

    @Override
    public String description() {
        return "the report's: data leaves a subflow after so many timeouts in a row (CAIA 140822A, section III-G)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(THRESHOLD);
    }

    /** @throws IllegalArgumentException if the setting is not a number from 1 to 99 */
    @Override
    public RetransmitPolicy create(PolicyContext connection) {
        return new Threshold(connection.setting(THRESHOLD));
    }
}
