package mptcp.experiment.plan;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with a file, so that all of it is told at once. */
final class Problems {
    private final String file;
    private final Set<String> all = new LinkedHashSet<>();
    /** By place, without numbers, and without what is possible: of thirty copies of an entry the first one's is told. */
    private final Set<String> kinds = new HashSet<>();

    Problems(String file) {
        this.file = file;
    }

    void add(Place place, String message) {
        String at = place.toString();
        if (!at.isEmpty() && !kinds.add(at + message.split(";", 2)[0].replaceAll("[0-9]+", "#"))) {
            return;
        }
        all.add(file + (at.isEmpty() ? "" : ":" + at) + ": " + message);
    }

    /** @throws BadExperiment if there are any */
    void check() {
        if (!all.isEmpty()) {
            throw new BadExperiment(List.copyOf(all));
        }
    }
}
