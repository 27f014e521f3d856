package example.felix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** An application with the framework in it: starts the bundles of a folder, in the order of their names, and waits for the end. */
public final class Application {
    private Application() {}

    /** @param args the folder of the bundles, and the port that the page comes from */
    public static void main(String[] args) throws IOException, BundleException, InterruptedException {
        Path folder = Path.of(args[0]);
        Framework framework = new FrameworkFactory().newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE, Files.createTempDirectory("felix").toString(),
                // the log stands beside the framework, where it finds its provider by itself
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.slf4j;version=2.0,org.slf4j.event;version=2.0,"
                        + "org.slf4j.helpers;version=2.0,org.slf4j.spi;version=2.0",
                "example.port", args[1]));
        framework.start();
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : sorted(folder)) {
            bundles.add(framework.getBundleContext().installBundle(jar.toUri().toString()));
        }
        for (Bundle bundle : bundles) {
            bundle.start();
        }
        framework.waitForStop(0);
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
    }
}
