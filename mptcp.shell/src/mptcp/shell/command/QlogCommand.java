package mptcp.shell.command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import mptcp.shell.world.QlogRecording;

/** {@code mptcp:qlog}: events of connections into files for qlog's tools. */
final class QlogCommand implements Command {
    private static final String OFF = "off";

    private QlogRecording running; // guarded by this

    private final Syntax syntax = Syntax.of("qlog", "write the events of each connection to a file of its own, as qlog")
            .operands("[FOLDER | " + OFF + "]", 0, 1,
                    (env, words) -> Stream.of(OFF).map(w -> new Candidate(w, null)).toList())
            .host("of this host only")
            .json()
            .detail("Of the hosts that there are when it begins; FOLDER/HOST-ID.sqlog. Files are complete after 'off'.")
            .example("mptcp:qlog /tmp/q; mptcp:put -n 1M; mptcp:wait; mptcp:qlog off", "one transfer, both ends");

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public synchronized void run(Invocation call) throws CommandException, IOException {
        String operand = call.arguments().operand(0);
        if (operand == null) {
            show(call);
        } else if (operand.equals(OFF)) {
            end(call);
        } else if (running != null && running.failure() == null) {
            throw new CommandException("qlog is written to " + running.folder() + " already; 'mptcp:qlog off' ends that");
        } else {
            running = new QlogRecording(call.directory().resolve(operand), call.hosts());
            tell(call, true, "qlog is written to " + running.folder() + "; 'mptcp:qlog off' ends it");
        }
    }

    private void show(Invocation call) {
        if (running == null) {
            tell(call, false, "no qlog is written; 'mptcp:qlog FOLDER' begins");
        } else {
            tell(call, true, "qlog is written to " + running.folder() + (running.failure() == null ? "" : ", and has ended: "
                    + running.failure().getMessage()));
        }
    }

    private void end(Invocation call) throws CommandException, IOException {
        if (running == null) {
            throw new CommandException("no qlog is written");
        }
        try {
            running.close();
            tell(call, false, "wrote " + running.files() + (running.files() == 1 ? " file" : " files") + " to " + running.folder());
        } finally {
            running = null;
        }
    }

    private void tell(Invocation call, boolean writing, String text) {
        if (!call.arguments().has("json")) {
            call.console().line(text);
            return;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("running", writing && running.failure() == null);
        if (running != null) {
            map.put("folder", running.folder().toString());
            map.put("files", running.files());
        }
        call.console().json(map);
    }
}
