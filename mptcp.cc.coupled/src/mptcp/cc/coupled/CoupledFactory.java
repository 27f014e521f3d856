package mptcp.cc.coupled;

import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.policy.PolicyContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Coupled} controls. No settings. */
@Component
@ServiceRanking(0)
public final class CoupledFactory implements CongestionControlFactory {
    @Override
    public String name() {
        return "coupled";
    }

    @Override
    public String description() {
        return "fully coupled: the least congested paths only (Wischik et al., NSDI 2011)";
    }

    @Override
    public CongestionControl create(PolicyContext connection) {
        return new Coupled();
    }
}
