package mptcp.shell.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import mptcp.shell.demo.DemoCommand;
import mptcp.shell.fake.FakeBundles;
import mptcp.shell.fake.FakeClock;
import mptcp.shell.fake.FakeLaboratory;
import mptcp.shell.fake.FakeNetwork;
import mptcp.shell.text.Console;
import mptcp.shell.world.Laboratories;
import mptcp.shell.world.Transfers;

/** The commands over fakes; what they print is kept. */
final class Bench implements AutoCloseable {
    final FakeNetwork network = new FakeNetwork();
    final FakeBundles bundles = new FakeBundles();
    final FakeClock clock = new FakeClock();
    final Transfers transfers = new Transfers(clock);
    /** The one that was made last, or null. */
    FakeLaboratory lab;
    final Environment environment = new Environment(() -> network, () -> network,
            new Laboratories((settings, stacks) -> lab = FakeLaboratory.make(settings, network), transfers), bundles,
            transfers, clock);
    final List<Command> commands = new Commands(List.of(new DemoCommand())).all();

    Command command(String name) {
        return commands.stream().filter(c -> c.syntax().name().equals(name)).findFirst().orElseThrow();
    }

    /** Runs a line, split at blanks; returns what it printed. */
    String run(String line) throws Exception {
        List<String> words = List.of(line.split(" "));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Console console = Console.plain(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        Commands.run(command(words.getFirst()), words.subList(1, words.size()), environment, console, Path.of("."));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The message of the error that a line gives. */
    String error(String line) throws Exception {
        try {
            throw new AssertionError("no error but: " + run(line));
        } catch (CommandException e) {
            return e.toString();
        }
    }

    /** What the console would propose for the last word of a line. */
    List<String> complete(String line) {
        List<String> words = List.of(line.split(" ", -1));
        return Commands.complete(command(words.getFirst()), words, environment).stream().map(Candidate::value).toList();
    }

    @Override
    public void close() {
        transfers.close();
        network.close();
    }
}
