package mptcp.templates;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** A bnd workspace with this project's policies in it. */
record Workspace(Path root) {
    private static final String SETTINGS = "cnf/build.bnd";

    /** @throws IllegalArgumentException if it is none */
    static Workspace at(Path root) {
        if (!Files.exists(root.resolve(SETTINGS))) {
            throw new IllegalArgumentException(root + " is no workspace of this project: " + SETTINGS + " is not there");
        }
        return new Workspace(root);
    }

    /** The version of what is published of it as a whole: the bill of materials'. */
    String version() throws IOException {
        Properties settings = new Properties();
        try (Reader in = Files.newBufferedReader(root.resolve(SETTINGS))) {
            settings.load(in);
        }
        String version = settings.getProperty("Bundle-Version");
        if (version == null) {
            throw new IOException(root.resolve(SETTINGS) + " has no Bundle-Version");
        }
        return version;
    }

    /** The bundle of a policy that comes with the project; it may be missing. */
    Path own(Kind kind, String policy) {
        return root.resolve(kind.ownPrefix() + policy);
    }
}
