package mptcp.cc.cubic;

import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.policy.PolicyContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Cubic} congestion controls. No settings. */
@Component
@ServiceRanking(0)
public final class CubicFactory implements CongestionControlFactory {
    @Override
    public String name() {
        return "cubic";
    }

    @Override
    public String description() {
        return "uncoupled: CUBIC (RFC 9438)";
    }

    @Override
    public CongestionControl create(PolicyContext connection) {
        return new Cubic();
    }
}
