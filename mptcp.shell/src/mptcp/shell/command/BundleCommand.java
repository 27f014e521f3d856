package mptcp.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mptcp.shell.text.Console;

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
                .operands("BUNDLE...", 1, Integer.MAX_VALUE, Names.STOPPED_BUNDLES)
                .json()
                .example("mptcp:start roundrobin", "the end of a name is enough"));
    }

    static Command stop() {
        return new BundleCommand(Verb.STOP, Syntax.of("stop", "stop bundles, by name or id")
                .operands("BUNDLE...", 1, Integer.MAX_VALUE, Names.RUNNING_BUNDLES)
                .json()
                .detail("Connections that use a policy of the bundle go on with the next one of the kind; at last,")
                .detail("with the built-in one. The next start of the shell has all bundles started.")
                .example("mptcp:stop mptcp.scheduler.roundrobin", "in mid-transfer, for example"));
    }

    static Command update() {
        String summary = "read a bundle again, from where it came or from a URL";
        return new BundleCommand(Verb.UPDATE, Syntax.of("update", summary)
                .operands("BUNDLE [URL]", 1, 2,
                        (env, words) -> words.size() > 1 ? List.of() : Names.BUNDLES.candidates(env, words))
                .json()
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
            report(call, List.of(bundle));
            return;
        }
        List<PolicyBundles.Entry> changed = new ArrayList<>();
        for (String name : args.operands()) {
            PolicyBundles.Entry bundle = bundles.find(name);
            if (verb == Verb.START) {
                bundles.start(bundle);
            } else {
                stop(call, bundle);
            }
            changed.add(bundle);
            if (!args.has("json")) {
                report(call, List.of(bundle)); // what comes after it may fail
            }
        }
        if (args.has("json")) {
            report(call, changed);
        }
    }

    /** What a bundle takes along is told: that of the stack has all hosts. */
    private static void stop(Invocation call, PolicyBundles.Entry bundle) throws CommandException {
        Set<String> gone = hosts(call.environment());
        call.environment().bundles().stop(bundle);
        gone.removeAll(hosts(call.environment()));
        if (!gone.isEmpty() && !call.arguments().has("json")) {
            call.console().line(Console.Style.NOTE, "warning: with it went the hosts " + String.join(", ", gone)
                    + " and all their connections; 'start " + bundle.name() + "' makes new ones");
        }
    }

    private static Set<String> hosts(Environment environment) {
        Set<String> names = new TreeSet<>();
        try {
            environment.hosts().forEach(host -> names.add(host.name()));
        } catch (CommandException noStack) {
            return names;
        }
        return names;
    }

    private static void report(Invocation call, List<PolicyBundles.Entry> changed) throws CommandException {
        List<PolicyBundles.Entry> now = new ArrayList<>();
        for (PolicyBundles.Entry bundle : changed) {
            now.add(call.environment().bundles().find(Long.toString(bundle.id())));
        }
        if (call.arguments().has("json")) {
            call.console().json(now);
        } else {
            now.forEach(b -> call.console().line(b.name() + " " + b.version() + " (" + b.id() + "): " + b.state()));
        }
    }
}
