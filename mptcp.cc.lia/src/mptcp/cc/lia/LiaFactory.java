package mptcp.cc.lia;

import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.policy.PolicyContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Lia} congestion controls. No settings. */
@Component
@ServiceRanking(10)
public final class LiaFactory implements CongestionControlFactory {
    @Override
    public String name() {
        return "lia";
    }

    @Override
    public String description() {
        return "coupled: linked increases (RFC 6356)";
    }

    @Override
    public CongestionControl create(PolicyContext connection) {
        return new Lia();
    }
}
