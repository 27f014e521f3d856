package mptcp.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import mptcp.experiment.result.HtmlReport;

/** {@code sim report}: one page of a folder of results. */
final class ReportCommand {
    private final Program program;
    private final Arguments arguments;

    ReportCommand(Program program, List<String> words) {
        this.program = program;
        arguments = new Arguments(words, Set.of(), Set.of("--out"));
    }

    int run() throws IOException {
        Path folder = Path.of(arguments.file());
        if (!Files.exists(folder.resolve("made.json"))) {
            throw new IOException(folder + " holds no results: there is no made.json in it");
        }
        Path page = arguments.get("--out") == null ? folder.resolve("report.html") : Path.of(arguments.get("--out"));
        Files.writeString(page, HtmlReport.of(folder));
        program.out().println("report in " + page);
        return 0;
    }
}
