package mptcp.shell.command;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.text.Quantity;
import mptcp.shell.text.Console;
import mptcp.shell.text.Show;
import mptcp.shell.world.Transfer;

/** {@code mptcp:wait}. */
final class WaitCommand implements Command {
    private final Syntax syntax = Syntax.of("wait", "wait until transfers are over; fails if one of them failed")
            .operands("[TRANSFER...]", 0, Integer.MAX_VALUE, Names.TRANSFERS)
            .option("t", "timeout", "TIME", "fail if they are not over by then", Completer.NONE)
            .json()
            .detail("Without numbers, waits for all that run; fails also if the newest one failed before.")
            .example("mptcp:put -n 8M; mptcp:wait -t 60s", "a script ends with an error unless the digests are equal");

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws Exception {
        Environment env = call.environment();
        long start = env.clock().nowNs();
        long timeout = call.arguments().value("timeout").map(Quantity::timeOrSeconds).orElse(0L);
        List<Transfer> bad = new ArrayList<>();
        List<Transfer> chosen = chosen(call.arguments(), env);
        boolean json = call.arguments().has("json");
        for (Transfer t : chosen) {
            long left = timeout == 0 ? 0 : Math.max(1, timeout - (env.clock().nowNs() - start));
            if (!t.await(left)) {
                throw new CommandException(TransferReport.title(t) + " is not over after "
                        + Show.time(timeout)
                        + ": " + TransferReport.percent(t));
            }
            boolean good = t.state() == Transfer.State.DONE;
            if (!json) {
                call.console().line(good ? Console.Style.GOOD : Console.Style.BAD, TransferReport.result(t));
            }
            if (!good) {
                bad.add(t);
            }
        }
        if (json) {
            call.console().json(chosen.stream().map(TransferReport::json).toList());
        }
        if (!bad.isEmpty()) {
            throw new CommandException(bad.size() == 1 ? TransferReport.result(bad.getFirst())
                    : bad.size() + " transfers failed");
        }
    }

    private static List<Transfer> chosen(Arguments args, Environment env) throws CommandException {
        List<Transfer> chosen = new ArrayList<>();
        for (String id : args.operands()) {
            chosen.add(env.transfer(id));
        }
        if (!args.operands().isEmpty()) {
            return chosen;
        }
        Transfer newest = env.transfer(null);
        for (Transfer t : env.transfers().all()) {
            if (!t.state().over() || t == newest) {
                chosen.add(t);
            }
        }
        return chosen;
    }
}
