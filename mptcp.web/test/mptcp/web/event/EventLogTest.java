package mptcp.web.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import mptcp.json.Json;
import mptcp.web.view.World;
import org.junit.jupiter.api.Test;

/** Events are kept while somebody asks, and no longer. */
class EventLogTest {
    private long now;

    @Test
    void fromTheFirstQuestionOn() throws Exception {
        try (World world = new World(); EventLog log = new EventLog(world.hosts(), () -> now, () -> 1_000)) {
            world.open(1);
            assertEquals(Map.of("last", 0L, "left", 0L, "events", List.of()), log.of(Map.of()), "nobody had asked");
            world.open(1);
            Map<?, ?> answer = (Map<?, ?>) log.of(Map.of("after", "0"));
            String text = Json.of(answer);
            assertTrue(text.contains("\"connection\": \"client/2\"") && text.contains("\"event\": \"ESTABLISHED\""), text);
            assertTrue(text.contains("\"connection\": \"server/2\""), text);
            long last = (Long) answer.get("last");
            assertEquals(Map.of("last", last, "left", 0L, "events", List.of()), log.of(Map.of("after", Long.toString(last))));
        }
    }

    @Test
    void tooManyAreCounted() throws Exception {
        try (World world = new World(); EventLog log = new EventLog(world.hosts(), () -> now, () -> 1_000)) {
            log.of(Map.of());
            world.open(1_000);
            Map<?, ?> answer = (Map<?, ?>) log.of(Map.of("after", "0"));
            List<?> events = (List<?>) answer.get("events");
            assertEquals(200, events.size(), "the newest ones");
            assertEquals((Long) answer.get("last") - 200, answer.get("left"));
        }
    }

    @Test
    void hostsAreLetGo() throws Exception {
        try (World world = new World(); EventLog log = new EventLog(world.hosts(), () -> now, () -> 1_000)) {
            log.of(Map.of());
            now += EventLog.LISTENS_NS;
            log.expire();
            assertTrue(log.listens());
            now++;
            log.expire();
            assertFalse(log.listens());
            world.open(1);
            assertEquals(Map.of("last", 0L, "left", 0L, "events", List.of()), log.of(Map.of()), "what happened meanwhile is not known");
            assertTrue(log.listens());
        }
    }
}
