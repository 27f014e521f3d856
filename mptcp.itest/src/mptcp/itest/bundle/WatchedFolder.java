package mptcp.itest.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A folder that File Install watches, as it does policies/ of the shell. */
public final class WatchedFolder implements AutoCloseable {
    private final Path temporary;
    private final Path folder;
    private final Configuration watch;

    /** @param temporary an empty folder */
    public WatchedFolder(Path temporary, ConfigurationAdmin configurations) throws IOException {
        this.temporary = temporary;
        folder = Files.createDirectory(temporary.resolve("watched"));
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("felix.fileinstall.dir", folder.toString());
        properties.put("felix.fileinstall.tmpdir", temporary.resolve("tmp").toString());
        properties.put("felix.fileinstall.poll", "50");
        properties.put("felix.fileinstall.noInitialDelay", "true");
        watch = configurations.createFactoryConfiguration("org.apache.felix.fileinstall", "?");
        watch.update(properties);
    }

    public Path path() {
        return folder;
    }

    /** Moves a file in, or in the place of its predecessor, so that no half-written one is seen. */
    public void put(String name, byte[] content) throws IOException {
        Path whole = Files.write(temporary.resolve("whole"), content);
        Files.move(whole, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    public void delete(String name) throws IOException {
        Files.delete(folder.resolve(name));
    }

    /** Its bundles are uninstalled, soon. */
    @Override
    public void close() throws IOException {
        watch.delete();
    }
}
