package mptcp.program;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import mptcp.program.files.FileFault;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * How the command lines of the programs are read: by picocli, set up the same in all. A mistake is one line on standard error that
 * says what to write instead and where the help is, and the exit status is 2; whatever else fails is one line, and 1. Of an option
 * that is there twice the last one counts, and a word with @ is that word.
 */
public final class CommandLines {
    public static final int FAILED = CommandLine.ExitCode.SOFTWARE;
    public static final int USAGE = CommandLine.ExitCode.USAGE;

    private static final int WIDTH = 120;
    private static final int OPTION_WIDTH = 34;

    private CommandLines() {}

    /**
     * @param command an object with picocli's annotations, or a {@link CommandSpec}
     * @return what reads its words; subcommands that are added later need {@link #like}
     */
    public static CommandLine of(Object command, PrintStream out, PrintStream err) {
        return like(new CommandLine(command), out, err);
    }

    /** Sets up what reads the words of a command, and of the subcommands that it has by now. */
    public static CommandLine like(CommandLine line, PrintStream out, PrintStream err) {
        if (!line.getSubcommands().isEmpty()) {
            line.addSubcommand(new Help());
        }
        return line.setOut(new PrintWriter(out, true, out.charset())).setErr(new PrintWriter(err, true, err.charset()))
                .setExpandAtFiles(false).setPosixClusteredShortOptionsAllowed(false).setUsageHelpWidth(WIDTH).setUsageHelpLongOptionsMaxWidth(OPTION_WIDTH).setOverwrittenOptionsAllowed(true)
                .setParameterExceptionHandler((e, _) -> wrong(e))
                .setExecutionExceptionHandler((e, at, _) -> failed(e, at));
    }

    /** {@code help}, where there are commands. */
    @Command(name = "help", description = "Prints this text, or that of a command.")
    private static final class Help implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "the command to explain")
        private String command;

        @Override
        public Integer call() {
            CommandLine parent = spec.parent().commandLine();
            CommandLine asked = command == null ? parent : parent.getSubcommands().get(command);
            if (asked == null) {
                throw new UnmatchedArgumentException(parent, List.of(command));
            }
            asked.usage(parent.getOut());
            return 0;
        }
    }

    /** Says what is wrong with the words. @return the exit status */
    public static int wrong(ParameterException e) {
        return wrong(e.getCommandLine(), said(e));
    }

    private static int wrong(CommandLine at, String message) {
        at.getErr().println("error: " + message + " (" + at.getCommandSpec().qualifiedName() + " --help)");
        return USAGE;
    }

    /**
     * Says what failed. An {@link IllegalArgumentException} is a mistake in the words.
     *
     * @return the exit status
     * @throws Exception what nobody expects: a fault of the program
     */
    public static int failed(Exception e, CommandLine at) throws Exception {
        switch (e) {
            case ParameterException mistake -> {
                return wrong(mistake);
            }
            case IllegalArgumentException mistake -> {
                return wrong(at, mistake.getMessage());
            }
            case IOException failure -> at.getErr().println("error: " + FileFault.said(failure));
            case UncheckedIOException failure -> at.getErr().println("error: " + FileFault.said(failure));
            case InterruptedException _ -> Thread.currentThread().interrupt();
            default -> throw e;
        }
        return FAILED;
    }

    /** What is wrong, for people. */
    public static String said(ParameterException e) {
        return switch (e) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched);
            case MissingParameterException missing when !missing.getCommandLine().getUnmatchedArguments().isEmpty() ->
                    unmatched(new UnmatchedArgumentException(missing.getCommandLine(), missing.getCommandLine().getUnmatchedArguments()));
            case MissingParameterException missing -> missing(missing);
            default -> e.getArgSpec() == null || e.getValue() == null ? e.getMessage() : value(e);
        };
    }

    private static String unmatched(UnmatchedArgumentException e) {
        String word = e.getUnmatched().getFirst();
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        if (word.startsWith("-")) {
            return "there is no option '" + word + "'; there are " + String.join(", ", ownOptions(spec));
        }
        if (!spec.subcommands().isEmpty()) {
            return "there is no '" + spec.name().replace("./mptcp ", "") + " " + word + "'; there are "
                    + String.join(", ", spec.subcommands().keySet());
        }
        return "'" + word + "' is one word too many";
    }

    private static String missing(MissingParameterException e) {
        List<ArgSpec> missing = e.getMissing();
        if (missing.size() == 1 && missing.getFirst() instanceof OptionSpec option
                && !e.getMessage().startsWith("Missing required option")) {
            return option.longestName() + " needs a value: " + option.paramLabel();
        }
        String names = missing.stream().map(CommandLines::name).distinct().collect(Collectors.joining(", "));
        int last = names.lastIndexOf(", ");
        return last < 0 ? names + " is missing" : names.substring(0, last) + " and " + names.substring(last + 2) + " are missing";
    }

    private static String value(ParameterException e) {
        Class<?>[] types = e.getArgSpec().auxiliaryTypes();
        Class<?> type = types.length == 0 ? e.getArgSpec().type() : types[0];
        int map = e.getMessage().indexOf(" should be in KEY=VALUE format but was ");
        if (map >= 0) {
            String given = e.getMessage().substring(e.getMessage().lastIndexOf(" but was ") + 9);
            return name(e.getArgSpec()) + " needs " + e.getArgSpec().paramLabel() + ", not '" + given + "'";
        }
        boolean whole = Set.of(int.class, long.class, Integer.class, Long.class).contains(type);
        if (whole || type == double.class || type == Double.class) {
            return name(e.getArgSpec()) + " needs a " + (whole ? "whole " : "") + "number, not '" + e.getValue() + "'";
        }
        return name(e.getArgSpec()) + ": " + e.getMessage().replaceFirst("^Invalid value for .*?: ", "");
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static List<String> ownOptions(CommandSpec spec) {
        return spec.options().stream().filter(o -> !o.hidden()).map(OptionSpec::longestName).sorted().toList();
    }

    /** The names of all subcommands and options of a command that its help shows; for tests of the pages that explain them. */
    public static Set<String> words(CommandLine line) {
        Set<String> words = new TreeSet<>(ownOptions(line.getCommandSpec()));
        words.remove("--help");
        line.getSubcommands().forEach((name, each) -> {
            words.add(name);
            words.addAll(words(each));
        });
        return words;
    }

    /** A number between two bounds. @throws IllegalArgumentException that names the option */
    public static int between(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " needs a number from " + least + (most == Integer.MAX_VALUE ? "" : " to " + most)
                    + ", not '" + value + "'");
        }
        return value;
    }

    /** One of some words. @throws IllegalArgumentException that names the option and the words */
    public static String oneOf(String option, String value, String... legal) {
        if (!List.of(legal).contains(value)) {
            List<String> words = new ArrayList<>(List.of(legal));
            String last = words.removeLast();
            throw new IllegalArgumentException(option + " is " + String.join(", ", words) + " or " + last + ", not '" + value + "'");
        }
        return value;
    }
}
