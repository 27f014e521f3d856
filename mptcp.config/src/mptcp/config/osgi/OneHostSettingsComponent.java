package mptcp.config.osgi;

import java.util.Map;
import mptcp.config.Wish;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/** The factory configurations {@code mptcp.host~NAME}: the settings of one host each. Its description is made of the table of settings. */
@Component(service = OneHostSettingsComponent.class, immediate = true,
        configurationPid = OneHostSettingsComponent.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class OneHostSettingsComponent extends WishComponent {
    static final String PID = "mptcp.host";

    /** @throws IllegalArgumentException if it names no host */
    @Activate
    public OneHostSettingsComponent(@Reference ConfiguratorComponent target, Map<String, Object> properties) {
        super(target);
        modified(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        Object host = properties.get("host");
        wish(HostOptions.host(host == null ? null : host.toString(), properties),
                Wish.ofHost(HostOptions.of(properties)));
    }
}
