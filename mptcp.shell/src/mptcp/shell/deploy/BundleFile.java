package mptcp.shell.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;

/**
 * The jar of a bundle, as far as it can be told without a framework.
 *
 * @param symbolicName of the bundle, without directives
 * @param version as it stands there, or null
 */
public record BundleFile(String symbolicName, String version) {
    private static final byte[] BEGINNING = {'P', 'K', 3, 4};
    /** JVMS 4.1: where the major version of a class file stands, and by how much it is more than Java's. */
    private static final int CLASS_VERSION = 6;
    private static final int CLASS_VERSION_OF_JAVA_0 = 44;

    /** Why a file is no bundle; the message goes on where "FILE: " ends. */
    public static final class NoBundle extends Exception {
        private static final long serialVersionUID = 1;

        NoBundle(String message) {
            super(message);
        }
    }

    /** @throws NoBundle that says why it is none */
    public static BundleFile read(Path file) throws NoBundle {
        try {
            checkBeginning(file);
            try (JarFile jar = new JarFile(file.toFile())) {
                BundleFile bundle = of(jar.getManifest());
                checkClasses(jar);
                return bundle;
            }
        } catch (ZipException e) {
            throw new NoBundle("it is no whole jar (a copy that was not finished?): " + e.getMessage());
        } catch (IOException e) {
            throw new NoBundle("it cannot be read: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
        }
    }

    private static void checkBeginning(Path file) throws IOException, NoBundle {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(BEGINNING.length);
            if (first.length == 0) {
                throw new NoBundle("it is empty");
            }
            if (!Arrays.equals(first, BEGINNING)) {
                throw new NoBundle("it is no jar: it does not begin as one");
            }
        }
    }

    /** One that was compiled for a later Java is resolved and started, and fails when a connection asks for its policy. */
    private static void checkClasses(JarFile jar) throws IOException, NoBundle {
        int here = Runtime.version().feature();
        for (JarEntry entry : Collections.list(jar.entries())) {
            if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
                try (InputStream in = jar.getInputStream(entry)) {
                    byte[] first = in.readNBytes(CLASS_VERSION + 2);
                    int java = first.length < CLASS_VERSION + 2 ? 0
                            : ((first[CLASS_VERSION] & 0xff) << 8 | first[CLASS_VERSION + 1] & 0xff) - CLASS_VERSION_OF_JAVA_0;
                    if (java > here) {
                        throw new NoBundle("its classes were compiled for Java " + java + ", and this is Java " + here);
                    }
                }
            }
        }
    }

    private static BundleFile of(Manifest manifest) throws NoBundle {
        if (manifest == null) {
            throw new NoBundle("it is no bundle: there is no META-INF/MANIFEST.MF in it");
        }
        Attributes main = manifest.getMainAttributes();
        String name = main.getValue("Bundle-SymbolicName");
        if (name == null || name.isBlank()) {
            throw new NoBundle("it is a jar, but no bundle: its manifest has no Bundle-SymbolicName");
        }
        return new BundleFile(name.replaceFirst(";.*", "").strip(), main.getValue("Bundle-Version"));
    }
}
