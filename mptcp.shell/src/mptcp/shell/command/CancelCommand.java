package mptcp.shell.command;

import java.util.ArrayList;
import java.util.List;
import mptcp.shell.world.Transfer;

/** {@code mptcp:cancel}. */
final class CancelCommand implements Command {
    private final Syntax syntax = Syntax.of("cancel", "end transfers that run, by a reset of their connections")
            .operands("TRANSFER...", 1, Integer.MAX_VALUE, Names.RUNNING_TRANSFERS)
            .json();

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException {
        List<Transfer> cancelled = new ArrayList<>();
        boolean json = call.arguments().has("json");
        for (String id : call.arguments().operands()) {
            Transfer t = call.environment().transfer(id);
            if (t.state().over()) {
                throw new CommandException("transfer " + t.id() + " is over: " + TransferReport.lower(t.state()));
            }
            t.cancel();
            cancelled.add(t);
            if (!json) {
                call.console().line(TransferReport.result(t));
            }
        }
        if (json) {
            call.console().json(cancelled.stream().map(TransferReport::json).toList());
        }
    }
}
