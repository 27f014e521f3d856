package mptcp.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.policy.loader.PolicyLoader;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What the commands say that make results of one experiment: its file, what is changed in it, of which seeds, and where they go. */
final class OneExperiment {
    @Parameters(index = "0", paramLabel = "FILE", description = "YAML or JSON, or the name of one of those of 'sim list'")
    private String file;

    @Mixin
    private Described described;

    @Mixin
    private Target target;

    ExperimentFile read(Program program, PolicyLoader policies) throws IOException {
        return program.read(file, described, policies);
    }

    Map<String, String> parameters() {
        return described.parameters();
    }

    List<Long> seeds(ExperimentFile read) {
        return target.seeds(read.seeds());
    }

    Path folder(String name) {
        return target.folder(name);
    }

    /** The command that gives the same again. @param own the options of this word alone; null values: not said */
    List<String> command(String word, Map<String, String> own) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("--seeds", target.written());
        all.putAll(own);
        return Program.command(word, file, all, described);
    }
}
