import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.jar.JarFile;

/**
 * A digest of all that a result depends on: by content, so that an identical jar starts no cascade of work. Files of the
 * workspace go by their names in it: a tree that was moved or copied is still built.
 */
final class Fingerprint {
    private final MessageDigest digest;
    private final Path root;

    Fingerprint(Path root) {
        this.root = root;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        text(Runtime.version().toString());
    }

    Fingerprint text(String text) {
        digest.update(text.getBytes(UTF_8));
        digest.update((byte) 0);
        return this;
    }

    Fingerprint file(Path file) throws IOException {
        text(name(file));
        digest.update(Files.readAllBytes(file));
        return this;
    }

    Fingerprint files(Collection<Path> files) throws IOException {
        for (Path file : files) {
            file(file);
        }
        return this;
    }

    /** Jars of the workspace by content; those of a repository never change, their name is enough. */
    Fingerprint path(Collection<Path> path) throws IOException {
        for (Path entry : path) {
            if (!entry.startsWith(root)) {
                text(entry.toString());
            } else if (Files.isRegularFile(entry)) {
                file(entry);
            } else {
                files(Disk.walk(entry));
            }
        }
        return this;
    }

    Fingerprint manifest(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            return text(name(file) + " " + jar.getManifest().getMainAttributes());
        }
    }

    private String name(Path file) {
        return file.startsWith(root) ? root.relativize(file).toString() : file.toString();
    }

    boolean isIn(Path file) throws IOException {
        return Disk.read(file).equals(value());
    }

    void writeTo(Path file) throws IOException {
        Disk.write(file, value());
    }

    String value() throws IOException {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IOException(e);
        }
    }
}
