package mptcp.shell.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mptcp.program.files.FileFault;
import mptcp.shell.text.Show;
import mptcp.shell.world.Trace;

/** {@code mptcp:trace}: packets to a file that Wireshark reads. */
final class TraceCommand implements Command {
    private static final String OFF = "off";
    private static final String EMBEDDED = "the embedded network";
    private static final String LAB = "the lab";
    /** A longer file has a packet in it: the header, and the descriptions of a few interfaces. */
    private static final int FILE_HEADER = 28;

    private final Map<String, Trace> running = new LinkedHashMap<>(); // guarded by itself

    private final Syntax syntax = Syntax.of("trace", "write packets to a capture file, for Wireshark")
            .operands("[FILE | " + OFF + "]", 0, 1,
                    (env, words) -> Stream.of(OFF).map(w -> new Candidate(w, null)).toList())
            .flag("l", "lab", "those of the lab's devices, instead of the client of the embedded network")
            .json()
            .detail("Captures all packets that the client of the embedded network sends and receives, on all paths;")
            .detail("or those that pass the TUN devices of the lab. The file is complete after 'off'. FILE may be a named")
            .detail("pipe that Wireshark reads: packets go there as they come.")
            .example("mptcp:trace /tmp/a.pcapng; mptcp:put -n 1M; mptcp:wait; mptcp:trace off", "one transfer");

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException, IOException {
        String operand = call.arguments().operand(0);
        synchronized (running) {
            if (operand == null) {
                show(call);
            } else if (operand.equals(OFF)) {
                end(call);
            } else {
                begin(call, call.directory().resolve(operand));
            }
        }
    }

    private void show(Invocation call) {
        if (call.arguments().has("json")) {
            call.console().json(running.entrySet().stream().map(e -> json(e.getKey(), e.getValue(), null)).toList());
            return;
        }
        running.forEach((where, trace) -> call.console().line(trace.failure() == null
                ? where + " is traced to " + trace.file()
                : "the trace of " + where + " to " + trace.file() + " has ended: " + reason(trace.failure())));
        if (running.isEmpty()) {
            call.console().line("nothing is traced; 'mptcp:trace FILE' begins");
        }
    }

    /** @param bytes null while it is being written */
    private static Map<String, Object> json(String where, Trace trace, Long bytes) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("where", where);
        map.put("file", trace.file().toString());
        map.put("running", bytes == null);
        if (bytes != null) {
            map.put("bytes", bytes);
        }
        return map;
    }

    private void begin(Invocation call, Path file) throws CommandException, IOException {
        boolean lab = call.arguments().has("lab");
        String where = lab ? LAB : EMBEDDED;
        Trace former = running.get(where);
        if (former != null && former.failure() != null) {
            running.remove(where); // it has ended by itself, which was told
        }
        if (running.containsKey(where)) {
            throw new CommandException(where + " is traced already, to " + running.get(where).file()
                    + "; 'mptcp:trace off' ends that");
        }
        Environment env = call.environment();
        try {
            if (isFile(file)) { // whoever waits for a pipe would take this for its end
                Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
            }
        } catch (NoSuchFileException e) {
            throw new CommandException("there is no folder " + file.getParent(), e);
        } catch (IOException e) {
            throw new CommandException(FileFault.said(e), e);
        }
        running.put(where, lab ? env.laboratory().trace(file) : env.network().trace(file));
        if (call.arguments().has("json")) {
            call.console().json(List.of(json(where, running.get(where), null)));
        } else {
            call.console().line(where + " is traced to " + file + "; 'mptcp:trace off' ends it");
            nothingYet(env, lab).forEach(call.console()::line);
        }
    }

    /** Not a pipe or a device; it may be made yet. */
    private static boolean isFile(Path file) {
        return !Files.exists(file) || Files.isRegularFile(file) || Files.isDirectory(file);
    }

    /** What to say at once where nothing is to be seen so far, and where it may be instead. */
    private static List<String> nothingYet(Environment env, boolean lab) throws CommandException {
        List<String> lines = new ArrayList<>();
        if ((lab ? env.laboratory().stack() : env.network().client()).inspector().connectionCount() == 0) {
            lines.add("no connection is there yet: '" + (lab ? "mptcp:put --server kernel" : "mptcp:put") + "' makes one");
            if (!lab && env.laboratories().present().isPresent()) {
                lines.add("what passes between the lab and the kernel is traced by 'mptcp:trace --lab FILE'");
            }
        }
        return lines;
    }

    private void end(Invocation call) throws CommandException, IOException {
        if (running.isEmpty()) {
            throw new CommandException("nothing is traced");
        }
        List<Object> written = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        boolean json = call.arguments().has("json");
        for (Map.Entry<String, Trace> e : running.entrySet()) {
            Trace trace = e.getValue();
            try {
                trace.close();
            } catch (IOException failure) {
                failures.add("the trace to " + trace.file() + " is not complete: " + reason(failure));
            }
            long bytes = Files.exists(trace.file()) ? Files.size(trace.file()) : 0;
            written.add(json(e.getKey(), trace, bytes));
            if (!json && !isFile(trace.file())) {
                call.console().line("the trace to " + trace.file() + " has ended");
            } else if (!json) {
                call.console().line("wrote " + trace.file() + ", " + Show.size(bytes)
                        + (bytes > FILE_HEADER ? "" : ": no packet of " + e.getKey() + " passed meanwhile"));
            }
        }
        running.clear();
        if (json) {
            call.console().json(written);
        }
        if (!failures.isEmpty()) {
            throw new CommandException(String.join("\n", failures));
        }
    }

    private static String reason(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
