package mptcp.cc.reno;

import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.policy.PolicyContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Reno} congestion controls. No settings. */
@Component
@ServiceRanking(0)
public final class RenoFactory implements CongestionControlFactory {
    @Override
    public String name() {
        return "reno";
    }

    @Override
    public String description() {
        return "uncoupled: NewReno (RFC 5681, RFC 6582)";
    }

    @Override
    public CongestionControl create(PolicyContext connection) {
        return new Reno();
    }
}
