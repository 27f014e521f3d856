package mptcp.cc.dctcp;

import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.policy.PolicyContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Dctcp} controls. No settings. */
@Component
@ServiceRanking(0)
public final class DctcpFactory implements CongestionControlFactory {
    @Override
    public String name() {
        return "dctcp";
    }

    @Override
    public String description() {
        return "Data Center TCP on each subflow by itself (RFC 8257)";
    }

    @Override
    public CongestionControl create(PolicyContext connection) {
        return new Dctcp();
    }
}
