package mptcp.console.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeetingPointTest {
    @TempDir
    Path temporary;

    private MeetingPoint place() {
        return new MeetingPoint(temporary.resolve("run"));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void onlyTheOwnerGetsAtIt() throws IOException {
        byte[] secret = place().prepare();
        assertEquals(64, secret.length);
        assertArrayEquals(secret, place().secret());
        assertEquals("rwx------", permissions(place().folder()));
        assertEquals("rw-------", permissions(place().folder().resolve("shell.token")));
        assertFalse(MeetingPoint.same(secret, place().prepare()), "each shell has a secret of its own");
    }

    @Test
    void aFolderThatOthersCanEnterIsRefused() throws IOException {
        Files.createDirectory(place().folder());
        Files.setPosixFilePermissions(place().folder(), PosixFilePermissions.fromString("rwx--x---"));
        String message = assertThrows(IOException.class, () -> place().prepare()).getMessage();
        assertTrue(message.endsWith("chmod 700 " + place().folder()), message);
        assertFalse(Files.exists(place().folder().resolve("shell.token")));
    }

    @Test
    void aFolderOfAnotherShellIsRefusedWhileItRuns() throws IOException {
        place().prepare();
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(place().socket());
            String message = assertThrows(IOException.class, () -> place().prepare()).getMessage();
            assertTrue(message.startsWith("another shell can be attached to at "), message);
        }
        place().prepare(); // what a shell left that was killed is no obstacle
        place().remove();
        String message = assertThrows(IOException.class, () -> place().secret()).getMessage();
        assertTrue(message.contains("'./mptcp shell --remote' starts one"), message);
    }

    @Test
    void anotherUserCannotReadTheSecret() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can act as another user");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv of util-linux");
        place().prepare();
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals(0, asNobody("test", "-d", place().folder().toString()), "it is seen from outside");
        assertTrue(asNobody("cat", place().folder().resolve("shell.token").toString()) != 0);
        assertTrue(asNobody("ls", place().folder().toString()) != 0);
    }

    private static int asNobody(String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of("/usr/bin/setpriv", "--reuid=65534", "--regid=65534",
                "--clear-groups"));
        words.addAll(List.of(command));
        return new ProcessBuilder(words).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }
}
