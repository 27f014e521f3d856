package mptcp.run;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Loads a program apart from this one, with nothing but the JDK in common, so that neither meets the other's libraries,
 * and runs its main method.
 */
final class Launcher {
    private final ClassLoader loader;
    private static final List<String> UNHEEDED = List.of("Launcher-Agent-Class", "Add-Exports", "Add-Opens",
            "Enable-Native-Access");

    private final MainMethod main;
    private final Options.Program program;

    /** @throws IllegalArgumentException that says what cannot be found */
    Launcher(Options.Program program) throws IOException {
        this.program = program;
        List<URL> urls = new ArrayList<>();
        for (Path each : program.path()) {
            if (!Files.exists(each)) {
                throw new IllegalArgumentException("there is no " + each);
            }
            urls.add(each.toUri().toURL());
        }
        // it stays open: the program may load classes to its end
        loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        String name = program.main() != null ? program.main() : mainClass(program.path().getFirst());
        try {
            main = MainMethod.of(Class.forName(name, false, loader));
        } catch (ClassNotFoundException | NoSuchMethodException e) {
            throw new IllegalArgumentException("there is no main method of " + name + " in " + program.path(), e);
        }
    }

    /**
     * Runs the main method; other threads of the program may go on.
     *
     * @throws Throwable what the program throws
     */
    void run() throws Throwable {
        Thread.currentThread().setContextClassLoader(loader);
        System.setProperty("java.class.path", String.join(File.pathSeparator,
                program.path().stream().map(Path::toString).toList()));
        main.run(program.arguments().toArray(String[]::new));
    }

    /** Attributes of the program's jar that a launcher within the JVM cannot put in force. */
    List<String> unheeded() throws IOException {
        Path jar = program.path().getFirst();
        if (program.main() != null || !Files.isRegularFile(jar)) {
            return List.of(); // of a class path, 'java' does not heed them either
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            Attributes attributes = file.getManifest().getMainAttributes();
            return UNHEEDED.stream().filter(a -> attributes.getValue(a) != null).toList();
        }
    }

    private static String mainClass(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String name = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
            if (name == null) {
                throw new IllegalArgumentException(jar + " names no main class: say -cp " + jar + " CLASS");
            }
            return name;
        }
    }
}
