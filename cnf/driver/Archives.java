import aQute.bnd.osgi.FileResource;
import aQute.bnd.osgi.Jar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Archives whose bytes depend on their contents only, and digests. */
final class Archives {
    private Archives() {}

    /** @param files by their names in the archive */
    static void write(Map<String, Path> files, Path archive) throws Exception {
        try (Jar jar = new Jar("archive")) {
            for (Map.Entry<String, Path> file : files.entrySet()) {
                jar.putResource(file.getKey(), new FileResource(file.getValue()));
            }
            jar.setReproducible("true");
            jar.setDoNotTouchManifest();
            jar.write(archive.toFile());
        }
    }

    static String digest(Path file, String algorithm) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java has it
        }
    }
}
