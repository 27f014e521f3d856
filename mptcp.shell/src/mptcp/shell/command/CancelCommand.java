package mptcp.shell.command;

import mptcp.shell.world.Transfer;

/** {@code mptcp:cancel}. */
final class CancelCommand implements Command {
    private final Syntax syntax = Syntax.of("cancel", "end transfers that run, by a reset of their connections")
            .operands("TRANSFER...", 1, Integer.MAX_VALUE, Names.RUNNING_TRANSFERS);

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException {
        for (String id : call.arguments().operands()) {
            Transfer t = call.environment().transfer(id);
            if (t.state().over()) {
                throw new CommandException("transfer " + t.id() + " is over: " + TransferReport.lower(t.state()));
            }
            t.cancel();
            call.console().line(TransferReport.result(t));
        }
    }
}
