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

/** The configuration {@code mptcp.policy}: the policies of all hosts. */
@Component(service = AllHostsComponent.class, immediate = true, configurationPid = AllHostsComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AllHostsComponent.Settings.class)
public final class AllHostsComponent extends WishComponent {
    static final String PID = "mptcp.policy";

    /** What it may say; a change is effective at once, for live connections without a choice of their own, too. */
    @ObjectClassDefinition(name = "MPTCP: policies of all hosts",
            description = "Policies by name; none: that of the host's set. Effective at once, also for"
                    + " live connections that have no choice of their own. A policy that is not there is used when it"
                    + " comes.")
    public @interface Settings {
        @AttributeDefinition(required = false,
                description = "Packet scheduler: roundrobin, minrtt, drain, redundant, ...")
        String scheduler() default "";

        @AttributeDefinition(required = false,
                description = "Congestion control: lia, olia, balia, wvegas, reno, cubic, ...")
        String cc() default "";

        @AttributeDefinition(required = false,
                description = "Path manager: static, fullmesh, ndiffports, reestablish, ...")
        String path() default "";

        @AttributeDefinition(required = false,
                description = "Retransmission: threshold, stale-probe, opportunistic, ...")
        String rexmit() default "";

        @AttributeDefinition(required = false, description = "Settings of policies, name=value, such as"
                + " rexmit.threshold=2; several in one string are separated by semicolons")
        String[] settings() default {};
    }

    @Activate
    public AllHostsComponent(@Reference ConfiguratorComponent target, Settings settings,
            Map<String, Object> properties) {
        super(target);
        modified(settings, properties);
    }

    @Modified
    void modified(Settings s, Map<String, Object> properties) {
        HostOptions.tellOthers(properties, HostOptions.POLICIES);
        wish(null,
                Wish.of(s.scheduler(), s.cc(), s.path(), s.rexmit(), List.of(s.settings())));
    }
}
