package mptcp.shell.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.socket.LoopStuckException;
import mptcp.program.files.FileFault;
import mptcp.shell.text.Console;
import mptcp.shell.world.Transfer;

/** The commands, in the order in which the help lists them. Any thread. */
public final class Commands {
    private final List<Command> all = new ArrayList<>();

    /** @param others commands that are made elsewhere */
    public Commands(List<Command> others) {
        all.add(new TransferCommand(Transfer.Direction.PUT));
        all.add(new TransferCommand(Transfer.Direction.GET));
        all.add(new IperfCommand());
        all.add(new TransfersCommand());
        all.add(new WatchCommand());
        all.add(new WaitCommand());
        all.add(new CancelCommand());
        all.add(new SsCommand());
        all.add(new WhyCommand());
        all.add(new MonitorCommand());
        all.add(new NstatCommand());
        all.add(new TraceCommand());
        all.add(new QlogCommand());
        all.add(new PolicyCommand());
        all.add(new BundlesCommand());
        all.add(BundleCommand.stop());
        all.add(BundleCommand.start());
        all.add(BundleCommand.update());
        all.add(new LinkCommand());
        all.add(new LabCommand());
        all.add(new EndpointCommand());
        all.add(new LimitsCommand());
        all.add(new HostsCommand());
        all.addAll(others);
        all.add(new HelpCommand(all));
    }

    public List<Command> all() {
        return List.copyOf(all);
    }

    /**
     * Runs one on the calling thread.
     *
     * @throws CommandException also for what the stack or the file system refuses
     */
    public static void run(Command command, List<String> words, Environment environment, Console console,
            Path directory) throws Exception {
        Arguments arguments = Arguments.parse(command.syntax(), words);
        if (arguments.help()) {
            console.lines(command.syntax().help());
            return;
        }
        try {
            command.run(new Invocation(arguments, environment, console, directory));
        } catch (LoopStuckException e) {
            throw new CommandException(Environment.stuck(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException(FileFault.said(e), e);
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }

    /**
     * Proposals for the last of these words, whatever it is so far.
     *
     * @param words the command's name, the words after it, and what is typed of the word to complete
     */
    public static List<Candidate> complete(Command command, List<String> words, Environment environment) {
        Syntax syntax = command.syntax();
        List<String> before = words.subList(0, words.size() - 1);
        if (before.size() > 1) {
            Syntax.Option option = syntax.option(before.getLast());
            if (option != null && option.value() != null) {
                return option.completer().candidates(environment, before);
            }
        }
        return words.getLast().startsWith("-") ? syntax.optionCandidates() : operands(syntax, before, environment);
    }

    /** Whether the last of these words may name a file. @param words as of {@link #complete} */
    public static boolean takesFiles(Command command, List<String> words) {
        Syntax syntax = command.syntax();
        List<String> before = words.subList(0, words.size() - 1);
        Syntax.Option option = before.size() > 1 ? syntax.option(before.getLast()) : null;
        if (option != null && option.value() != null) {
            return Syntax.namesFiles(option.value());
        }
        return syntax.takesFiles() && plain(syntax, before).size() <= syntax.maxOperands();
    }

    private static List<Candidate> operands(Syntax syntax, List<String> before, Environment environment) {
        List<String> plain = plain(syntax, before);
        return plain.size() > syntax.maxOperands() ? List.of()
                : syntax.operandCompleter().candidates(environment, plain);
    }

    /** The command's name and its operands, without options and their values. */
    private static List<String> plain(Syntax syntax, List<String> before) {
        List<String> plain = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Syntax.Option option = syntax.option(before.get(i));
            if (i == 0 || !before.get(i).startsWith("-")) {
                plain.add(before.get(i));
            } else if (option != null && option.value() != null) {
                i++; // its value is no operand
            }
        }
        return plain;
    }
}
