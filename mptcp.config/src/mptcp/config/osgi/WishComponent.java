package mptcp.config.osgi;

import mptcp.config.Wish;
import org.osgi.service.component.annotations.Deactivate;

/** What the components of all configurations have in common: each has one wish, as long as its configuration is there. */
abstract class WishComponent {
    private final ConfiguratorComponent target;

    WishComponent(ConfiguratorComponent target) {
        this.target = target;
    }

    /** In place of what it wished before. @param host null: for all */
    final void wish(String host, Wish wish) {
        target.configurator().wish(this, host, wish);
    }

    @Deactivate
    final void deactivate() {
        target.configurator().forget(this);
    }
}
