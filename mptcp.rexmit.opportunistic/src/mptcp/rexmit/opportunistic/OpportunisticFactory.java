package mptcp.rexmit.opportunistic;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import mptcp.api.policy.PolicyContext;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Opportunistic} policies. No settings. */
@Component
@ServiceProvider(value = RetransmitPolicyFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class OpportunisticFactory implements RetransmitPolicyFactory {
    @Override
    public String name() {
        return "opportunistic";
    }

    @Override
    public String description() {
        return "what blocks the window goes to a faster subflow (Raiciu et al., NSDI 2012)";
    }

    @Override
    public RetransmitPolicy create(PolicyContext connection) {
        return new Opportunistic();
    }
}
