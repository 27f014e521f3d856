package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamException.Reason;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections of two subflows end, in order and not (RFC 8684 sections 3.3.3 and 3.5). */
@Timeout(60)
final class CloseTest {
    private static final long STEP = 1 << 20;

    /** Less than the kernel's first window. */
    private static final long FEW = 10_000;

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    @ParameterizedTest
    @EnumSource(Role.class)
    void theKernelEndsItsDirectionFirst(Role role) throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectTwice(role, Trial.IPV4);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            t.awaitMore(STEP);
            t.finishDown();
            t.awaitMoreUp(STEP);
            t.finishUp();
            assertOrderlyEnd(c);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void weEndOurDirectionFirst(Role role) throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectTwice(role, Trial.IPV6);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            t.awaitMore(STEP);
            t.finishUp();
            t.awaitMoreDown(STEP);
            t.finishDown();
            assertOrderlyEnd(c);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void bothAtOnce(Role role) throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectTwice(role, Trial.IPV4);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            t.awaitMore(STEP);
            t.finish();
            assertOrderlyEnd(c);
        }
    }

    /** Close in place of shutdown: the kernel's program has read all, so its close is an orderly one. */
    @ParameterizedTest
    @EnumSource(Role.class)
    void theKernelClosesFirst(Role role) throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectTwice(role, Trial.IPV4);
            c.theirs().close();
            trial.await("the end of the stream", () -> c.ours().tryRead(ByteBuffer.allocate(1)) < 0);
            assertOrderlyEnd(c);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void weCloseFirst(Role role) throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectTwice(role, Trial.IPV4);
            c.ours().close();
            assertEquals(0, Await.result("the end of the stream", Await.SECONDS, trial::state,
                    trial.peer().start("read", () -> c.theirs().receive(1))).length);
            assertOrderlyEnd(c);
        }
    }

    /** Closes what is still open; then nothing is left on either side but TIME-WAIT, and nobody was reset. */
    private static void assertOrderlyEnd(Conversation c) throws Exception {
        assertNull(c.ours().error());
        c.ours().close();
        c.theirs().close();
        assertGone(c);
        assertEquals(0, c.trial().counter("TcpOutRsts"), c.trial()::state);
        assertEquals(0, c.trial().counter("TcpEstabResets"), c.trial()::state);
        assertEquals(0, c.trial().counter("MPTcpExtMPFastcloseTx"), c.trial()::state);
        assertEquals(0, c.trial().counter("MPTcpExtMPFastcloseRx"), c.trial()::state);
        assertEquals(List.of(), c.trial().view().troubles(), c.trial()::state);
    }

    private static void assertGone(Conversation c) throws Exception {
        c.awaitOver();
        c.trial().await("the kernel's connection is over", () -> c.trial().view().sockets().connections().stream()
                .allMatch(e -> e.state().equals("LISTEN") || e.state().equals("TIME-WAIT")));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void weAbort(Role role) throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectTwice(role, Trial.IPV4);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            t.awaitMore(STEP);
            c.ours().abort();
            trial.await("the kernel's reader ends", t.fromUs().done()::isDone); // whoever is first gets the error
            assertInstanceOf(SocketException.class, failure("the kernel's writer fails", c, t.down().done()));
            assertInstanceOf(StreamException.class, failure("our reader fails", c, t.fromKernel().done()));
            assertInstanceOf(StreamException.class, failure("our writer fails", c, t.up().done()));
            assertTrue(trial.view().counters().get("MPTcpExtMPFastcloseRx") >= 1, trial::state);
            assertTrue(trial.counter("MPTcpExtMPFastcloseTx") >= 1, trial::state);
            c.theirs().close();
            assertGone(c);
        }
    }

    /** RFC 9293 section 3.6.1: a close that throws received bytes away tells the peer so. */
    @ParameterizedTest
    @EnumSource(Role.class)
    void weCloseWithUnreadBytes(Role role) throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectTwice(role, Trial.IPV6);
            c.theirs().send(new byte[1000]);
            trial.await("the bytes are here", () -> c.ours().available() == 1000);
            c.ours().close();
            assertInstanceOf(SocketException.class, failure("the kernel's reader fails", c,
                    trial.peer().start("read", () -> c.theirs().receive(1))));
            assertTrue(trial.view().counters().get("MPTcpExtMPFastcloseRx") >= 1, trial::state);
            c.theirs().close();
            assertGone(c);
        }
    }

    /** Linux sends MP_FASTCLOSE when a program closes a connection with unread bytes. */
    @ParameterizedTest
    @EnumSource(Role.class)
    void theKernelAborts(Role role) throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectTwice(role, Trial.IPV4);
            Outgoing up = new Outgoing(End.of(c.ours()), 1, Outgoing.ENDLESS);
            Incoming down = new Incoming(End.of(c.ours()), 1);
            trial.await("bytes are with the kernel", () -> c.theirs().mptcpInfo().bytesReceived() > FEW);
            c.theirs().close();
            assertEquals(Reason.RESET, ((StreamException) failure("our reader fails", c, down.done())).reason());
            assertEquals(Reason.RESET, ((StreamException) failure("our writer fails", c, up.done())).reason());
            assertTrue(trial.counter("MPTcpExtMPFastcloseRx") >= 1, trial::state);
            assertTrue(trial.view().counters().get("MPTcpExtMPFastcloseTx") >= 1, trial::state);
            assertGone(c);
        }
    }

    private static IOException failure(String what, Conversation c, Future<?> future) throws Exception {
        Await.until(what, Await.SECONDS, c.trial()::state, future::isDone);
        try {
            throw new AssertionError(what + ", not: " + future.get() + "\n" + c.trial().state());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
            return assertInstanceOf(IOException.class, cause);
        }
    }
}
