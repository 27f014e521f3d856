package mptcp.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mptcp.api.address.LinkAddress;
import mptcp.api.policy.PolicyKind;
import mptcp.embedded.LinkSetting;
import mptcp.program.CommandLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OptionsTest {
    @Test
    void everythingSaid() {
        Options o = Options.parse("--link", "tun1=10.1.0.2/24,fd00::2/64", "--link", "tun2=10.2.0.2/24", "--namespace",
                "ns", "--scheduler", "minrtt", "--cc", "olia", "--mptcp", "v0", "--announce", "--loops", "3", "--set", "rto.min = 50ms", "--report", "--linger",
                "0.5", "--", "-cp", "a.jar:b", "p.Main", "-x", "--report");
        assertEquals(List.of(
                new LinkSetting("tun1", false, List.of(LinkAddress.of("10.1.0.2/24"), LinkAddress.of("fd00::2/64")), List.of()),
                new LinkSetting("tun2", false, List.of(LinkAddress.of("10.2.0.2/24")), List.of())), o.setup().links());
        assertEquals("ns", o.setup().namespace());
        assertEquals("minrtt", o.setup().policies().get(PolicyKind.SCHEDULER));
        assertEquals("olia", o.setup().policies().get(PolicyKind.CONGESTION_CONTROL));
        assertEquals(0, o.setup().version());
        assertEquals(Map.of("loops", "3", "rto.min", "50ms"), o.setup().settings());
        assertTrue(o.setup().announce() && o.setup().report());
        assertEquals(Duration.ofMillis(500), o.setup().linger());
        assertEquals(new Options.Program(List.of(Path.of("a.jar"), Path.of("b")), "p.Main", List.of("-x", "--report")),
                o.program());
    }

    @Test
    void aJarNamesItsOwnMainClass() {
        assertEquals(new Options.Program(List.of(Path.of("p.jar")), null, List.of("x")),
                Options.parse("--link", "t=10.0.0.1/24", "-jar", "p.jar", "x").program());
    }

    @Test
    void whatFollowsIsTheProgramsWordForWord() {
        List<String> words = List.of("--link", "--", "@file", "-jar", "", "--help", "a b", "'q'");
        List<String> line = new java.util.ArrayList<>(List.of("--link=t=10.0.0.1/24", "-jar", "p.jar"));
        line.addAll(words);
        assertEquals(words, Options.parse(line.toArray(String[]::new)).program().arguments());
    }

    @Test
    void aFileInPlaceOfOptions(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.conf");
        Files.writeString(file, "\ufeff# paths\nlink tun1=10.1.0.2/24\n\n  link   tun2=10.2.0.2/24  \nonly\nlinger 3\n");
        Options o = Options.parse("--config", file.toString(), "--linger", "4", "-jar", "p.jar");
        assertEquals(2, o.setup().links().size());
        assertTrue(o.setup().only());
        assertEquals(Duration.ofSeconds(4), o.setup().linger());
        for (String wrong : List.of("what", "only yes", "mptcp", "mptcp v9", "config x")) {
            Files.writeString(file, "link tun1=10.1.0.2/24\n" + wrong + "\n");
            var e = assertThrows(IllegalArgumentException.class,
                    () -> Options.parse("--config", file.toString(), "-jar", "p.jar"));
            assertTrue(e.getMessage().startsWith(file + ":2: "), e::getMessage);
        }
        var e = assertThrows(IllegalArgumentException.class,
                () -> Options.parse("--config", file + ".no", "-jar", "p.jar"));
        assertTrue(e.getMessage().endsWith("there is no such file"), e::getMessage);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--link t=10.0.0.1/24|-jar FILE or -cp PATH CLASS is missing",
        "-jar p.jar|at least one --link is needed",
        "--link t -jar p|a link is DEVICE=ADDRESS/LENGTH[,...], or packet: before the name of an Ethernet interface, not 't'",
        "--link|--link needs a value: DEVICE=ADDRESS/LENGTH[,...]",
        "--mptcp v2|--mptcp is v1, v0 or off, not 'v2'",
        "--loops 65|--loops: loops must be a whole number, 1 to 64, not '65'",
        "--set rto.min|--set needs NAME=VALUE, such as rto.min=50ms, not 'rto.min'",
        "--set subflows=33|--set: subflows must be a whole number, 1 to 32, not '33'",
        "--linger x|--linger needs seconds, 0 to 86400, or a time such as 500ms, not 'x'",
        "--linger 90000|--linger needs seconds, 0 to 86400, or a time such as 500ms, not '90000'",
        "--linger -1|--linger needs seconds, 0 to 86400, or a time such as 500ms, not '-1'",
        "--what|there is no option '--what'; there are --announce, --any-address, --cc, --config, --help, --linger, --link, --loops, --mptcp, --namespace, --only, --path-manager, --policy-set, --report, --rexmit, --scheduler, --set, -cp, -jar",
        "--link t=10.0.0.1/24 p.jar|'p.jar' is neither an option nor -jar FILE or -cp PATH CLASS",
        "--link t=10.0.0.1/24 -- --report|'--report' is neither an option nor -jar FILE or -cp PATH CLASS",
        "-jar|-jar needs a value: FILE",
        "--link t=10.0.0.1/24 -cp a|-cp needs a value: PATH CLASS"})
    void whatIsWrongIsSaid(String line, String message) {
        var e = assertThrows(IllegalArgumentException.class, () -> Options.parse(line.split(" ")));
        assertEquals(message, e.getMessage());
    }

    @Test
    void itsPageTellsEveryOption() throws IOException {
        String page = Files.readString(Path.of("../docs/commands/run.md"));
        assertEquals(List.of(), CommandLines.words(Options.line()).stream().filter(word -> !page.contains(word)).toList());
    }
}
