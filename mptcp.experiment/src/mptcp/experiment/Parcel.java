package mptcp.experiment;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import mptcp.experiment.plan.ExperimentFile;

/**
 * All that a run depends on, as one archive: the very jars of this program and of the policies, the experiment, its traces
 * and parameters. What another machine makes of it is what this one would.
 */
final class Parcel {
    static final String POLICIES = "policies";
    static final String PARAMETERS = "parameters.properties";
    private static final String JARS = "jars";

    private Parcel() {}

    /** @param path jars, and folders of classes */
    static void write(Path archive, List<Path> path, Path policies, ExperimentFile file, Map<String, String> parameters)
            throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (int i = 0; i < path.size(); i++) {
                // their order is that of the class path, and two may have the same name
                zip.putNextEntry(new ZipEntry(String.format(Locale.ROOT, "%s/%04d.jar", JARS, i)));
                if (Files.isDirectory(path.get(i))) {
                    jar(path.get(i), zip);
                } else if (Files.exists(path.get(i))) {
                    Files.copy(path.get(i), zip);
                }
                zip.closeEntry();
            }
            if (Files.isDirectory(policies)) {
                try (Stream<Path> files = Files.list(policies)) {
                    for (Path jar : files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
                        add(zip, POLICIES + "/" + jar.getFileName(), Files.readAllBytes(jar));
                    }
                }
            }
            add(zip, VerifyCommand.FILE, file.text().getBytes(StandardCharsets.UTF_8));
            for (var trace : file.traces().entrySet()) {
                add(zip, "traces/" + Path.of(trace.getKey()).getFileName(),
                        trace.getValue().getBytes(StandardCharsets.UTF_8));
            }
            Properties set = new Properties();
            set.putAll(parameters);
            StringWriter text = new StringWriter();
            set.store(text, null);
            add(zip, PARAMETERS, text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static void jar(Path folder, OutputStream out) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            JarOutputStream jar = new JarOutputStream(out); // whose end is not the end of what it is in
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                add(jar, folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
            jar.finish();
        }
    }
}
