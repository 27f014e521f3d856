package mptcp.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results are a function of the file and the seed, and of nothing else. */
class EnvironmentTest {
    private static final String FLOWS = """
            flows:
              bulk: {from: client, to: server, bytes: 200k}
              asks: {from: server, to: client, pattern: requests, request: 50, response: 2k, every: 50ms, count: 9}
            events:
              - {at: 200ms, path: one, state: down}
              - {at: 400ms, host: client, scheduler: roundrobin}
            expect:
              - {name: fair, value: "jain(bulk.goodput / 3, asks.latency_p95)", at-least: 0.01, at-most: 1}
            """;

    private static final Locale LOCALE = Locale.getDefault();
    private static final TimeZone ZONE = TimeZone.getDefault();

    @TempDir
    Path temporary;

    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = temporary.resolve("digits.yaml");
        Files.writeString(file, Workspace.SMALL + FLOWS);
    }

    @AfterEach
    void restore() {
        Locale.setDefault(LOCALE);
        TimeZone.setDefault(ZONE);
    }

    private Workspace.Said run(String locale, String zone, Path out) {
        Locale.setDefault(Locale.forLanguageTag(locale));
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        return Workspace.sim("run", file, "--out", out, "--no-plots");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fa-IR", "ar-EG-u-nu-arab", "th-TH-u-nu-thai", "tr-TR", "de-CH"})
    void theLocaleAndTheTimeZoneChangeNoByte(String locale) throws Exception {
        Path plain = temporary.resolve("plain");
        Path other = temporary.resolve("other");
        Workspace.Said expected = run("en-US", "UTC", plain);
        assertEquals(0, expected.status(), expected.err());
        Workspace.Said said = run(locale, "Asia/Kathmandu", other);
        assertEquals(expected.out().replace(plain.toString(), "OUT"), said.out().replace(other.toString(), "OUT"));
        Map<String, String> files = Workspace.contents(plain);
        assertEquals(files, Workspace.contents(other));
    }

    @Test
    void whatIsListedIsTheSame() {
        Locale.setDefault(Locale.forLanguageTag("en-US"));
        Workspace.Said expected = Workspace.sim("list");
        Locale.setDefault(Locale.forLanguageTag("fa-IR"));
        assertEquals(expected, Workspace.sim("list"));
    }
}
