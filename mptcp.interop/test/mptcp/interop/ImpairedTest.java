package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.link.IpLink;
import mptcp.io.sim.ImpairedLink;
import mptcp.io.sim.LinkSpec;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real devices, made slow and lossy in both directions by the simulator's impairments. */
@Timeout(120)
final class ImpairedTest {
    private static final long BYTES = 16 << 20;
    private static final int SECONDS = 60;
    private static final LinkSpec SPEC = LinkSpec.of(
            "rate=60m,delay=1ms,queue=100k,loss=1%,reorder=1%/1ms,duplicate=0.5%,corrupt=0.2%");
    private static final long SEED = 4;

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    @ParameterizedTest
    @CsvSource({"CLIENT, TCP", "SERVER, TCP", "CLIENT, MPTCP", "SERVER, MPTCP"})
    void bytesAreTheSame(Role role, Protocol protocol) throws Exception {
        List<ImpairedLink> links = new ArrayList<>();
        try (Trial trial = new Trial(LAB.lab(), protocol,
                config -> config.mptcpVersion(protocol == Protocol.TCP ? -1 : 1), link -> impair(link, links))) {
            Conversation c = protocol == Protocol.TCP
                    ? trial.connect(role, Trial.IPV4) : trial.connectTwice(role, Trial.IPV4);
            long start = System.nanoTime();
            Transfers t = c.transfer(BYTES);
            t.awaitEach(BYTES, SECONDS);
            Figures.print("impaired, %s %s: %.0f Mbit/s each way; %s", role, protocol,
                    Figures.megabits(BYTES, System.nanoTime() - start), trial.oddities());
            assertEquals(protocol == Protocol.TCP ? 1 : 2, c.subflows().size(), trial::state);
            for (ImpairedLink link : links.subList(0, c.subflows().size())) {
                assertImpaired(link);
            }
            t.finish();
        }
    }

    private static IpLink impair(IpLink link, List<ImpairedLink> links) {
        ImpairedLink impaired = new ImpairedLink(link, SEED, SPEC, SPEC);
        links.add(impaired);
        return impaired;
    }

    private static void assertImpaired(ImpairedLink link) {
        for (var hop : List.of(link.outbound(), link.inbound())) {
            var statistics = hop.statistics();
            assertTrue(statistics.deliveredPackets() > 1000, statistics::toString);
            assertTrue(statistics.droppedLoss() > 0 && statistics.duplicated() > 0, statistics::toString);
            assertTrue(statistics.reordered() > 0 && statistics.corrupted() > 0, statistics::toString);
        }
    }
}
