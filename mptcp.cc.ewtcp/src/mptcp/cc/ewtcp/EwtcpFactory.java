package mptcp.cc.ewtcp;

import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.policy.PolicyContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Ewtcp} controls. No settings. */
@Component
@ServiceRanking(0)
public final class EwtcpFactory implements CongestionControlFactory {
    @Override
    public String name() {
        return "ewtcp";
    }

    @Override
    public String description() {
        return "equally weighted TCP: n subflows as one (Wischik et al., NSDI 2011)";
    }

    @Override
    public CongestionControl create(PolicyContext connection) {
        return new Ewtcp();
    }
}
