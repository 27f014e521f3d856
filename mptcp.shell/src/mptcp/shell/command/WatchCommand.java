package mptcp.shell.command;

import mptcp.api.text.Quantity;


/** {@code mptcp:watch}. */
final class WatchCommand implements Command {
    private final Syntax syntax = Syntax.of("watch", "show the progress of a transfer, per subflow, until it is over")
            .operands("[TRANSFER]", 0, 1, Names.TRANSFERS)
            .option("i", "interval", "TIME", "between two looks (500ms)", Completer.NONE)
            .detail("Without a number, the newest transfer. Interrupt (Ctrl-C) leaves it running.");

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws Exception {
        long interval = call.arguments().value("interval").map(Quantity::timeOrSeconds)
                .orElse(TransferCommand.INTERVAL_NS);
        if (interval < 10_000_000) {
            throw new CommandException("an interval of less than 10ms shows nothing");
        }
        Environment env = call.environment();
        new Watcher(env.transfer(call.arguments().operand(0)), env, call.console()).follow(interval);
    }
}
