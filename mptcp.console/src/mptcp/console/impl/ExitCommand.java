package mptcp.console.impl;

import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Component;

/** How to leave. */
@Component(service = ExitCommand.class,
        property = {"osgi.command.scope=console", "osgi.command.function=exit", "osgi.command.function=quit"})
public final class ExitCommand {
    @Descriptor("leave the shell")
    public void exit() {
        throw new Exit(0);
    }

    @Descriptor("leave the shell with an exit status")
    public void exit(@Descriptor("the status, 0 to 255") int status) {
        throw new Exit(status);
    }

    @Descriptor("leave the shell")
    public void quit() {
        throw new Exit(0);
    }
}
