package mptcp.config.osgi;

import java.util.Map;
import mptcp.config.Wish;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/** The configuration {@code mptcp.hosts}: the settings of all hosts. Its description is made of the table of settings. */
@Component(service = HostSettingsComponent.class, immediate = true, configurationPid = HostSettingsComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class HostSettingsComponent extends WishComponent {
    static final String PID = "mptcp.hosts";

    @Activate
    public HostSettingsComponent(@Reference ConfiguratorComponent target, Map<String, Object> properties) {
        super(target);
        modified(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        wish(null, Wish.ofHost(HostOptions.of(properties)));
    }
}
