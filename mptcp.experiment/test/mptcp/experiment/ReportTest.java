package mptcp.experiment;

import static mptcp.experiment.Workspace.sim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that a folder of results becomes. */
class ReportTest {
    private static final String TEXT = "source: someone & others <2020>\n" + Workspace.SMALL.replace("title: small",
            "title: '\"small\" <script>alert(1)</script>'") + """
            parameters: {cc: lia, delay: 5ms}
            variants: {coupled: {}, reno: {cc: reno}}
            sweep: {cc: [lia, olia], delay: [5ms, 20ms]}
            seeds: 1..5
            flows:
              bulk: {from: client, to: server, cc: $cc, scheduler: peekaboo}
              asks: {from: client, to: server, pattern: requests, every: $delay}
            expect:
              - {name: much, value: coupled.bulk.goodput, published: 9, within: 8}
              - {name: it chose, value: coupled.bulk.scheduler_rounds_sent, at-least: 1}
              - {name: more than there is, value: coupled.bulk.goodput, at-least: 100, differs: "links <are> slower"}
            """;

    @TempDir
    static Path folder;

    /** Made once: plots take their time. */
    private static Path results(String command) throws IOException {
        Path page = folder.resolve(command).resolve("report.html");
        return Files.exists(page) ? page : make(command);
    }

    private static Path make(String command) throws IOException {
        Path file = folder.resolve("small.yaml");
        Files.writeString(file, TEXT);
        Path out = folder.resolve(command);
        Workspace.Said said = sim(command, file, "--out", out);
        assertEquals(0, said.status(), said.err());
        assertEquals("", said.err().replaceAll("(?m)^([0-9]+ of|cost:|note: variant 'reno' sets cc itself:) .*\\R", ""));
        assertEquals(0, sim("report", out).status());
        return out.resolve("report.html");
    }

    @Test
    void saysWhatWasRunAndWhatCameOut() throws IOException {
        Path page = results("run");
        String html = Files.readString(page);
        for (String there : List.of("<h1>&quot;small&quot; &lt;script&gt;alert(1)&lt;/script&gt;</h1>",
                "Source: someone &amp; others &lt;2020&gt;", "<td class=\"ok\">ok</td><td>much</td>", "<td class=\"ok\">ok</td><td>it chose</td>",
                "<td class=\"differs\">differs</td>", "links &lt;are&gt; slower", "./mptcp sim run ", "alt=\"mean-goodput\"",
                "alt=\"box-goodput-bulk\"", "alt=\"cdf-latency-asks\"", "alt=\"time-bulk\"",
                "alt=\"coupled-seed1/maps-bulk\"", "commit</th>", "10 runs of 2s of virtual time at most, none failed. "
                + "Variants: coupled, reno. Seeds: 1, 2, 3, 4, 5", "<th>goodput<br>Mbit/s</th>", "<td>goodput, Mbit/s</td>")) {
            assertTrue(html.contains(there), "no " + there);
        }
        assertFalse(html.contains("<script"), "nothing of a file is more than text");
        assertFalse(html.matches("(?s).*(src|href)=\"(?!data:).*"), "nothing is referred to outside");
        assertTrue(sim("report", folder.resolve("none")).status() == 1, "that holds no results");
    }

    @Test
    void ofASweepThereAreMapsAndDistributions() throws IOException {
        String html = Files.readString(results("sweep"));
        for (String there : List.of("alt=\"map-goodput-bulk-coupled\"", "alt=\"cdf-goodput-bulk\"",
                "<th>delay</th>", "./mptcp sim sweep ")) {
            assertTrue(html.contains(there), "no " + there);
        }
    }

    /** In a real browser: every picture is drawn. */
    @Test
    void aBrowserShowsIt() throws Exception {
        Path browser = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of).filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(browser != null, "there is no chromium on this machine");
        String html = Files.readString(results("run"));
        Path copy = folder.resolve("copy.html");
        Files.writeString(copy, html.replace("</body>", "<script>addEventListener('load', () => {"
                + "const all = [...document.images];"
                + "document.title = all.filter(i => i.complete && i.naturalWidth > 300).length + ' of ' + all.length"
                + " + ', width ' + document.documentElement.scrollWidth; });</script></body>"));
        Process process = new ProcessBuilder(browser.toString(), "--headless", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--user-data-dir=" + folder.resolve("profile"), "--window-size=1200,900",
                "--dump-dom", copy.toUri().toString()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        String dom = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        String title = dom.replaceFirst("(?s).*?<title>(.*?)</title>.*", "$1");
        int pictures = html.split("<img ").length - 1;
        assertTrue(pictures > 15, pictures + " pictures");
        assertTrue(title.startsWith(pictures + " of " + pictures + ", width "), title);
        assertTrue(Integer.parseInt(title.replaceFirst(".*width ", "")) <= 1200, "it is not wider than the window: " + title);
    }
}
