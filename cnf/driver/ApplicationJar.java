import aQute.bnd.build.Project;
import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.osgi.FileResource;
import aQute.bnd.osgi.Jar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** One jar of the application's main class, the framework, what stands beside it, and the bundles. */
final class ApplicationJar {
    private final Project project;
    private final Bndruns bndruns;

    ApplicationJar(Project project, Bndruns bndruns) {
        this.project = project;
        this.bndruns = bndruns;
    }

    Path write(Path bndrun) throws Exception {
        Path file = project.getTarget().toPath().resolve("package/mptcp.jar");
        Files.createDirectories(file.getParent());
        List<Path> path = new ArrayList<>(Bndruns.jars(project));
        path.addAll(bndruns.classPath(bndrun));
        List<Jar> contents = new ArrayList<>();
        try (Jar jar = new Jar("mptcp")) {
            for (Path each : path) {
                contents.add(unroll(each, jar));
            }
            for (Path bundle : Disk.files(bndruns.bundles(bndrun))) {
                jar.putResource(inside(bundle), new FileResource(bundle));
            }
            var lines = Programs.description(bndruns, bndrun, ApplicationJar::inside);
            jar.putResource("application", new EmbeddedResource(String.join("\n", lines), 0));
            jar.setManifest(manifest());
            jar.setReproducible("true");
            jar.write(file.toFile());
        }
        contents.forEach(Jar::close);
        Log.say("packaged", file.toString());
        return file;
    }

    private static String inside(Path bundle) {
        return "bundles/" + bundle.getFileName();
    }

    /** The content has to stay open until it is written. */
    private static Jar unroll(Path file, Jar into) throws Exception {
        Jar content = new Jar(file.toFile());
        content.getResources().forEach((name, resource) -> {
            if (!name.matches("META-INF/(MANIFEST.MF|maven/.*|.*\\.(SF|RSA|DSA))|OSGI-OPT/.*|.*module-info.class")) {
                into.putResource(name, resource, false);
            }
        });
        return content;
    }

    private static Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.putValue("Manifest-Version", "1.0");
        main.putValue("Main-Class", "mptcp.app.Main");
        main.putValue("Multi-Release", "true");
        main.putValue("Enable-Native-Access", "ALL-UNNAMED");
        return manifest;
    }
}
