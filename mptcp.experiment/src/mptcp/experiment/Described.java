package mptcp.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of all commands that read the description of an experiment: what is changed in it. */
final class Described {
    /** Of the commands that give the same results again. */
    static final String PAYLOAD_FREE = "--payload-free";

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "gives a parameter another value; may be repeated")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = PAYLOAD_FREE, description = "lengths without bytes: the same numbers, sooner")
    private boolean payloadFree;

    Map<String, String> parameters() {
        return parameters;
    }

    boolean payloadFree() {
        return payloadFree;
    }

    /** The words that say so. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (payloadFree) {
            words.add(PAYLOAD_FREE);
        }
        parameters.forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
        return words;
    }
}
