package mptcp.shell.command;

/** {@code mptcp:stop}, {@code mptcp:start}, {@code mptcp:update}: as felix's, and by name. */
final class BundleCommand implements Command {
    private enum Verb {
        START,
        STOP,
        UPDATE
    }

    private final Verb verb;
    private final Syntax syntax;

    private BundleCommand(Verb verb, Syntax syntax) {
        this.verb = verb;
        this.syntax = syntax;
    }

    static Command start() {
        return new BundleCommand(Verb.START, Syntax.of("start", "start bundles, by name or id")
                .operands("BUNDLE...", 1, Integer.MAX_VALUE, Names.BUNDLES)
                .example("mptcp:start roundrobin", "the end of a name is enough"));
    }

    static Command stop() {
        return new BundleCommand(Verb.STOP, Syntax.of("stop", "stop bundles, by name or id")
                .operands("BUNDLE...", 1, Integer.MAX_VALUE, Names.BUNDLES)
                .detail("Connections that use a policy of the bundle go on with the next one of the kind; at last,")
                .detail("with the built-in one. The next start of the shell has all bundles started.")
                .example("mptcp:stop mptcp.scheduler.roundrobin", "in mid-transfer, for example"));
    }

    static Command update() {
        String summary = "read a bundle again, from where it came or from a URL";
        return new BundleCommand(Verb.UPDATE, Syntax.of("update", summary)
                .operands("BUNDLE [URL]", 1, 2, Names.BUNDLES)
                .example("mptcp:update roundrobin file:/tmp/better.jar", "new code in a live connection"));
    }

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException {
        PolicyBundles bundles = call.environment().bundles();
        Arguments args = call.arguments();
        if (verb == Verb.UPDATE) {
            PolicyBundles.Entry bundle = bundles.find(args.operand(0));
            bundles.update(bundle, args.operand(1));
            report(call, bundle);
            return;
        }
        for (String name : args.operands()) {
            PolicyBundles.Entry bundle = bundles.find(name);
            if (verb == Verb.START) {
                bundles.start(bundle);
            } else {
                bundles.stop(bundle);
            }
            report(call, bundle);
        }
    }

    private static void report(Invocation call, PolicyBundles.Entry bundle) throws CommandException {
        PolicyBundles.Entry now = call.environment().bundles().find(Long.toString(bundle.id()));
        call.console().line(now.name() + " " + now.version() + " (" + now.id() + "): " + now.state());
    }
}
