package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.policy.PolicyKind;
import mptcp.lab.Lab;
import mptcp.lab.LabPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Paths of 100 Mbit/s fail, seen or unseen, and come back: no byte is lost, and the transfer goes on meanwhile. */
@Timeout(60)
final class PathFailureTest {
    private static final int MEGABITS = 100;
    private static final long STEP = 1 << 20;

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    private enum Failure {
        /** Devices go down: both kernels see it, our stack does not. */
        CUT {
            @Override
            void begin(LabPath path) throws Exception {
                path.cut();
            }

            @Override
            void end(LabPath path) throws Exception {
                path.restore();
                path.shape(MEGABITS);
            }
        },
        /** Packets vanish, nobody is told. */
        BLACKHOLE {
            @Override
            void begin(LabPath path) throws Exception {
                path.blackhole();
            }

            @Override
            void end(LabPath path) throws Exception {
                path.endBlackhole();
            }
        };

        abstract void begin(LabPath path) throws Exception;

        abstract void end(LabPath path) throws Exception;
    }

    @BeforeEach
    void shape() throws Exception {
        for (LabPath path : LAB.lab().paths()) {
            path.shape(MEGABITS);
        }
    }

    @ParameterizedTest
    @CsvSource({"CLIENT, CUT, 1, builtin", "CLIENT, CUT, 2, builtin", "CLIENT, BLACKHOLE, 1, builtin",
        "CLIENT, BLACKHOLE, 2, threshold", "SERVER, CUT, 1, threshold", "SERVER, CUT, 2, builtin",
        "SERVER, BLACKHOLE, 1, builtin", "SERVER, BLACKHOLE, 2, builtin"})
    void theOtherPathGoesOn(Role role, Failure failure, int number, String rexmit) throws Exception {
        Lab lab = LAB.lab();
        LabPath path = lab.path(number);
        try (Trial trial = new Trial(lab)) {
            Conversation c = trial.connectTwice(role, Trial.IPV4);
            c.choose(PolicyKind.RETRANSMIT, rexmit);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            t.awaitMore(2 * STEP);
            t.fromUs().mark();
            t.fromKernel().mark();
            failure.begin(path);
            try {
                t.awaitMore(2 * STEP);
                Figures.print("%s %s path %d %s: longest pause to the kernel %.0f ms, from the kernel %.0f ms; %s",
                        role, failure, number, rexmit, t.fromUs().longestPauseMs(), t.fromKernel().longestPauseMs(),
                        trial.oddities());
            } finally {
                failure.end(path);
            }
            long before = t.fromUs().received();
            t.awaitMore(2 * STEP);
            assertTrue(t.fromUs().received() > before);
            t.finish();
        }
    }

    /** With the only path gone there is silence; when it is back, the rest comes. */
    @ParameterizedTest
    @EnumSource(Role.class)
    void theOnlyPathComesBack(Role role) throws Exception {
        LabPath path = LAB.lab().path(1);
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connect(role, Trial.IPV6);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            t.awaitMore(STEP);
            path.blackhole();
            try {
                trial.await("our subflow times out", () -> c.subflow(1).timeouts() >= 1);
            } finally {
                path.endBlackhole();
            }
            t.awaitMore(2 * STEP);
            t.finish();
        }
    }
}
