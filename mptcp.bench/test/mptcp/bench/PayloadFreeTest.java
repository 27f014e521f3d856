package mptcp.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers of all packets and their times are the same with and without payload. */
@Timeout(120)
final class PayloadFreeTest {
    private static final long TIME_NS = 2_000_000_000;

    @ParameterizedTest
    @ValueSource(strings = {"", "loss=1%,reorder=2%/3ms,duplicate=1%,corrupt=1%", "burst=1%/20%,jitter=2ms"})
    void theSameHeadersAtTheSameTimes(String impairments) throws IOException {
        SimWorld.Options options = new SimWorld.Options(2, 2, true, impairments);
        try (SimWorld with = new SimWorld(options); SimWorld without = new SimWorld(options.withoutPayload())) {
            with.hashHeaders();
            for (SimWorld world : new SimWorld[] {with, without}) {
                world.connect();
                world.run(TIME_NS);
            }
            assertTrue(with.packets() > 2000, with.packets() + " packets");
            assertEquals(with.packets(), without.packets());
            assertEquals(with.received(), without.received());
            assertEquals(with.eventHash(), without.eventHash());
        }
    }
}
