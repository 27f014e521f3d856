package mptcp.shell.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shell prints with {@code --json} in the middle of transfers is what the schemas say. Without a laboratory, which needs root. */
@Tag("slow")
class RealOutputTest {
    private static final List<String> LINES = List.of("put -n 30M", "put -w -n 200K", "get -w -n 100K", "transfers", "ss", "ss -i",
            "ss client/1", "ss -l", "ss -m", "nstat -a", "nstat", "nstat -z", "why client/1", "policy", "policy -v scheduler",
            "policy scheduler minrtt", "policy scheduler blest -c client/1", "policy set", "policy set report", "policy blest", "policy lia", "policy roundrobin",
            "bundles", "link", "link path1 rate=8m loss=0.01",
            "link path2 aqm=codel", "link", "endpoint", "endpoint add 10.2.0.1 subflow --host client", "limits", "limits subflows=3",
            "hosts", "trace", "trace FOLDER/x.pcapng", "qlog", "qlog FOLDER/q", "monitor -t 300ms", "trace off", "qlog off", "lab",
            "stop mptcp.scheduler.weighted", "start mptcp.scheduler.weighted", "update mptcp.scheduler.weighted", "iperf -n 2M -P 2",
            "put -n 100M", "cancel 4", "wait 1");

    @TempDir
    Path folder;

    @Test
    void isWhatTheSchemasSay() throws Exception {
        StringBuilder script = new StringBuilder();
        for (String line : LINES) {
            script.append("echo '@@ ").append(line).append("'; mptcp:").append(line.replace("FOLDER", folder.toString()))
                    .append(" --json; ");
        }
        ProcessBuilder builder = new ProcessBuilder(Schemas.root().resolve("mptcp").toString(), "shell", "-c", script.toString())
                .directory(folder.toFile()).redirectError(folder.resolve("errors").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MPTCP_POLICIES", folder.toString());
        Process shell = builder.start();
        String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
        int status = shell.waitFor();
        String errors = Files.readString(folder.resolve("errors"));
        assertEquals(0, status, () -> errors + said.substring(said.lastIndexOf("@@ ")));
        Set<String> seen = new TreeSet<>();
        List<String> problems = new ArrayList<>();
        for (String part : said.substring(said.indexOf("@@ ") + 3).split("(?m)^@@ ")) {
            String name = part.split("[ \n]", 2)[0];
            String text = part.substring(part.indexOf('\n') + 1);
            seen.add(name);
            for (String document : name.equals("monitor") ? text.lines().toList() : List.of(text)) {
                String found = Schemas.problems(name, document);
                if (!found.isEmpty()) {
                    problems.add(part.lines().findFirst().orElseThrow() + ": " + found);
                }
            }
        }
        assertEquals(List.of(), problems);
        assertTrue(seen.equals(Schemas.names()), () -> "not all commands were tried: " + seen);
    }
}
