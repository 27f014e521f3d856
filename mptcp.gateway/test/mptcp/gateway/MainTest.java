package mptcp.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mptcp.program.CommandLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command line answers. */
final class MainTest {
    private final StringWriter said = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... words) {
        CommandLine command = Main.command();
        command.setOut(new PrintWriter(said));
        command.setErr(new PrintWriter(said));
        return command.execute(words);
    }

    @Test
    void helpTellsAllOptions() {
        assertEquals(0, run("--help"));
        for (String option : new String[] {"--link", "--socks", "--allow-client", "--users", "--allow", "--deny", "--connections",
            "--idle", "--report", "--convert-via", "--convert-server",
            "--transparent", "--capture", "127.0.0.1:1080", "Exit status"}) {
            assertTrue(said.toString().contains(option), said::toString);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'' | --link is missing",
        "--link tun1 | a link is DEVICE=ADDRESS/LENGTH[,...]",
        "--link no/device=here | 'here' is not an address",
        "--link no/device=10.0.0.1/24 --socks x:1 | --socks:",
        "--link no/device=10.0.0.1/24 --socks 0.0.0.0:1080 | is open to other hosts, and none may come in",
        "--link no/device=10.0.0.1/24 --allow 10.0.0.0/99 | prefix length",
        "--link no/device=10.0.0.1/24 --allow-client somebody | --allow-client: 'somebody' is not an address",
        "--link no/device=10.0.0.1/24 --connections many | --connections needs a whole number, not 'many'",
        "--link no/device=10.0.0.1/24 --socks none | there is nothing to do",
        "--link no/device=10.0.0.1/24 --convert-via 10.0.0.2:x | --convert-via: '10.0.0.2:x' is no ADDRESS[:PORT]",
        "--link no/device=10.0.0.1/24 --convert-server fd00::1 | --convert-server: 'fd00::1' is no [ADDRESS:]PORT",
        "--link no/device=10.0.0.1/24 --capture 192.0.2.0/24 | --transparent is a TUN device, with one --capture at least",
        "--link no/device=10.0.0.1/24 --transparent tun9=10.0.0.1/24 | with one --capture at least",
        "--link no/device=10.0.0.1/24 --frob | there is no option '--frob'; there are --allow"
    })
    void mistakes(String words, String answer) {
        // A device that is not to be had: what is taken for right by mistake ends soon
        assertEquals(2, run(words.isEmpty() ? new String[0] : words.split(" ")), said::toString);
        assertTrue(said.toString().contains(answer), said::toString);
    }

    @Test
    void aUsersFileThatIsNoneIsNamedWithItsLine() throws Exception {
        Path file = Files.writeString(folder.resolve("users"), "alice:x\nbob\n");
        assertEquals(1, run("--link", "no/device=10.0.0.1/24", "--users", file.toString()));
        assertTrue(said.toString().contains("line 2: NAME:PASSWORD is expected"), said::toString);
    }

    @Test
    void itsPageTellsEveryOption() throws IOException {
        String page = Files.readString(Path.of("../docs/commands/gateway.md"));
        assertEquals(List.of(), CommandLines.words(Main.command()).stream().filter(word -> !page.contains(word)).toList());
    }
}
