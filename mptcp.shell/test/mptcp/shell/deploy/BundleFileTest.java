package mptcp.shell.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a jar before a framework sees it. */
final class BundleFileTest {
    @TempDir
    Path folder;

    private Path jar(String name, int classVersion) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", name + "; singleton:=true");
        manifest.getMainAttributes().putValue("Bundle-Version", "1.2.3");
        Path file = folder.resolve(name + ".jar");
        try (OutputStream out = Files.newOutputStream(file); JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new ZipEntry("META-INF/versions/99/a/A.class"));
            jar.write(new byte[] {0, 0, 0, 0, 0, 0, 0, 99});
            jar.putNextEntry(new ZipEntry("a/Short.class"));
            jar.putNextEntry(new ZipEntry("a/A.class"));
            jar.write(new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, (byte) classVersion, 1});
        }
        return file;
    }

    @Test
    void aBundleIsRead() throws Exception {
        assertEquals(new BundleFile("own", "1.2.3"), BundleFile.read(jar("own", 69)));
        assertEquals(new BundleFile("old", "1.2.3"), BundleFile.read(jar("old", 52)));
    }

    /** The framework would start it, and the first connection that asks for its policy would get an Error. */
    @Test
    void classesOfALaterJavaAreTold() throws Exception {
        int later = Runtime.version().feature() + 1;
        Path file = jar("later", later + 44);
        String said = assertThrows(BundleFile.NoBundle.class, () -> BundleFile.read(file)).getMessage();
        assertEquals("its classes were compiled for Java " + later + ", and this is Java " + (later - 1), said);
    }

    @Test
    void whatIsNoWholeJarIsTold() throws Exception {
        Path whole = jar("whole", 69);
        Path half = folder.resolve("half.jar");
        Files.write(half, java.util.Arrays.copyOf(Files.readAllBytes(whole), 100));
        assertEquals("it is no whole jar (a copy that was not finished?): zip END header not found",
                assertThrows(BundleFile.NoBundle.class, () -> BundleFile.read(half)).getMessage());
        Path text = Files.writeString(folder.resolve("text.jar"), "hello");
        assertEquals("it is no jar: it does not begin as one",
                assertThrows(BundleFile.NoBundle.class, () -> BundleFile.read(text)).getMessage());
        Path empty = Files.createFile(folder.resolve("empty.jar"));
        assertEquals("it is empty", assertThrows(BundleFile.NoBundle.class, () -> BundleFile.read(empty)).getMessage());
    }
}
