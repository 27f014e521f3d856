package mptcp.shell.command;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The schemas in docs/schemas, which tell programs what commands print with {@code --json}. */
final class Schemas {
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final String SUFFIX = ".json";

    private Schemas() {}

    static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("docs/schemas"))) {
            root = root.getParent();
        }
        return root;
    }

    /** The commands that there is one of. */
    static Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(root().resolve("docs/schemas"))) {
            return files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(SUFFIX))
                    .map(f -> f.substring(0, f.length() - SUFFIX.length())).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** What is not as the schema of the command says; nothing: "". */
    static String problems(String command, String document) {
        try {
            String schema = Files.readString(root().resolve("docs/schemas").resolve(command + SUFFIX));
            return FACTORY.getSchema(schema).validate(document, InputFormat.JSON).stream().map(each -> "docs/schemas/" + command + SUFFIX + ": " + each)
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
