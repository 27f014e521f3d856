package mptcp.config.osgi;

import java.util.List;
import java.util.Map;
import mptcp.config.Wish;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The factory configurations {@code mptcp.policy.host~NAME} (as files: {@code mptcp.policy.host-NAME.cfg}): the
 * policies of one host each.
 */
@Component(service = OneHostComponent.class, immediate = true, configurationPid = OneHostComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = OneHostComponent.Settings.class, factory = true)
public final class OneHostComponent extends WishComponent {
    static final String PID = "mptcp.policy.host";

    /** What it may say; it outweighs what is said for all hosts. */
    @ObjectClassDefinition(name = "MPTCP: policies of one host",
            description = "As the policies of all hosts, which it outweighs where it says something.")
    public @interface Settings {
        @AttributeDefinition(required = false,
                description = "Name of the host (stack), such as client; without it, what follows the ~ of the PID,"
                        + " or the - of the file's name")
        String host() default "";

        @AttributeDefinition(required = false, description = "Packet scheduler")
        String scheduler() default "";

        @AttributeDefinition(required = false, description = "Congestion control")
        String cc() default "";

        @AttributeDefinition(required = false, description = "Path manager")
        String path() default "";

        @AttributeDefinition(required = false, description = "Retransmission")
        String rexmit() default "";

        @AttributeDefinition(required = false, description = "Settings of policies, name=value; several in one string"
                + " are separated by semicolons")
        String[] settings() default {};
    }

    /** @throws IllegalArgumentException if it names no host */
    @Activate
    public OneHostComponent(@Reference ConfiguratorComponent target, Settings settings,
            Map<String, Object> properties) {
        super(target);
        modified(settings, properties);
    }

    @Modified
    void modified(Settings s, Map<String, Object> properties) {
        HostOptions.tellOthers(properties, HostOptions.POLICIES);
        wish(HostOptions.host(s.host(), properties),
                Wish.of(s.scheduler(), s.cc(), s.path(), s.rexmit(), List.of(s.settings())));
    }
}
