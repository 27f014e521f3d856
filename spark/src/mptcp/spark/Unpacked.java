package mptcp.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.SparkFiles;

/**
 * The program that makes runs, from the parcel that came to this worker, made once in a JVM. Its classes see the JDK and
 * one another, and nothing of Spark.
 */
final class Unpacked {
    static final String PARCEL = "parcel";

    private static Function<String, String> program;

    private Unpacked() {}

    static synchronized Function<String, String> program() {
        if (program == null) {
            program = load(Path.of(SparkFiles.get(PARCEL)));
        }
        return program;
    }

    // the loader is there as long as the JVM; what it makes is a Function of texts, as its class says
    @SuppressWarnings({"resource", "unchecked"})
    private static Function<String, String> load(Path folder) {
        try (Stream<Path> files = Files.list(folder.resolve("jars"))) {
            List<URL> jars = new ArrayList<>();
            for (Path jar : files.sorted().toList()) {
                jars.add(jar.toUri().toURL());
            }
            ClassLoader loader = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
            return (Function<String, String>) Class.forName("mptcp.experiment.RunServer", true, loader)
                    .getConstructor(Path.class).newInstance(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
