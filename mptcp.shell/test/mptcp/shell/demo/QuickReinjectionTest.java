package mptcp.shell.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import mptcp.api.socket.Stack;
import mptcp.shell.fake.FakeNetwork;
import org.junit.jupiter.api.Test;

final class QuickReinjectionTest {
    @Test
    void holdsAsLongAsTheDemonstration() {
        try (FakeNetwork network = new FakeNetwork()) {
            Stack host = network.client();
            host.reconfigure(host.config().toBuilder().policySettings(Map.of("weighted.weights", "3,1")).build());
            try (QuickReinjection quick = new QuickReinjection(host)) {
                assertEquals(Map.of("weighted.weights", "3,1", "rexmit.threshold", "1"), host.config().policySettings());
                assertEquals("rexmit.threshold=1: after so many timeouts in a row data goes to the other path", quick.toString());
            }
            assertEquals(Map.of("weighted.weights", "3,1"), host.config().policySettings());
        }
    }

    @Test
    void whatWasSetStays() {
        try (FakeNetwork network = new FakeNetwork()) {
            Stack host = network.client();
            host.reconfigure(host.config().toBuilder().policySettings(Map.of("rexmit.threshold", "5")).build());
            try (QuickReinjection quick = new QuickReinjection(host)) {
                assertEquals("5", host.config().policySettings().get("rexmit.threshold"), quick.toString());
            }
        }
    }
}
