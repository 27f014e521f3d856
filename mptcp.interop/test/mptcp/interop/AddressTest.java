package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.util.List;
import mptcp.lab.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Addresses announced, joined and withdrawn by both ends, families mixed (RFC 8684 sections 3.2 and 3.4). */
@Timeout(60)
final class AddressTest {
    private static final long STEP = 1 << 20;

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    @Test
    void theKernelJoinsWhatWeAnnounce() throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectTwice(Role.SERVER, Trial.IPV4);
            var kernel = trial.view().counters();
            assertEquals(1, kernel.get("MPTcpExtAddAddr"));
            assertEquals(0, kernel.get("MPTcpExtAddAddrDrop"));
            assertEquals(1, kernel.get("MPTcpExtEchoAddTx"));
            assertEquals(1, kernel.get("MPTcpExtMPJoinSynAckRx"));
            assertEquals(1, trial.counter("MPTcpExtEchoAdd"));
            assertEquals(1, trial.counter("MPTcpExtMPJoinSynRx"));
            assertEquals(1, trial.counter("MPTcpExtMPJoinAckRx"));
            assertEquals(trial.lab().path(2).address(Trial.IPV4), c.subflow(2).local().getAddress());
            c.transfer(STEP).finish();
            assertEquals(List.of(), trial.view().troubles(), trial::state);
        }
    }

    @Test
    void weJoinWhatTheKernelAnnounces() throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectTwice(Role.CLIENT, Trial.IPV4);
            var kernel = trial.view().counters();
            assertEquals(1, kernel.get("MPTcpExtMPJoinSynRx"));
            assertEquals(1, kernel.get("MPTcpExtMPJoinAckRx"));
            assertEquals(1, kernel.get("MPTcpExtEchoAdd"));
            assertEquals(1, trial.counter("MPTcpExtAddAddr"));
            assertEquals(1, trial.counter("MPTcpExtMPJoinSynAckRx"));
            assertEquals(trial.lab().path(2).peerAddress(Trial.IPV4), c.subflow(2).remote().getAddress());
            c.transfer(STEP).finish();
            assertEquals(List.of(), trial.view().troubles(), trial::state);
        }
    }

    /** A join by the kernel to the address that it connected to, from its other one, without any announcement. */
    @Test
    void theKernelJoinsOurFirstAddress() throws Exception {
        Lab lab = LAB.lab();
        try (Trial trial = new Trial(lab)) {
            lab.endpoints("", true, true);
            lab.kernel().ip("mptcp endpoint add 10.201.2.2 subflow"); // of no device: routed to our first address
            Conversation c = trial.open(Role.SERVER, Trial.IPV4);
            c.exchangeBytes();
            c.awaitSubflows(2);
            assertEquals(0, trial.counter("MPTcpExtAddAddrTx"));
            assertEquals(1, trial.counter("MPTcpExtMPJoinSynRx"));
            assertTrue(c.subflows().stream().allMatch(s -> c.isOn(s, 1)), trial::state);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            trial.await("both subflows are used both ways", () -> c.subflows().stream()
                    .allMatch(s -> s.bytesAcked() > STEP && s.bytesReceived() > STEP));
            t.finish();
            assertEquals(List.of(), trial.view().troubles(), trial::state);
        }
    }

    @ParameterizedTest
    @CsvSource({"CLIENT, INET, INET6", "CLIENT, INET6, INET", "SERVER, INET6, INET"})
    void familiesMixed(Role role, StandardProtocolFamily first, StandardProtocolFamily second) throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            trial.announce(role, second);
            Conversation c = trial.open(role, first);
            c.exchangeBytes();
            c.awaitSubflows(2);
            List<Class<?>> families = c.subflows().stream()
                    .<Class<?>>map(s -> s.local().getAddress().getClass()).toList();
            assertEquals(List.of(trial.lab().path(1).address(first).getClass(),
                    trial.lab().path(1).address(second).getClass()), families, trial::state);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            trial.await("both subflows are used both ways", () -> c.subflows().stream()
                    .allMatch(s -> s.bytesAcked() > STEP && s.bytesReceived() > STEP));
            t.finish();
            assertEquals(List.of(), trial.view().troubles(), trial::state);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void theKernelWithdrawsItsAddress(Role role) throws Exception {
        Lab lab = LAB.lab();
        try (Trial trial = new Trial(lab)) {
            trial.announce(role, Trial.IPV4);
            if (role == Role.SERVER) {
                trial.kernelStartsFromSecondPath("subflow", Trial.IPV4);
            }
            Conversation c = trial.open(role, Trial.IPV4);
            c.exchangeBytes();
            c.awaitSubflows(2);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            t.awaitMore(STEP);
            lab.kernel().ip("mptcp endpoint delete id 1");
            c.awaitSubflows(1);
            trial.await("we hear of it", () -> trial.counter("MPTcpExtRmAddr") == 1);
            assertTrue(c.isOn(c.subflows().getFirst(), 1));
            t.awaitMore(STEP);
            t.finish();
        }
    }

    @Test
    void weWithdrawWhatWeAnnounced() throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectTwice(Role.SERVER, Trial.IPV6);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            t.awaitMore(STEP);
            trial.stack().endpoints(List.of());
            c.awaitSubflows(1);
            assertEquals(1, trial.counter("MPTcpExtRmAddrTx"), trial::state);
            assertEquals(1, trial.view().counters().get("MPTcpExtRmAddr"), trial::state);
            assertTrue(c.isOn(c.subflows().getFirst(), 1));
            t.awaitMore(STEP);
            trial.stack().endpoints(List.of(trial.endpoint(2, Trial.IPV6)));
            c.awaitSubflows(2);
            t.awaitMore(STEP);
            t.finish();
        }
    }

    /** Our link goes with its addresses: the bytes that were on it go over the other one. */
    @ParameterizedTest
    @CsvSource({"CLIENT, 1", "CLIENT, 2", "SERVER, 1", "SERVER, 2"})
    void ourLinkGoes(Role role, int path) throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectTwice(role, Trial.IPV4);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            t.awaitMore(STEP);
            trial.stack().removeLink(trial.lab().path(path).device());
            t.awaitMore(STEP);
            assertEquals(1, c.subflows().size(), trial::state);
            t.finish();
        }
    }
}
