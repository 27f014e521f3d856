package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Bytes in both directions of a connection at once. */
final class Transfers {
    private static final long OUR_SEED = 11;
    private static final long THEIR_SEED = 12;

    private final Trial trial;
    private final Outgoing up;
    private final Outgoing down;
    private final Incoming fromUs;
    private final Incoming fromKernel;

    /**
     * Starts.
     *
     * @param up bytes to the kernel, or {@link Outgoing#ENDLESS}
     * @param down bytes from the kernel
     */
    Transfers(Conversation c, long up, long down) {
        trial = c.trial();
        fromUs = new Incoming(End.of(c.theirs()), OUR_SEED);
        fromKernel = new Incoming(End.of(c.ours()), THEIR_SEED);
        this.up = new Outgoing(End.of(c.ours()), OUR_SEED, up);
        this.down = new Outgoing(End.of(c.theirs()), THEIR_SEED, down);
        this.up.accompany(this.down);
        this.down.accompany(this.up);
    }

    /** What the kernel's program sends. */
    Outgoing down() {
        return down;
    }

    Outgoing up() {
        return up;
    }

    /** What the kernel's program receives. */
    Incoming fromUs() {
        return fromUs;
    }

    /** What our application receives. */
    Incoming fromKernel() {
        return fromKernel;
    }

    /** Waits until so many bytes have arrived in each direction. */
    void awaitEach(long bytes) throws Exception {
        awaitEach(bytes, Await.SECONDS);
    }

    void awaitEach(long bytes, int seconds) throws Exception {
        Await.until(bytes + " bytes each way", seconds, () -> this + "\n" + trial.state(),
                () -> unfailed() && fromUs.received() >= bytes && fromKernel.received() >= bytes);
    }

    /** Waits until so many more bytes have arrived in each direction. */
    void awaitMore(long bytes) throws Exception {
        long there = fromUs.received() + bytes;
        long back = fromKernel.received() + bytes;
        trial.await(bytes + " more bytes each way after " + this,
                () -> unfailed() && fromUs.received() >= there && fromKernel.received() >= back);
    }

    /** Waits until so many more bytes have arrived at the kernel. */
    void awaitMoreUp(long bytes) throws Exception {
        long enough = fromUs.received() + bytes;
        trial.await(bytes + " more bytes to the kernel after " + this,
                () -> unfailed() && fromUs.received() >= enough);
    }

    /** Waits until so many more bytes have arrived from the kernel. */
    void awaitMoreDown(long bytes) throws Exception {
        long enough = fromKernel.received() + bytes;
        trial.await(bytes + " more bytes from the kernel after " + this,
                () -> unfailed() && fromKernel.received() >= enough);
    }

    /**
     * Whether readers and writers of both ends are through, with an error each; but of the kernel's two, Linux tells
     * one the error and the other the end.
     */
    boolean failedAtBothEnds() {
        return ends().allMatch(f -> f.isCompletedExceptionally() || f == fromUs.done() && f.isDone());
    }

    private Stream<CompletableFuture<?>> ends() {
        return Stream.of(up.done(), down.done(), fromUs.done(), fromKernel.done());
    }

    /** A failure ends the waiting at once. */
    private boolean unfailed() {
        ends().filter(CompletableFuture::isCompletedExceptionally).findFirst().ifPresent(f -> {
            throw new AssertionError(f.exceptionNow() + " at " + this + "\n" + trial.state(), f.exceptionNow());
        });
        return true;
    }

    /** Ends both directions and compares what was sent with what arrived. */
    void finish() throws Exception {
        up.finish();
        down.finish();
        finishUp();
        finishDown();
    }

    /** Ends the direction to the kernel and compares. */
    void finishUp() throws Exception {
        up.finish();
        compare(up, fromUs, "to the kernel");
    }

    /** Ends the direction from the kernel and compares. */
    void finishDown() throws Exception {
        down.finish();
        compare(down, fromKernel, "from the kernel");
    }

    /** Waits for the end of a direction and compares its bytes. */
    private void compare(Outgoing out, Incoming in, String direction) throws Exception {
        Await.result("the last byte sent " + direction, Await.SECONDS, trial::state, out.done());
        String arrived = Await.result("the last byte " + direction, Await.SECONDS, trial::state, in.done());
        assertEquals(out.sent(), in.received(), () -> "bytes " + direction + "\n" + trial.state());
        assertEquals(out.sha256(), arrived,
                () -> "SHA-256 of what was sent " + direction + ", " + in.firstWrong() + "\n" + trial.state());
        assertEquals("", in.firstWrong(), () -> direction + "\n" + trial.state());
    }

    @Override
    public String toString() {
        return "to the kernel %d of %d, from the kernel %d of %d".formatted(
                fromUs.received(), up.sent(), fromKernel.received(), down.sent());
    }
}
