package mptcp.web.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way by which another page, another name or another user might get in. */
class GateTest {
    private static final String TOKEN = Gate.token();
    private static final String RIGHT = "Bearer " + TOKEN;
    private static final String HOST = "127.0.0.1:8080";

    private final Gate gate = new Gate(TOKEN);

    private Refusal asked(String method, String path, String host, String origin, String site, String authorization) {
        Optional<Refusal> refusal = gate.refuses(new Question(method, path, 8080, host, origin, site, authorization));
        return refusal.orElse(null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080", "localhost:8080", "[::1]:8080"})
    void whoHasTheTokenIsLetIn(String host) {
        assertEquals(null, asked("GET", "/api/overview", host, null, null, RIGHT));
        assertEquals(null, asked("GET", "/api/overview", host, null, "same-origin", RIGHT));
        assertEquals(null, asked("POST", "/api/run", host, "http://" + host, "same-origin", RIGHT));
        assertEquals(null, asked("GET", "/metrics", host, null, null, RIGHT));
    }

    @Test
    void thePageItselfIsNoSecret() {
        assertEquals(null, asked("GET", "/", HOST, null, "none", null));
        assertEquals(null, asked("GET", "/page.js", HOST, null, "same-origin", null));
    }

    @Test
    void withoutTheTokenNothingIsTold() {
        for (String path : new String[] {"/api/overview", "/api/", "/api/events", "/metrics"}) {
            for (String said : new String[] {null, "", "Bearer ", "Bearer " + TOKEN.substring(1), RIGHT + "0", TOKEN,
                    "bearer " + TOKEN, "Basic " + TOKEN}) {
                assertEquals(Refusal.NO_TOKEN, asked("GET", path, HOST, null, null, said), path + " " + said);
            }
        }
        assertEquals(Refusal.NO_TOKEN, asked("POST", "/api/run", HOST, null, null, null));
    }

    /** A name of somebody else that is made to mean 127.0.0.1 (DNS rebinding), with the token even. */
    @ParameterizedTest
    @ValueSource(strings = {"evil.example:8080", "127.0.0.1", "127.0.0.1:8081", "localhost", "localhost:80", "127.0.0.1:8080.evil.example",
            "evil.example", ""})
    void noOtherName(String host) {
        assertEquals(Refusal.FOREIGN_HOST, asked("GET", "/", host, null, null, RIGHT));
        assertEquals(Refusal.FOREIGN_HOST, asked("POST", "/api/run", host, "http://" + host, "same-origin", RIGHT));
    }

    @Test
    void aNameIsNeeded() {
        assertEquals(Refusal.FOREIGN_HOST, asked("GET", "/", null, null, null, RIGHT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "https://127.0.0.1:8080", "http://127.0.0.1:8081", "http://localhost:8080",
            "http://127.0.0.1", ""})
    void noOtherOrigin(String origin) {
        assertEquals(Refusal.FOREIGN_ORIGIN, asked("POST", "/api/run", HOST, origin, null, RIGHT));
        assertEquals(Refusal.FOREIGN_ORIGIN, asked("GET", "/api/overview", HOST, origin, null, RIGHT));
        assertEquals(Refusal.FOREIGN_ORIGIN, asked("OPTIONS", "/api/run", HOST, origin, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", ""})
    void noOtherSite(String site) {
        assertEquals(Refusal.FOREIGN_ORIGIN, asked("GET", "/", HOST, null, site, null));
        assertEquals(Refusal.FOREIGN_ORIGIN, asked("GET", "/api/overview", HOST, null, site, RIGHT));
    }

    @Test
    void commandsArePostedAndNothingElseIs() {
        assertEquals(Refusal.METHOD, asked("GET", "/api/run", HOST, null, null, RIGHT));
        for (String method : new String[] {"POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE"}) {
            assertEquals(Refusal.METHOD, asked(method, "/api/overview", HOST, null, null, RIGHT));
        }
    }

    @Test
    void eachTokenIsAnotherOne() {
        assertNotEquals(Gate.token(), Gate.token());
        assertEquals(64, Gate.token().length());
    }
}
