package mptcp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.policy.PolicyKind;
import mptcp.io.sim.LinkSpec;
import mptcp.shell.fake.Snapshots;
import mptcp.shell.world.Transfers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandsTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aFileThatCannotBeMadeIsSaidInWords(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertEquals("cannot use " + file + ": it is there already, and is something else", bench.error("qlog " + file));
        assertEquals("cannot use " + folder + ": Is a directory", bench.error("trace " + folder));
    }

    @Test
    void everyCommandExplainsItself() throws Exception {
        Set<String> names = new HashSet<>();
        String overview = bench.run("help");
        for (Command command : bench.commands) {
            Syntax syntax = command.syntax();
            assertTrue(names.add(syntax.name()), syntax.name());
            assertTrue(overview.contains("  " + syntax.name() + " "), syntax.name());
            assertTrue(overview.contains(syntax.summary()), syntax.name());
            String help = bench.run(syntax.name() + " --help");
            assertTrue(help.startsWith("mptcp:" + syntax.name() + " - "), help);
            assertTrue(help.contains(syntax.usage()), help);
            assertTrue(help.lines().allMatch(l -> l.length() <= 120), help);
            syntax.options().forEach(o -> assertTrue(help.contains("--" + o.longName()), help));
            assertEquals(help, bench.run("help " + syntax.name()));
        }
    }

    /** The pages quote the help; a change of one is a change of the other. */
    @Test
    void everyCommandHasAPageWithItsHelp() throws Exception {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("docs/commands"))) {
            root = root.getParent();
        }
        String index = Files.readString(root.resolve("docs/commands/README.md"));
        for (Command command : bench.commands) {
            String name = command.syntax().name();
            String page = Files.readString(root.resolve("docs/commands/" + name + ".md"));
            String help = bench.run("help " + name).strip();
            assertTrue(page.contains("```\n" + help + "\n```"), "docs/commands/" + name + ".md does not say\n" + help);
            assertTrue(index.contains("- [" + name + "](" + name + ".md): " + command.syntax().summary() + "\n"), name);
        }
    }

    @Test
    void optionsOfACommandAreDistinct() {
        for (Command command : bench.commands) {
            Set<String> names = new HashSet<>();
            for (Syntax.Option o : command.syntax().options()) {
                assertTrue(names.add(o.longName()), o.toString());
                assertTrue(o.shortName() == null || names.add(o.shortName()), o.toString());
            }
        }
    }

    @Test
    void helpOfAnUnknownCommandListsThose() throws Exception {
        String message = bench.error("help foo");
        assertTrue(message.startsWith("no command 'foo' in scope mptcp; there are: put, get, iperf, transfers, "), message);
        assertTrue(message.endsWith("'felix:help foo' knows those of other scopes"), message);
    }

    @Test
    void aPrefixIsEnoughForHelp() throws Exception {
        assertEquals(bench.run("help policy"), bench.run("help pol"));
        assertEquals(List.of("transfers", "trace"), bench.run("help mptcp:tra").lines().map(l -> l.strip().split(" ")[0]).toList());
        assertTrue(bench.run("help").contains("./mptcp shell -c 'put -n 8M; wait; ss'"));
    }

    @Test
    void withoutAStackEveryCommandSaysWhatToDo() {
        Environment empty = new Environment(() -> null, () -> null, bench.environment.laboratories(), bench.bundles,
                new Transfers(bench.clock), bench.clock);
        String message = assertThrows(CommandException.class, empty::hosts).getMessage();
        assertTrue(message.contains("mptcp:start mptcp.core"), message);
    }

    @Test
    void completesNamesOfThings() {
        bench.network.client().connections.add(Snapshots.connection("client", 4, "roundrobin"));
        bench.network.addPolicy(PolicyKind.CONGESTION_CONTROL, "lia", 5, "mptcp.cc.lia");
        assertEquals(List.of("scheduler", "path", "rexmit", "cc", "set"), bench.complete("policy ").subList(0, 5));
        assertEquals(List.of("roundrobin", "default", "auto"), bench.complete("policy scheduler "));
        assertEquals(List.of("lia", "default", "auto"), bench.complete("policy --host client cc l"));
        assertEquals(List.of("client", "server"), bench.complete("policy scheduler roundrobin --host "));
        assertEquals(List.of("client/4"), bench.complete("policy scheduler roundrobin -c c"));
        assertEquals(List.of("client/4"), bench.complete("ss "));
        assertEquals(List.of("mptcp.scheduler.roundrobin"), bench.complete("stop "));
        assertEquals(List.of("path1", "path2"), bench.complete("link pa"));
        assertEquals(List.of(), bench.complete("policy scheduler roundrobin "));
        assertEquals(List.of(), bench.complete("policy nonsense "));
        assertTrue(bench.complete("put --sch").contains("--scheduler"));
        assertTrue(bench.complete("help ").contains("nstat"));
    }

    @Test
    void completesEachOperandByWhatItIs() {
        bench.network.client().endpoints(List.of(Endpoint.of(3, LinkAddress.of("10.2.0.1/24").address())));
        bench.network.client().counters.put("MPTcpExtMPJoinSynTx", 1L);
        assertEquals(List.of("show", "add", "delete", "flush"), bench.complete("endpoint "));
        assertEquals(List.of("3"), bench.complete("endpoint delete "));
        assertEquals(List.of(), bench.complete("endpoint delete 3 "));
        assertTrue(bench.complete("endpoint add ").contains("10.1.0.1"), bench.complete("endpoint add ").toString());
        assertTrue(bench.complete("endpoint add 10.2.0.1 ").containsAll(List.of("signal", "port")));
        assertEquals(List.of(), bench.complete("endpoint add 10.2.0.1 port "));
        assertEquals(List.of(), bench.complete("endpoint show "));
        assertTrue(bench.complete("limits ").containsAll(List.of("checksums=on", "checksums=off", "profile=linux", "rcvbuf=")),
                bench.complete("limits ").toString());
        assertTrue(bench.complete("nstat ").contains("MPTcpExtMPJoinSynTx"));
        assertTrue(bench.complete("lab up --link ").contains("ideal"));
        assertEquals(List.of(), bench.complete("start "), "all bundles run");
        assertEquals(List.of(), bench.complete("update roundrobin "));
    }

    /** Elsewhere a list of all that lies in the folder would only hide that nothing fits. */
    @Test
    void filesAreProposedWhereTheyMayStand() {
        for (String line : List.of("put ", "get ", "demo ", "trace ", "qlog ", "update x ")) {
            assertTrue(takesFiles(line), line);
        }
        for (String line : List.of("put --cc ", "put x ", "hosts ", "nstat ", "transfers ", "bundles ", "watch 1 ", "lab up ", "limits ",
                "update x y ", "endpoint add ", "stop ", "put --bytes ")) {
            assertFalse(takesFiles(line), line);
        }
    }

    private boolean takesFiles(String line) {
        List<String> words = List.of(line.split(" ", -1));
        return Commands.takesFiles(bench.command(words.getFirst()), words);
    }

    @Test
    void completesTheSettingsOfAPathAsTheyAre() {
        List<String> proposals = bench.complete("link path2 ");
        bench.network.paths().get(1).spec(LinkSpec.of("rate=20m,delay=40ms,loss=2.5%,burst=1%/25%"));
        assertTrue(bench.complete("link path2 ").containsAll(List.of("loss=0.025", "burst=0.01/0.25")),
                "a percent sign would have to be quoted");
        assertTrue(proposals.containsAll(List.of("rate=20m", "delay=40ms", "loss=0.01", "down", "up")),
                proposals.toString());
    }
}
