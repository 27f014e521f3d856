package mptcp.pathmanager.each;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import mptcp.policy.support.EachAddress;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link EachAddress} path managers. */
@Component
@ServiceProvider(value = PathManagerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class EachFactory implements PathManagerFactory {
    private static final Setting<Long> RETRY = Setting.duration("each.retry", "1s", "0s", "60s",
            "before a failed subflow is tried again, the first time; it doubles up to a minute; 0s: never");

    @Override
    public String name() {
        return "each";
    }

    @Override
    public String description() {
        return "each address of either end once: the fewest subflows that use all paths";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(RETRY);
    }

    /** @throws IllegalArgumentException if the setting is out of its range */
    @Override
    public PathManager create(PolicyContext connection) {
        return new EachAddress(connection.setting(RETRY));
    }
}
