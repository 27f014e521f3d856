package mptcp.experiment.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mptcp.io.sim.DeliveryTrace;

/**
 * Recordings of links beside experiments: Mahimahi's, which say when packets go (any name but {@code .csv}), and
 * comma-separated ones that say what a link is like from a time on. Each is read once.
 */
final class Traces {
    private static final Map<String, String> COLUMNS = Map.of("rate_mbit", "rate", "delay_ms", "delay",
            "loss_percent", "loss");
    private static final String TIME = "time_s";

    private final List<Path> folders;
    private final Map<String, String> texts = new TreeMap<>();

    /** @param folders where they are looked for, there or in a folder {@code traces} */
    Traces(List<Path> folders) {
        this.folders = folders;
    }

    List<Path> folders() {
        return folders;
    }

    /** What a link is like from a time on. @param change as {@link mptcp.io.sim.LinkSpec#with} reads it */
    record Change(long atNs, String change) {}

    /** By file name: what was read. */
    Map<String, String> texts() {
        return texts;
    }

    String text(String name) {
        return texts.computeIfAbsent(name, _ -> {
            for (Path folder : folders) {
                for (Path file : List.of(folder.resolve(name),
                        folder.resolve("traces").resolve(Path.of(name).getFileName()))) {
                    if (Files.isRegularFile(file)) {
                        try {
                            return Files.readString(file);
                        } catch (IOException e) {
                            throw new IllegalArgumentException("trace " + name + " cannot be read: " + e, e);
                        }
                    }
                }
            }
            throw new IllegalArgumentException("there is no trace '" + name + "' beside the file, nor one of that name"
                    + " that comes with the program");
        });
    }

    static boolean isTable(String name) {
        return name.endsWith(".csv");
    }

    DeliveryTrace deliveries(String name) {
        try {
            return DeliveryTrace.of(text(name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("trace " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * What a table says, again and again if it is shorter.
     *
     * @param mostChanges in all
     */
    List<Change> changes(String name, long fromNs, long untilNs, int mostChanges) {
        String[] lines = text(name).strip().split("\\R");
        List<String> columns = cells(lines[0]);
        if (!columns.contains(TIME) || columns.size() < 2
                || columns.stream().anyMatch(c -> !c.equals(TIME) && !COLUMNS.containsKey(c))) {
            throw new IllegalArgumentException("trace " + name + ": its first line must name the columns: " + TIME
                    + " and some of delay_ms, loss_percent, rate_mbit, not '" + lines[0] + "'");
        }
        List<Change> once = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            once.add(change(name, i + 1, columns, cells(lines[i])));
            if (i > 1 && once.get(i - 1).atNs() <= once.get(i - 2).atNs()) {
                throw new IllegalArgumentException("trace " + name + ", line " + (i + 1) + ": times must grow");
            }
        }
        if (once.size() < 2) {
            throw new IllegalArgumentException("trace " + name + " needs two lines at least");
        }
        long stepNs = once.getLast().atNs() - once.get(once.size() - 2).atNs();
        long periodNs = once.getLast().atNs() + stepNs - once.getFirst().atNs();
        List<Change> changes = new ArrayList<>();
        for (long roundNs = fromNs; roundNs < untilNs; roundNs += periodNs) {
            for (Change c : once) {
                long atNs = roundNs + c.atNs() - once.getFirst().atNs();
                if (atNs < untilNs) {
                    changes.add(new Change(atNs, c.change()));
                }
            }
            if (changes.size() > mostChanges) {
                throw new IllegalArgumentException("trace " + name + " would change the link more than " + mostChanges
                        + " times");
            }
        }
        return changes;
    }

    private static List<String> cells(String line) {
        return List.of(line.strip().split("\\s*,\\s*"));
    }

    private static Change change(String name, int line, List<String> columns, List<String> cells) {
        try {
            if (cells.size() != columns.size()) {
                throw new IllegalArgumentException(cells.size() + " values for " + columns.size() + " columns");
            }
            Map<String, String> parts = new LinkedHashMap<>();
            long atNs = 0;
            for (int i = 0; i < cells.size(); i++) {
                double value = Double.parseDouble(cells.get(i));
                switch (columns.get(i)) {
                    case TIME -> atNs = Math.round(value * 1e9);
                    case "rate_mbit" -> parts.put("rate", "" + Math.max(1, Math.round(value * 1e6)));
                    case "delay_ms" -> parts.put("delay", Math.round(value * 1e3) + "us");
                    default -> parts.put("loss", java.math.BigDecimal.valueOf(value).toPlainString() + "%");
                }
            }
            String change = String.join(",", parts.entrySet().stream().map(p -> p.getKey() + "=" + p.getValue())
                    .toList());
            mptcp.io.sim.LinkSpec.IDEAL.with(change);
            return new Change(atNs, change);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("trace " + name + ", line " + line + ": " + e.getMessage(), e);
        }
    }
}
