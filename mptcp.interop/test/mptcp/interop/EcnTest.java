package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import mptcp.io.sim.ImpairedLink;
import mptcp.io.sim.LinkSpec;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ECN with the kernel over a queue that marks, by what each of the two offers and agrees to. A kernel without Accurate ECN answers an
 * offer of it by RFC 3168, which is what is used then; one that has it ({@code tcp_ecn} of 3 is not refused) uses counts.
 */
@Timeout(120)
final class EcnTest {
    private static final long BYTES = 512 << 10;
    private static final int SECONDS = 90;
    private static final long SEED = 7;
    private static final LinkSpec MARKS = LinkSpec.of("rate=40m,delay=2ms,queue=300k,aqm=red:min=5:max=20:p=100%:weight=100%:ecn");

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    static Stream<Arguments> variants() {
        return Stream.of(Role.values()).flatMap(role -> Stream.of(Protocol.TCP, Protocol.MPTCP).flatMap(
                protocol -> Stream.of("1", "2").map(kernel -> Arguments.of(role, protocol, kernel))));
    }

    @AfterEach
    void asItWas() throws IOException {
        LAB.lab().kernel().sysctl(Map.of("net/ipv4/tcp_ecn", "2"));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void bytesAreTheSameAndMarksAreHeard(Role role, Protocol protocol, String kernel) throws Exception {
        LAB.lab().kernel().sysctl(Map.of("net/ipv4/tcp_ecn", kernel));
        try (Trial trial = new Trial(LAB.lab(), protocol,
                c -> c.mptcpVersion(protocol == Protocol.TCP ? -1 : 1).ecn(true).accurateEcn(true).accurateEcnAccept(true),
                link -> new ImpairedLink(link, SEED, MARKS, MARKS))) {
            Conversation c = trial.connect(role, Trial.IPV4);
            Transfers t = c.transfer(BYTES);
            t.awaitEach(BYTES, SECONDS);
            boolean offered = role == Role.CLIENT || kernel.equals("1");
            boolean used = offered && !kernel.equals("0");
            assertEquals(used, c.subflows().getFirst().detail().ecn(), trial::state);
            assertEquals(used, trial.counter("TcpExtTCPECNCEReceived") > 0, trial::state);
            t.finish();
        }
    }
}
