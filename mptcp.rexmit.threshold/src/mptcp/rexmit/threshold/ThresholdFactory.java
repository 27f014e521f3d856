package mptcp.rexmit.threshold;

import mptcp.api.policy.PolicyContext;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.policy.support.Settings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Threshold} policies. Setting {@code rexmit.threshold}: timeouts in a row, 1 to 99, default 3. */
@Component
@ServiceRanking(10)
public final class ThresholdFactory implements RetransmitPolicyFactory {
    private static final String THRESHOLD = "rexmit.threshold";

    @Override
    public String name() {
        return "threshold";
    }

    @Override
    public String description() {
        return "the report's: data leaves a subflow after so many timeouts in a row (CAIA 140822A, section III-G)";
    }

    /** @throws IllegalArgumentException if the setting is not a number from 1 to 99 */
    @Override
    public RetransmitPolicy create(PolicyContext connection) {
        return new Threshold(Settings.integer(connection.settings(), THRESHOLD, Threshold.DEFAULT, 1, 99));
    }
}
