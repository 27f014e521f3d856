package mptcp.policy.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import mptcp.policy.testing.FakeSubflows;
import org.junit.jupiter.api.Test;

/** Subflows over link1 and link2, from 10.0.1.1 to 10.0.1.2 and from 10.0.2.1 to 10.0.2.2. */
class SelectorsTest {
    private final FakeSubflows view = new FakeSubflows();
    private final int a = view.add(10, 10);
    private final int b = view.add(10, 10);

    private int first(int sf, String... words) {
        return new Selectors(List.of(words)).first(sf, view);
    }

    @Test
    void bySlotLinkTagAndAddress() {
        view.tag(b, "cell,cost=5");
        assertEquals(0, first(b, "1"));
        assertEquals(Selectors.NONE, first(a, "1"));
        assertEquals(0, first(b, "link2"));
        assertEquals(Selectors.NONE, first(a, "link2"));
        assertEquals(0, first(b, "cell"));
        assertEquals(0, first(b, "cost"), "whatever its value");
        assertEquals(0, first(b, "cost=5"));
        assertEquals(Selectors.NONE, first(b, "cost=6"));
        assertEquals(0, first(a, "10.0.1.1"), "this end");
        assertEquals(0, first(a, "10.0.1.2"), "the other");
        assertEquals(Selectors.NONE, first(a, "10.0.2.1"));
    }

    @Test
    void theFirstOfSeveral() {
        assertEquals(1, first(b, "wifi", "link2", "10.0.2.1"));
        assertEquals(2, first(a, "wifi", "link2", "0"));
    }

    @Test
    void tagsMayChangeAndSlotsAreUsedAgain() {
        Selectors wifi = new Selectors(List.of("wifi", "link2"));
        assertEquals(Selectors.NONE, wifi.first(a, view));
        view.tag(a, "wifi");
        assertEquals(0, wifi.first(a, view));
        view.remove(b);
        int c = view.add(10, 10);
        assertEquals(b, c);
        view.link[c] = "link3";
        assertEquals(Selectors.NONE, wifi.first(c, view));
    }

    @Test
    void whatIsNoSelector() {
        assertThrows(IllegalArgumentException.class, () -> new Selectors(List.of("")));
        assertThrows(IllegalArgumentException.class, () -> new Selectors(List.of("32")));
    }
}
