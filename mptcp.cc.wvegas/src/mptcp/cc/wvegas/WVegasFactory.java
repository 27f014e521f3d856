package mptcp.cc.wvegas;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.policy.PolicyContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link WVegas} congestion controls. No settings. */
@Component
@ServiceProvider(value = CongestionControlFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class WVegasFactory implements CongestionControlFactory {
    @Override
    public String name() {
        return "wvegas";
    }

    @Override
    public String description() {
        return "coupled, by delay: weighted Vegas (Cao et al., ICNP 2012)";
    }

    @Override
    public CongestionControl create(PolicyContext connection) {
        return new WVegas();
    }
}
