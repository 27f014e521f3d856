package mptcp.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of the table in docs/security.md: each attack adds its own, and the file is written anew with each. Nothing is
 * asserted about figures of time, since machines differ.
 */
final class Figures {
    private static final Path FILE = Path.of("..", "reports", "attack-figures.md");
    private static final String HEAD = """
            | Attack | By | Service | Memory | Processor time per hostile packet | Test |
            |---|---|---|---|---|---|
            """;
    private static final Map<String, String> ROWS = new TreeMap<>();

    private Figures() {}

    /** Who attacks. */
    enum Foe {
        /** Knows addresses and ports, sees nothing. */
        BLIND("blind"),
        /** The peer itself, or who has its keys. */
        PEER("peer"),
        /** Anybody who can send packets. */
        ANYBODY("anybody"),
        /** Sees and changes what passes. */
        PATH("path");

        private final String text;

        Foe(String text) {
            this.text = text;
        }
    }

    static synchronized void add(String test, String attack, Foe by, String service, String memory, String cost) {
        String row = "| " + String.join(" | ", attack, by.text, service, memory, cost, "`" + test + "`") + " |";
        ROWS.put(test + attack, row);
        System.out.println("measured: " + row);
        List<String> lines = new ArrayList<>(HEAD.lines().toList());
        lines.addAll(ROWS.values());
        try {
            Files.createDirectories(FILE.getParent());
            Files.write(FILE, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
