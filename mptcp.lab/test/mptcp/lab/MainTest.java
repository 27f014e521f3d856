package mptcp.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

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
        assertSays(err.toString(UTF_8), "there is no 'lab nonsense'; there are ", "up", "(./mptcp lab --help)");
        assertEquals(2, run("up", "--paths", "many"));
        assertSays(err.toString(UTF_8), "--paths", "'many'");
        assertEquals(2, run("up", "--paths"));
        assertEquals(2, run("up", "--paths", "77"));
        assertEquals(2, run("up", "--nonsense"));
        assertSays(err.toString(UTF_8), "there is no option '--nonsense'", "--endpoints", "(./mptcp lab up --help)");
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

    /** As {@code kill -9} leaves it, at any moment of the making. */
    @Test
    void whatIsLeftOfALabWhoseMakingWasBrokenOffIsMadeAnew() throws Exception {
        Needs.lab();
        String name = "h" + ProcessHandle.current().pid();
        LabName lab = LabName.standing(name);
        LabName dead = new LabName("mptcp-99999999.1700000000-2");
        try {
            for (Host first : List.of(lab.user(), lab.kernel())) {
                first.create();
                dead.kernel().create();
                assertEquals(0, run("status", "--name", name));
                assertSays(out.toString(UTF_8), "'" + name + "', not complete");
                assertEquals(1, run("exec", "--name", name, "kernel", "true"));
                assertEquals(0, run("up", "--name", name, "--paths", "1"), () -> err.toString(UTF_8));
                assertSays(out.toString(UTF_8), "Removed a part of lab '" + name + "', whose making was broken off.",
                        "Removed lab '" + dead.base() + "', which a program that was killed had left.", "is up");
                assertEquals(0, run("exec", "--name", name, "kernel", "true"));
                assertEquals(0, run("down", "--name", name));
            }
        } finally {
            lab.remove();
            dead.remove();
        }
    }

    @Test
    void ofTwoAtOnceOneMakesItAndTheOtherIsTold() throws Exception {
        Needs.lab();
        String name = "b" + ProcessHandle.current().pid();
        try {
            List<Process> both = List.of(program("up", "--name", name, "--paths", "1"),
                    program("up", "--name", name, "--paths", "1"));
            List<String> said = new ArrayList<>();
            List<Integer> statuses = new ArrayList<>();
            for (Process each : both) {
                said.add(new String(each.getInputStream().readAllBytes(), UTF_8));
                statuses.add(each.waitFor());
            }
            assertEquals(Set.of(0, 1), Set.copyOf(statuses), said::toString);
            assertSays(said.get(statuses.indexOf(1)), "is up already");
        } finally {
            assertEquals(0, run("down", "--name", name));
        }
    }

    /** Ctrl-C, or a kill, at moments of all kinds: nothing is left by the first, and the next start works after each. */
    @Test
    void afterAnEndInTheMiddleTheNextStartWorks() throws Exception {
        Needs.lab();
        String name = "m" + ProcessHandle.current().pid();
        try {
            for (int i = 0; i < 6; i++) {
                Process process = program("up", "--name", name, "--paths", "4");
                long end = System.nanoTime() + 50_000_000L * i;
                while (LabName.standing(name).hosts().isEmpty() || System.nanoTime() - end < 0) {
                    if (!process.isAlive() && LabName.standing(name).hosts().isEmpty()) {
                        fail("it ended by itself: " + new String(process.getInputStream().readAllBytes(), UTF_8));
                    }
                    Thread.onSpinWait();
                }
                if (i % 2 == 0) {
                    process.destroy();
                } else {
                    process.destroyForcibly();
                }
                process.waitFor();
                boolean ready = LabName.standing(name).isComplete();
                assertTrue(i % 2 == 1 || ready || LabName.standing(name).hosts().isEmpty(), "ended, and left something");
                assertEquals(ready ? 1 : 0, run("up", "--name", name, "--paths", "1"), () -> err.toString(UTF_8));
                assertEquals(0, run("down", "--name", name));
            }
        } finally {
            LabName.standing(name).remove();
        }
    }

    /** Told to end, or killed without being told: what it ran in the lab does not go on. */
    @Test
    void whatIsRunEndsWithTheOneWhoRunsIt() throws Exception {
        Needs.lab();
        String name = "e" + ProcessHandle.current().pid();
        try {
            assertEquals(0, run("up", "--name", name, "--paths", "1"));
            Host kernel = LabName.standing(name).kernel();
            for (boolean told : Command.exists("setpriv") ? new boolean[] {true, false} : new boolean[] {true}) {
                Process process = program("exec", "--name", name, "kernel", "sleep", "600");
                String pids = await(kernel, true);
                if (told) {
                    process.destroy();
                } else {
                    process.destroyForcibly();
                }
                process.waitFor();
                assertEquals("", await(kernel, false), "it goes on: " + pids + ", told: " + told);
            }
        } finally {
            assertEquals(0, run("down", "--name", name));
        }
    }

    /** What runs on a host, when that is something or nothing; within a minute. */
    private static String await(Host host, boolean something) throws LabException {
        long end = System.nanoTime() + 60_000_000_000L;
        String pids;
        do {
            pids = Command.check("ip", "netns", "pids", host.namespace()).strip();
        } while (pids.isEmpty() == something && System.nanoTime() - end < 0);
        return pids;
    }

    private static Process program(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "mptcp.lab.Main"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
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

    /** The pages are what the program says. */
    @Test
    void itsPageHasTheHelpOfEveryCommand() throws IOException {
        String page = Files.readString(Path.of("../docs/commands/mptcp-lab.md"));
        CommandLine line = new Main(System.out, System.err).line();
        assertTrue(page.contains("```\n" + line.getUsageMessage().strip() + "\n```"), () -> "the page does not say\n" + line.getUsageMessage());
        line.getSubcommands().forEach((name, each) -> assertTrue(name.equals("help")
                || page.contains("```\n" + each.getUsageMessage().strip() + "\n```"), () -> "the page does not say\n" + each.getUsageMessage()));
    }
}
