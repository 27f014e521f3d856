package mptcp.core.mp.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mptcp.api.policy.PolicyControl.Total;
import mptcp.api.policy.PolicyKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What policies publish takes bounded memory, whatever they call it and however long the host is there. */
class PublishedTest {
    private final CostMeter account = new CostMeter(PolicyKind.SCHEDULER, "talkative", 1);

    private List<Total> totals() {
        return account.totals().toList();
    }

    /** Of one connection. */
    @Test
    void namesWithoutEnd() {
        Published p = new Published(account);
        for (int i = 0; i < 64; i++) {
            p.counter("c" + i, "").count();
        }
        assertThrows(IllegalArgumentException.class, () -> p.counter("one_more", ""));
        assertThrows(IllegalArgumentException.class, () -> p.gauge("one_more", ""));
        p.counter("c7", "").count();
        assertEquals(64, p.snapshot().size());
        assertEquals(2L, p.snapshot().get("c7"));
    }

    /** Connections that come and go, each with names of its own: those that came first are summed, the others count for themselves. */
    @Test
    void namesOfConnectionsWithoutEnd() {
        for (int i = 0; i < 10_000; i++) {
            Published p = new Published(account);
            p.counter("c" + i, "").count();
            assertEquals(1L, p.snapshot().get("c" + i));
        }
        assertEquals(256, totals().size());
        new Published(account).counter("c3", "").count();
        assertEquals(2, totals().stream().filter(t -> t.name().equals("c3")).findFirst().orElseThrow().value());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "A", "a b", "a\nb", "1", "\u00e4", "a\"", "a{"})
    void whatIsNoName(String name) {
        Published p = new Published(account);
        assertThrows(IllegalArgumentException.class, () -> p.counter(name, ""));
        assertThrows(IllegalArgumentException.class, () -> p.gauge(name, ""));
        assertThrows(IllegalArgumentException.class, () -> p.counter("a".repeat(65), ""));
        assertEquals(List.of(), totals());
    }

    @Test
    void helpIsALine() {
        Published p = new Published(account);
        p.counter("none", null);
        p.counter("much", "of\n several\tlines " + "x".repeat(10_000));
        assertEquals("", totals().getFirst().help());
        assertTrue(totals().getLast().help().startsWith("of several lines xxx"));
        assertEquals(200, totals().getLast().help().length());
    }

    /** A counter only grows: one that is full stays so, as its sum does. */
    @Test
    void countersThatAreFull() {
        for (int i = 0; i < 3; i++) {
            Published p = new Published(account);
            p.counter("bytes", "").add(Long.MAX_VALUE - 1);
            p.counter("bytes", "").add(Long.MAX_VALUE);
            assertEquals(Long.MAX_VALUE, p.snapshot().get("bytes"));
            assertThrows(IllegalArgumentException.class, () -> p.counter("bytes", "").add(-1));
        }
        assertEquals(Long.MAX_VALUE, totals().getFirst().value());
    }
}
