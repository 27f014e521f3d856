package mptcp.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The live page in a browser, of a shell that runs beside. Needs Chromium (Debian: chromium). */
class LivePageTest {
    private static final String TOLD = "document.getElementById('said').textContent + document.getElementById('state').textContent";

    @TempDir
    static Path folder;

    private static Shell shell;
    private static Browser browser;

    @BeforeAll
    static void open() throws Exception {
        Path program = Browser.installed().orElse(null);
        assumeTrue(program != null, "there is no Chromium on this machine (Debian: apt-get install chromium)");
        shell = new Shell(Files.createDirectories(folder.resolve("shell")));
        browser = new Browser(program, Files.createDirectories(folder.resolve("browser")), 1280, 1600);
        browser.open(shell.address());
        browser.await("document.getElementById('state')?.textContent === 'live'", TOLD);
    }

    @AfterAll
    static void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (shell != null) {
            shell.close();
        }
    }

    /** That a connection which was shown has gone is an answer that the page expects, and that the browser logs. */
    @AfterEach
    void noTrouble() {
        assertEquals(List.of(), browser.troubles().stream().filter(t -> !t.contains("/api/connection?id=")).toList());
    }

    private static void await(String expression) throws Exception {
        browser.await(expression, TOLD);
    }

    private static String cell(String table, String row, int column) {
        return "document.querySelector('#" + table + " tr[data-key=\"" + row + "\"]')?.cells[" + column + "].textContent";
    }

    @Test
    void theTokenLeavesTheAddress() throws Exception {
        assertEquals(shell.origin() + "/", browser.value("location.href"));
        assertEquals("", browser.value("document.cookie"));
    }

    @Test
    void aTransferIsStartedSeenAndSteered() throws Exception {
        browser.run("const f = document.getElementById('put'); f.elements.bytes.value = '24M'; f.requestSubmit()");
        await("/transfer \\d+: put 24 MiB/.test(document.getElementById('said').textContent)");
        await("/^client\\/\\d+$/.test(document.getElementById('which').textContent)");
        await("document.querySelectorAll('#subflows tbody tr').length === 2");
        await("document.querySelectorAll('#connection .chart canvas').length === 6");
        await("Number(" + cell("subflows", "1", 4) + ") > 1");
        await("document.querySelectorAll('#whybar rect').length > 0 && document.querySelectorAll('#whytext li').length > 0");
        await("/0 path1: \\d/.test(document.getElementById('t-share').textContent)");

        browser.run("document.getElementById('swap-scheduler').value = 'roundrobin';"
                + "document.querySelector('[aria-label=\"Swap the scheduler of this connection\"]').click()");
        await("/scheduler of client\\/\\d+: roundrobin/.test(document.getElementById('said').textContent)");
        await("[...document.querySelectorAll('#eventlist tbody tr')].some(r => r.cells[3].textContent === 'SWAP')");

        browser.run("document.querySelector('[aria-label=\"Cut path1\"]').click()");
        await(cell("links", "path1", 1) + " === 'cut'");
        assertTrue(shell.run("link", "path1", "--json").contains("\\\"up\\\": false"));
        await("Number(" + cell("subflows", "0", 4) + ") === 0 && Number(" + cell("subflows", "1", 4) + ") > 1");
        browser.run("document.querySelector('[aria-label=\"Restore path1\"]').click()");
        await(cell("links", "path1", 1) + " === 'up'");

        browser.run("const f = document.getElementById('worsen'); f.elements.path.value = 'path2';"
                + "f.elements.delay.value = '60ms'; f.requestSubmit()");
        await(cell("links", "path2", 3) + ".includes('60.0 ms')");
        browser.run("const f = document.getElementById('worsen'); f.elements.delay.value = '40ms'; f.requestSubmit()");
        await(cell("links", "path2", 3) + ".includes('40.0 ms')");
        await("[...document.querySelectorAll('#transfers tbody tr')][0].cells[1].textContent === 'done'");
    }

    @Test
    void aPolicyIsChosenForAllHosts() throws Exception {
        browser.run("document.querySelector('[aria-label=\"Use roundrobin as scheduler of all hosts\"]').click()");
        await(cell("policylist", "scheduler roundrobin mptcp.scheduler.roundrobin 0.1.0", 2) + " === 'client, server'");
        browser.run("document.querySelector('[aria-label=\"Use minrtt as scheduler of all hosts\"]').click()");
        await(cell("policylist", "scheduler minrtt mptcp.scheduler.minrtt 0.1.0", 2) + " === 'client, server'");
    }

    @Test
    void withTheKeyboardAlone() throws Exception {
        browser.run("document.activeElement.blur(); window.scrollTo(0, 0); document.getElementById('said').textContent = ''");
        browser.key("Tab");
        boolean skips = browser.value("document.activeElement.className").equals("skip");
        for (int i = 0; i < 12 && !browser.value("document.activeElement.textContent").equals("Start"); i++) {
            browser.key("Tab");
        }
        assertEquals("Start", browser.value("document.activeElement.textContent"), "skip link first: " + skips);
        assertFalse(browser.value("getComputedStyle(document.activeElement).outlineStyle").equals("none"), "the focus is seen");
        browser.key("Enter");
        await("/transfer \\d+: put/.test(document.getElementById('said').textContent)");
        assertEquals("Start", browser.value("document.activeElement.textContent"), "the focus stays");
        await("document.querySelector('#transfers [aria-label^=\"Cancel transfer\"]') !== null");
        for (int i = 0; i < 4 && !browser.value("document.activeElement.textContent").equals("Cancel"); i++) {
            browser.key("Tab");
        }
        browser.key("Enter");
        await("[...document.querySelectorAll('#transfers tbody tr')][0].cells[1].textContent === 'cancelled'");
    }

    /** All rules of axe-core, those of colours that differ enough, too. */
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void nothingIsInTheWayOfAScreenReader(String scheme) throws Exception {
        shell.run("put", "--bytes", "2M");
        await("document.querySelectorAll('#subflows tbody tr').length > 0");
        browser.scheme(scheme);
        await("matchMedia('(prefers-color-scheme: " + scheme + ")').matches");
        try (InputStream in = LivePageTest.class.getResourceAsStream(
                "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
            browser.call("Runtime.evaluate", Map.of("expression", new String(in.readAllBytes(), UTF_8)));
        }
        assertEquals("", browser.value("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id + ': '"
                + " + v.help + ' ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join('; ')).join('\\n'))"));
        int passed = Integer.parseInt(browser.value("axe.run(document).then(r => r.passes.length)"));
        assertTrue(passed > 20, "only " + passed + " rules were of use");
        String ground = browser.value("getComputedStyle(document.body).backgroundColor");
        assertEquals(scheme.equals("light") ? "rgb(255, 255, 255)" : "rgb(20, 24, 29)", ground);
    }

    @Test
    void withoutTheTokenItSaysWhatIsMissing() throws Exception {
        browser.run("sessionStorage.clear()");
        browser.open(shell.origin() + "/");
        try {
            await("/token is missing/.test(document.getElementById('state')?.textContent)");
            assertEquals("0", browser.value("document.querySelectorAll('#hostlist tbody tr').length"));
        } finally {
            browser.forget(); // the browser complains of each refusal
            browser.open("about:blank");
            browser.open(shell.address());
            await("document.getElementById('state')?.textContent === 'live'");
        }
    }
}
