package mptcp.pathmanager.fixed;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * Makes {@link StaticPathManager}s. Setting {@code static.addresses}: IP addresses to announce, separated by commas.
 */
@Component
@ServiceProvider(value = PathManagerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(10)
public final class StaticFactory implements PathManagerFactory {

    @Override
    public String name() {
        return "static";
    }

    /** As {@link ServiceRanking}, which only frameworks see. */
    @Override
    public int ranking() {
        return 10;
    }

    @Override
    public String description() {
        return "the report's: announces a host-wide list, joins what the peer announces (CAIA 140822A, section III-H1)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(StaticPathManager.ADDRESSES);
    }

    @Override
    public PathManager create(PolicyContext connection) {
        return new StaticPathManager();
    }
}
