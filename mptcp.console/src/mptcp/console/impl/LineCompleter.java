package mptcp.console.impl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mptcp.console.ArgumentCompleter;
import org.apache.felix.service.command.CommandSession;
import org.jline.builtins.Completers.FileNameCompleter;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Completes the names of commands, and arguments by the {@link ArgumentCompleter} of the command. */
final class LineCompleter implements Completer {
    private static final Set<String> BUNDLE_COMMANDS =
            Set.of("bundle", "headers", "inspect", "refresh", "resolve", "start", "stop", "uninstall", "update", "which");

    private final BundleContext context;
    private final CommandSession session;
    private final Completer files = new FileNameCompleter();

    LineCompleter(BundleContext context, CommandSession session) {
        this.context = context;
        this.session = session;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0) {
            commands(line.word(), candidates);
            return;
        }
        List<String> words = new ArrayList<>(line.words().subList(0, line.wordIndex()));
        words.add(line.word().substring(0, line.wordCursor()));
        Arguments proposed = arguments(words);
        new TreeSet<>(proposed.words()).forEach(each -> candidates.add(new Candidate(each)));
        if (proposed.words().isEmpty() && proposed.files()) {
            files.complete(reader, line, candidates);
        }
    }

    /** Proposals for the last of these words; for a session elsewhere. */
    Collection<String> proposals(List<String> words) {
        if (words.size() > 1) {
            return new TreeSet<>(arguments(words).words());
        }
        List<Candidate> names = new ArrayList<>();
        commands(words.getFirst(), names);
        return new TreeSet<>(names.stream().map(Candidate::value).toList());
    }

    /** All by their short name, grouped by scope, and by their full name once a scope is typed. */
    private void commands(String typed, List<Candidate> candidates) {
        @SuppressWarnings("unchecked") // a gogo session's variable of this name is a set of names
        Collection<String> names = (Collection<String>) session.get(".commands");
        for (String full : names) {
            int colon = full.indexOf(':');
            String scope = full.substring(0, colon);
            if (!scope.equals("*")) {
                String value = typed.contains(":") ? full : full.substring(colon + 1);
                candidates.add(new Candidate(value, value, scope, null, null, null, true));
            }
        }
    }

    /** @param files whether names of files may stand there */
    private record Arguments(Collection<String> words, boolean files) {}

    private Arguments arguments(List<String> words) {
        String command = words.getFirst();
        int colon = command.indexOf(':');
        String scope = colon < 0 ? "*" : command.substring(0, colon);
        String function = command.substring(colon + 1);
        words.set(0, function);
        List<String> found = new ArrayList<>();
        boolean files = true;
        for (ServiceReference<ArgumentCompleter> reference : completers(scope, function)) {
            ArgumentCompleter completer = context.getService(reference);
            if (completer != null) {
                try {
                    found.addAll(completer.complete(words));
                    files &= completer.takesFiles(words);
                } finally {
                    context.ungetService(reference);
                }
            }
        }
        if (found.isEmpty() && BUNDLE_COMMANDS.contains(function) && (colon < 0 || scope.equals("felix"))) {
            for (Bundle bundle : context.getBundles()) {
                found.add(bundle.getSymbolicName());
            }
        }
        return new Arguments(found, files);
    }

    private List<ServiceReference<ArgumentCompleter>> completers(String scope, String function) {
        if (!(scope + function).matches("[\\w.*-]+")) {
            return List.of();
        }
        try {
            return context.getServiceReferences(ArgumentCompleter.class,
                    "(&(osgi.command.scope=" + scope + ")(osgi.command.function=" + function + "))").stream()
                    .sorted(Comparator.reverseOrder()).toList();
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
