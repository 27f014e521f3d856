package mptcp.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... words) {
        out.reset();
        err.reset();
        return new Main(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)).run(words);
    }

    private void assertSays(String text, String... words) {
        for (String word : words) {
            assertTrue(text.contains(word), "'" + word + "' is missing in: " + text);
        }
    }

    @Test
    void wrongWordsAreExplained() {
        assertEquals(0, run("help"));
        assertSays(out.toString(UTF_8), "up", "status", "exec", "down");
        assertEquals(0, run());
        assertEquals(2, run("nonsense"));
        assertSays(err.toString(UTF_8), "'nonsense'", "lab help");
        assertEquals(2, run("up", "--paths", "many"));
        assertSays(err.toString(UTF_8), "--paths", "'many'");
        assertEquals(2, run("up", "--paths"));
        assertEquals(2, run("up", "--paths", "77"));
        assertEquals(2, run("up", "--nonsense"));
        assertEquals(2, run("exec", "kernel"));
        assertEquals(2, run("exec", "nobody", "true"));
        assertEquals(2, run("status", "--name", "no/slash", "x"));
    }

    @Test
    void aStandingLab() throws Exception {
        Needs.lab();
        String name = "t" + ProcessHandle.current().pid();
        try {
            assertEquals(1, run("exec", "--name", name, "kernel", "true"));
            assertSays(err.toString(UTF_8), name, "not up");
            assertEquals(0, run("up", "--name", name, "--paths", "1", "--endpoints", "none"));
            assertSays(out.toString(UTF_8), "tun1", "10.200.1.2/24", "fd00:200:1", "10.201.1.2", "exec --name " + name);
            assertEquals(1, run("up", "--name", name));
            assertSays(err.toString(UTF_8), "up already", "lab down");
            assertEquals(0, run("status"));
            assertSays(out.toString(UTF_8), "'" + name + "'", "tun1", "veth1");
            assertEquals(0, run("exec", "--name", name, "kernel", "true"));
            assertEquals(3, run("exec", "--name", name, "user", "sh", "-c", "exit 3"));
        } finally {
            assertEquals(0, run("down", "--name", name));
        }
        assertSays(out.toString(UTF_8), "'" + name + "' is removed");
        assertFalse(LabName.standing(name).kernel().exists());
        assertEquals(0, run("down", "--name", name));
        assertSays(out.toString(UTF_8), "no lab '" + name + "'");
    }

    @Test
    void whatAKilledProgramLeftIsRemoved() throws Exception {
        Needs.lab();
        // beyond the largest process number of Linux
        LabName dead = new LabName("mptcp-99999999.1700000000-1");
        LabName mine = LabName.unique();
        LabName restarted = new LabName("mptcp-" + ProcessHandle.current().pid() + ".1700000000-1");
        dead.user().create();
        restarted.kernel().create();
        mine.user().create();
        try {
            assertEquals(0, run("status"));
            assertSays(out.toString(UTF_8), dead.base() + "', left behind", mine.base() + "', in use");
            assertEquals(0, run("down", "--name", "nothing"));
            assertFalse(dead.user().exists());
            assertFalse(restarted.kernel().exists());
            assertTrue(mine.user().exists());
        } finally {
            mine.remove();
            dead.remove();
            restarted.remove();
        }
    }
}
