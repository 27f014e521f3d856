package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.List;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.StreamSocket;
import mptcp.lab.socket.KernelSocket;

/** A connection between our stack and the kernel, and both its ends. */
record Conversation(Trial trial, Role role, StreamSocket ours, KernelSocket theirs) {
    private static final byte[] FEW = {1, 2, 3, 4, 5};

    /** Starts to send in both directions at once. */
    Transfers transfer(long bytes) {
        return new Transfers(this, bytes, bytes);
    }

    /** What our stack shows of it. */
    ConnectionSnapshot snapshot() {
        return trial.stack().inspector().connection(ours.id())
                .orElseThrow(() -> new AssertionError("the connection is gone\n" + trial.state()));
    }

    /** Waits until it has ended on our side, but for TIME-WAIT. */
    void awaitOver() throws Exception {
        trial.await("our connection is over",
                () -> trial.stack().inspector().connection(ours.id()).map(Trial::isOver).orElse(true));
    }

    /** The subflows that are established. */
    List<SubflowSnapshot> subflows() {
        return trial.stack().inspector().connection(ours.id()).stream().flatMap(c -> c.subflows().stream())
                .filter(s -> s.state().startsWith("ESTAB")).toList();
    }

    /** The established subflow on one of the lab's paths, by our address. */
    SubflowSnapshot subflow(int path) {
        return subflows().stream().filter(s -> isOn(s, path)).findFirst()
                .orElseThrow(() -> new AssertionError("no subflow on path " + path + "\n" + trial.state()));
    }

    boolean isOn(SubflowSnapshot subflow, int path) {
        return trial.lab().path(path).addresses().stream()
                .anyMatch(a -> a.address().equals(subflow.local().getAddress()));
    }

    /** Waits until both ends count so many subflows. */
    void awaitSubflows(int n) throws Exception {
        trial.await("we have " + n + " subflows", () -> subflows().size() == n);
        trial.await("the kernel has " + n + " subflows", () -> theirs.mptcpInfo().subflows() == n);
    }

    /** A few bytes there and back: afterwards both ends are fully established (RFC 8684 section 3.1). */
    void exchangeBytes() throws Exception {
        ours.write(ByteBuffer.wrap(FEW));
        assertArrayEquals(FEW, Await.result("bytes to the kernel", Await.SECONDS, trial::state,
                trial.peer().start("receive", () -> theirs.receive(FEW.length))));
        theirs.send(FEW);
        ByteBuffer answer = ByteBuffer.allocate(FEW.length);
        trial.await("bytes from the kernel", () -> ours.tryRead(answer) >= 0 && !answer.hasRemaining());
        assertArrayEquals(FEW, answer.array());
    }

    /** Chooses a policy for this connection. */
    void choose(PolicyKind kind, String name) {
        trial.stack().policies().choose(ours.id(), kind, name);
        assertEquals(name, trial.stack().policies().inUse(ours.id(), kind));
    }
}
