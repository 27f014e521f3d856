package mptcp.web.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import mptcp.json.Json;
import org.junit.jupiter.api.Test;

/** What the page asks for stays small, however many connections there are. */
class ManyConnectionsTest {
    private static final int MANY = 10_000;
    private static final int LONGEST_ANSWER = 20_000;

    @Test
    void tenThousand() throws Exception {
        try (World world = new World()) {
            world.open(MANY);
            Hosts hosts = world.hosts();
            assertEquals(MANY, world.client.inspector().connectionCount());

            String overview = Json.of(new Overview(hosts).of(Map.of()));
            assertTrue(overview.contains("\"connections\": " + MANY), overview);
            assertTrue(overview.length() < LONGEST_ANSWER, "an overview of " + overview.length());

            ConnectionPage page = new ConnectionPage(hosts);
            String first = Json.of(page.of(Map.of("host", "client")));
            assertTrue(first.length() < LONGEST_ANSWER, "a page of " + first.length());
            assertTrue(first.contains("\"total\": " + MANY), first);

            List<Long> seen = new ArrayList<>();
            for (long after = 0; seen.size() < MANY;) {
                List<Long> numbers = numbers(page.of(Map.of("host", "client", "after", Long.toString(after), "limit", "100")));
                assertEquals(100, numbers.size(), "after " + after);
                seen.addAll(numbers);
                after = numbers.getLast();
            }
            assertEquals(LongStream.rangeClosed(1, MANY).boxed().toList(), seen, "each once, in order");
            assertEquals(List.of(), numbers(page.of(Map.of("host", "client", "after", Integer.toString(MANY)))));

            String one = Json.of(new ConnectionDetail(hosts).of(Map.of("id", "client/7777")));
            assertTrue(one.contains("\"state\": \"ESTAB\""), one);
            assertTrue(one.contains("\"peer\": null"), "ten thousand are not looked through for its other end");
        }
    }

    private static List<Long> numbers(Object answer) {
        return ((List<?>) ((Map<?, ?>) answer).get("connections")).stream().map(row -> (Long) ((Map<?, ?>) row).get("number"))
                .toList();
    }

    @Test
    void theOtherEndIsFoundAmongFew() throws Exception {
        try (World world = new World()) {
            world.open(3);
            ConnectionDetail detail = new ConnectionDetail(world.hosts());
            for (int i = 1; i <= 3; i++) {
                Map<?, ?> answer = (Map<?, ?>) detail.of(Map.of("id", "client/" + i));
                Map<?, ?> back = (Map<?, ?>) detail.of(Map.of("id", answer.get("peer").toString()));
                assertEquals("client/" + i, back.get("peer"));
            }
        }
    }

    @Test
    void whatIsNotThereIsSaid() throws Exception {
        try (World world = new World()) {
            Hosts hosts = world.hosts();
            ConnectionDetail detail = new ConnectionDetail(hosts);
            assertEquals("no host 'moon'; there are: client, server",
                    assertThrows(NotThere.class, () -> detail.of(Map.of("id", "moon/1"))).getMessage());
            assertEquals("connection client/9 is gone",
                    assertThrows(NotThere.class, () -> detail.of(Map.of("id", "client/9"))).getMessage());
            assertThrows(NotThere.class, () -> detail.of(Map.of()));
            assertThrows(NotThere.class, () -> detail.of(Map.of("id", "client/x")));
            assertThrows(NotThere.class, () -> new ConnectionPage(hosts).of(Map.of("host", "client", "after", "x")));
        }
        Hosts none = new Hosts(() -> null);
        assertEquals(Map.of("hosts", List.of()), new Overview(none).of(Map.of()));
        assertThrows(NotThere.class, () -> new Policies(none).of(Map.of()));
    }
}
