package mptcp.cc.bbr;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.policy.PolicyContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Bbr} controls. No settings. */
@Component
@ServiceProvider(value = CongestionControlFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class BbrFactory implements CongestionControlFactory {
    @Override
    public String name() {
        return "bbr";
    }

    @Override
    public String description() {
        return "BBR on each subflow by itself (draft-ietf-ccwg-bbr, version 3)";
    }

    @Override
    public CongestionControl create(PolicyContext connection) {
        return new Bbr(connection.random());
    }
}
