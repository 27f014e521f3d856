package mptcp.shell.command;

import java.util.List;
import mptcp.shell.text.Show;
import mptcp.shell.text.Table;
import mptcp.shell.world.Transfer;

/** {@code mptcp:transfers}. */
final class TransfersCommand implements Command {
    private final Syntax syntax = Syntax.of("transfers", "list the transfers, those that are over too").json();

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) {
        List<Transfer> all = call.environment().transfers().all();
        if (call.arguments().has("json")) {
            call.console().json(all.stream().map(TransferReport::json).toList());
            return;
        }
        if (all.isEmpty()) {
            call.console().line("no transfer yet; 'mptcp:put --bytes 64M' starts one");
            return;
        }
        Table table = new Table("ID", "ROUTE", "STATE", ">DONE", ">BYTES", ">SECONDS", ">MBIT/S", "CONNECTION",
                "CONTENT");
        for (Transfer t : all) {
            table.row(t.id(), t.from() + " > " + t.to(), TransferReport.lower(t.state()), TransferReport.percent(t),
                    Show.size(t.transferred()), Show.tenths(t.elapsedNs() / 1e9),
                    Show.tenths(TransferReport.meanRate(t) / 1e6), t.observed(), t.content().name());
        }
        call.console().table(table);
    }
}
