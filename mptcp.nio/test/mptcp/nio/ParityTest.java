package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's sockets and the stack's give the same answers to {@link Questions}, each in a process of its own. */
@Timeout(200)
final class ParityTest {
    private static final int AT_LEAST = 3000;

    @TempDir
    private Path folder;

    @Test
    void theAnswersAreTheSame() throws Exception {
        Process jdk = start(Ground.JDK);
        Process kernel = start(Ground.KERNEL);
        Process stack = start(Ground.STACK);
        List<String> theirs = answers(jdk, Ground.JDK);
        assertEquals("", differences(theirs, answers(kernel, Ground.KERNEL)), "our channels, carried by the kernel");
        assertEquals("", differences(theirs, answers(stack, Ground.STACK)));
        assertTrue(theirs.size() >= AT_LEAST, theirs.size() + " answers");
    }

    private static String differences(List<String> theirs, List<String> ours) {
        List<String> different = new ArrayList<>();
        for (int i = 0; i < Math.max(theirs.size(), ours.size()); i++) {
            String a = i < theirs.size() ? theirs.get(i) : "nothing";
            String b = i < ours.size() ? ours.get(i) : "nothing";
            if (!a.equals(b)) {
                different.add("JDK:  " + a + "\nours: " + b);
            }
        }
        return String.join("\n", different);
    }

    private Process start(Ground ground) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-ea",
                "--enable-native-access=ALL-UNNAMED", "-Djdk.includeInExceptions=hostInfo", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), Questions.class.getName(), ground.name())
                .redirectOutput(folder.resolve(ground.name()).toFile())
                .redirectError(folder.resolve(ground.name() + ".err").toFile()).start();
    }

    private List<String> answers(Process process, Ground ground) throws Exception {
        try {
            assertTrue(process.waitFor(150, TimeUnit.SECONDS), () -> ground + " goes on: " + said(ground));
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), () -> said(ground));
        return Files.readAllLines(folder.resolve(ground.name()), StandardCharsets.UTF_8);
    }

    private String said(Ground ground) {
        try {
            List<String> all = Files.readAllLines(folder.resolve(ground.name()), StandardCharsets.UTF_8);
            return all.subList(Math.max(0, all.size() - 5), all.size()) + Files.readString(folder.resolve(ground.name() + ".err"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
