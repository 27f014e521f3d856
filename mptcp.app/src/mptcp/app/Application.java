package mptcp.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the build wrote down of a bndrun: lines {@code package CLAUSE}, exported by what stands beside the framework on
 * the class path, and {@code bundle LEVEL FILE}.
 */
record Application(List<String> packages, List<Item> bundles) {
    private static final String RESOURCE = "application";

    record Item(int level, Path file) {}

    /** From the file that the system property mptcp.application names, or from inside the runnable jar. */
    static Application load(Path folder) throws IOException {
        String file = System.getProperty("mptcp.application");
        return file != null ? parse(Files.readAllLines(Path.of(file)), null) : parse(packed(), folder);
    }

    private static List<String> packed() throws IOException {
        try (InputStream in = resource(RESOURCE)) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }

    private static Application parse(List<String> lines, Path unpackInto) throws IOException {
        List<String> packages = new ArrayList<>();
        List<Item> bundles = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ", 3);
            if (words[0].equals("package")) {
                packages.add(line.substring("package ".length()));
            } else {
                Path file = unpackInto == null ? Path.of(words[2]) : unpack(words[2], unpackInto);
                bundles.add(new Item(Integer.parseInt(words[1]), file));
            }
        }
        return new Application(packages, bundles);
    }

    private static Path unpack(String name, Path folder) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (InputStream in = resource(name)) {
            Files.copy(in, file);
        }
        return file;
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = Application.class.getResourceAsStream("/" + name);
        if (in == null) {
            throw new FileNotFoundException(name + " is not in the jar: build it with ./mptcp package");
        }
        return in;
    }
}
