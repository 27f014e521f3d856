package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mptcp.api.address.Endpoint;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.lab.Lab;
import mptcp.lab.view.SocketTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backup subflows (RFC 8684 sections 3.2 and 3.3.8): idle beside a regular one, and there when it dies. */
@Timeout(60)
final class PriorityTest {
    private static final long STEP = 2 << 20;

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    /** The flag in our MP_JOIN holds for what the kernel sends; that of our endpoint for what we send. */
    @Test
    void weJoinAsBackup() throws Exception {
        Lab lab = LAB.lab();
        try (Trial trial = new Trial(lab)) {
            lab.endpoints("", true, true);
            trial.stack().endpoints(List.of(
                    Endpoint.of(2, lab.path(2).address(Trial.IPV4)).withSubflow(true).withBackup(true)));
            Conversation c = trial.open(Role.CLIENT, Trial.IPV4);
            c.exchangeBytes();
            c.awaitSubflows(2);
            assertEquals(1, trial.view().counters().get("MPTcpExtMPJoinSynBackupRx"), trial::state);
            assertTrue(c.subflow(2).backupLocal());
            assertIdleUntilNeeded(c);
        }
    }

    @Test
    void theKernelJoinsAsBackup() throws Exception {
        Lab lab = LAB.lab();
        try (Trial trial = new Trial(lab)) {
            trial.announce(Role.SERVER, Trial.IPV6);
            trial.kernelStartsFromSecondPath("subflow backup", Trial.IPV6);
            Conversation c = trial.open(Role.SERVER, Trial.IPV6);
            c.exchangeBytes();
            c.awaitSubflows(2);
            assertEquals(1, trial.counter("MPTcpExtMPJoinSynBackupRx"), trial::state);
            assertTrue(c.subflow(2).backupRemote());
            assertIdleUntilNeeded(c);
        }
    }

    private static void assertIdleUntilNeeded(Conversation c) throws Exception {
        Transfers t = c.transfer(Outgoing.ENDLESS);
        t.awaitMore(2 * STEP);
        assertIdle(Carried.NOTHING, Carried.by(c), c.trial());
        t.fromUs().mark();
        t.fromKernel().mark();
        LAB.lab().path(1).blackhole();
        try {
            t.awaitMore(STEP);
            Figures.print("%s, backup takes over: longest pause to the kernel %.0f ms, from the kernel %.0f ms",
                    c.role(), t.fromUs().longestPauseMs(), t.fromKernel().longestPauseMs());
            assertTrue(fresh(c.subflow(2)) > 0 && c.subflow(2).bytesReceived() > 0, c.trial()::state);
        } finally {
            LAB.lab().path(1).endBlackhole();
        }
        t.awaitMore(STEP);
        t.finish();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void weChangeThePriority(Role role) throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectTwice(role, Trial.IPV4);
            CommandedPaths paths = CommandedPaths.takeOver(c);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            t.awaitMore(STEP);
            int slot = c.subflow(2).slot();
            assertTrue(paths.call(() -> paths.commands().setBackup(slot, true)));
            trial.await("the kernel hears of it",
                    () -> trial.view().counters().get("MPTcpExtMPPrioRx") == 1 && kernelFlags(c).contains("B"));
            assertGoesIdle(c, t);
            assertTrue(paths.call(() -> paths.commands().setBackup(slot, false)));
            trial.await("the kernel hears of it again",
                    () -> trial.view().counters().get("MPTcpExtMPPrioRx") == 2 && !kernelFlags(c).contains("B"));
            assertGoesOn(c);
            t.finish();
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void theKernelChangesThePriority(Role role) throws Exception {
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
            String change = "mptcp endpoint change " + lab.path(2).peerAddress(Trial.IPV4).getHostAddress();
            lab.kernel().ip(change + " backup");
            trial.await("we hear of it",
                    () -> trial.counter("MPTcpExtMPPrioRx") == 1 && c.subflow(2).backupRemote());
            assertGoesIdle(c, t);
            lab.kernel().ip(change + " nobackup");
            trial.await("we hear of it again",
                    () -> trial.counter("MPTcpExtMPPrioRx") == 2 && !c.subflow(2).backupRemote());
            assertGoesOn(c);
            t.finish();
        }
    }

    /** After what was under way has arrived, the subflow on path 2 carries nothing new. */
    private static void assertGoesIdle(Conversation c, Transfers t) throws Exception {
        t.awaitMore(2 * STEP);
        Carried before = Carried.by(c);
        t.awaitMore(2 * STEP);
        assertIdle(before, Carried.by(c), c.trial());
    }

    private static void assertGoesOn(Conversation c) throws Exception {
        SubflowSnapshot before = c.subflow(2);
        c.trial().await("path 2 is used again", () -> fresh(c.subflow(2)) > fresh(before)
                && c.subflow(2).bytesReceived() > before.bytesReceived());
    }

    /**
     * What the subflow on path 2 has carried, and what both ends have sent again on any other subflow than at first:
     * that may take a backup. So may the one byte of each of the kernel's probes of a window that we had shut.
     */
    private record Carried(long sent, long received, long reinjected, long kernelReinjected) {
        static final Carried NOTHING = new Carried(0, 0, 0, 0);

        static Carried by(Conversation c) throws Exception {
            SubflowSnapshot s = c.subflow(2);
            return new Carried(fresh(s), s.bytesReceived(), c.snapshot().reinjected(),
                    c.theirs().mptcpInfo().bytesRetransmitted() + c.trial().view().counters().get("MPTcpExtWinProbe"));
        }
    }

    private static void assertIdle(Carried before, Carried after, Trial trial) {
        assertTrue(after.sent - before.sent <= after.reinjected - before.reinjected,
                () -> before + ", then " + after + ": new bytes sent on a backup\n" + trial.state());
        assertTrue(after.received - before.received <= after.kernelReinjected - before.kernelReinjected,
                () -> before + ", then " + after + ": new bytes received on a backup\n" + trial.state());
    }

    private static long fresh(SubflowSnapshot s) {
        return s.bytesSent() - s.bytesRetransmitted();
    }

    /** What the kernel's ss says of the subflow on path 2. */
    private static String kernelFlags(Conversation c) throws Exception {
        String local = c.trial().lab().path(2).peerAddress(Trial.IPV4).getHostAddress();
        return c.trial().view().sockets().subflows().stream().filter(e -> e.local().contains(local))
                .map(SocketTable.Entry::details).map(d -> d.getOrDefault("flags", "")).findFirst().orElse("");
    }
}
