package mptcp.shell.command;

import java.util.List;
import mptcp.shell.text.Table;

/** {@code mptcp:bundles}. */
final class BundlesCommand implements Command {
    private final Syntax syntax = Syntax.of("bundles", "list the bundles that offer policies, and their states")
            .json()
            .detail("What lies in the folder of policies and is no bundle, or does not run, is there with the reason.")
            .detail("'felix:lb' lists all bundles. mptcp:stop, mptcp:start and mptcp:update take names and ids.");

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) {
        List<PolicyBundles.Entry> bundles = call.environment().bundles().list();
        if (call.arguments().has("json")) {
            call.console().json(bundles);
            return;
        }
        Table table = new Table(">ID", "NAME", "VERSION", "STATE", "");
        bundles.forEach(b -> table.row(b.id(), b.name(), b.version(), b.state(),
                b.problem() == null ? "" : b.problem()));
        call.console().table(table);
    }
}
