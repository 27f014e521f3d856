package mptcp.cc.olia;

import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.policy.PolicyContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Olia} congestion controls. No settings. */
@Component
@ServiceRanking(0)
public final class OliaFactory implements CongestionControlFactory {
    @Override
    public String name() {
        return "olia";
    }

    @Override
    public String description() {
        return "coupled: opportunistic linked increases (Khalili et al., CoNEXT 2012)";
    }

    @Override
    public CongestionControl create(PolicyContext connection) {
        return new Olia();
    }
}
