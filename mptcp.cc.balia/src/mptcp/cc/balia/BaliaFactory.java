package mptcp.cc.balia;

import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.policy.PolicyContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Balia} congestion controls. No settings. */
@Component
@ServiceRanking(0)
public final class BaliaFactory implements CongestionControlFactory {
    @Override
    public String name() {
        return "balia";
    }

    @Override
    public String description() {
        return "coupled: balanced linked adaptation (Peng et al., ToN 2016)";
    }

    @Override
    public CongestionControl create(PolicyContext connection) {
        return new Balia();
    }
}
