package mptcp.experiment.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mptcp.experiment.Workspace;
import mptcp.experiment.sim.Simulation;
import org.junit.jupiter.api.Test;

/** What the page shows as a file can be run as it stands there: those examples that have paths. */
class DocumentedFilesTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");

    @Test
    void examplesAreFiles() throws IOException {
        Matcher examples = EXAMPLE.matcher(Files.readString(Workspace.ROOT.resolve("docs/experiments.md")));
        int tried = 0;
        while (examples.find()) {
            String text = examples.group(1);
            if (text.contains("\npaths:\n")) {
                String whole = (text.contains("title:") ? "" : "title: of the page\nduration: 10s\n") + text;
                ExperimentFile file = Workspace.parse(whole);
                List<ExperimentFile.Point> points = file.points(true);
                Simulation.rehearse(file.at(points.getLast()), Workspace.POLICIES);
                tried++;
            }
        }
        assertEquals(2, tried);
    }
}
