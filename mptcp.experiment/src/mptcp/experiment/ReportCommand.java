package mptcp.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import mptcp.experiment.result.HtmlReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sim report}: one page of a folder of results. */
@Command(name = "report", sortOptions = false, description = "One page of HTML that needs nothing else, with tables and plots.")
final class ReportCommand implements Callable<Integer> {
    private final Program program;

    @Parameters(paramLabel = "FOLDER", description = "results of 'sim run' or 'sim sweep'")
    private Path folder;

    @Option(names = "--out", paramLabel = "FILE", description = "the page (default: report.html in the folder)")
    private Path out;

    @Option(names = {"--help", "-h"}, usageHelp = true, description = "this text")
    private boolean help;

    ReportCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.exists(folder.resolve("made.json"))) {
            throw new IOException(folder + " holds no results: there is no made.json in it");
        }
        Path page = out == null ? folder.resolve("report.html") : out;
        Files.writeString(page, HtmlReport.of(folder));
        program.out().println("report in " + page);
        return 0;
    }
}
