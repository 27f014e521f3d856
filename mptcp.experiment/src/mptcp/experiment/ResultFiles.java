package mptcp.experiment;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.result.Failure;
import mptcp.experiment.result.Outcome;
import mptcp.experiment.result.Summary;
import mptcp.experiment.result.Tables;
import mptcp.json.Json;

/** What every folder of results has, of a run as of a sweep: it can be repeated from there. */
final class ResultFiles {
    private ResultFiles() {}

    static Map<String, byte[]> of(ExperimentFile file, List<Outcome> outcomes, List<Failure> failures, Summary summary,
            List<Summary.Difference> differences, Map<String, Object> made) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(VerifyCommand.FILE, bytes(file.text()));
        file.traces().forEach((name, text) ->
                files.put("traces/" + java.nio.file.Path.of(name).getFileName(), bytes(text)));
        files.put(VerifyCommand.MADE, bytes(Json.of(made) + "\n"));
        files.put(VerifyCommand.RUNS, bytes(Tables.runs(outcomes, failures, file.parameters())));
        files.put("summary.csv", bytes(Tables.summary(summary, file.parameters())));
        if (!differences.isEmpty()) {
            files.put("comparison.csv", bytes(Tables.differences(differences, file.parameters())));
        }
        return files;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
