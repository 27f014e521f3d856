package mptcp.core.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import mptcp.core.mp.data.SendBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** One thread writes into the send buffer; the loop sends from it, makes it larger and frees it meanwhile. */
final class SendBufferStress {
    private static final int BYTES = 40;
    private static final int LIMIT = 16_384;

    private SendBufferStress() {}

    /** Something was written, sent and acknowledged before. */
    @State
    public static class Buffer {
        final SendBuffer buffer = Memory.of(pool -> new SendBuffer(pool, LIMIT));

        Buffer() {
            grow();
            buffer.write(Memory.bytes(0, BYTES));
            buffer.acknowledged(BYTES);
            free(BYTES);
        }

        final boolean grow() {
            return Memory.locked(() -> buffer.grow(BYTES));
        }

        final void free(long offset) {
            Memory.locked(() -> {
                buffer.freed(offset);
                return null;
            });
        }

        /** What the loop would send: all that is written. */
        final String sent() {
            int length = (int) (buffer.written() - BYTES);
            ByteBuffer copy = ByteBuffer.allocate(length);
            buffer.copy(BYTES, length, MemorySegment.ofBuffer(copy), 0);
            copy.position(length);
            return Memory.right(BYTES, copy) ? "right" : "wrong";
        }

        final void write(LLL_Result r, int already) {
            r.r1 = already + buffer.write(Memory.bytes(BYTES + already, BYTES - already));
        }

        /** What was refused is written now; then all must be there. */
        final void end(LLL_Result r) {
            int taken = (int) r.r1;
            grow();
            if (taken < BYTES) {
                write(r, taken);
            }
            r.r3 = (int) r.r1 == BYTES && buffer.written() == 2L * BYTES ? sent() : "of " + buffer.written() + " written";
            r.r1 = taken == 0 ? "none" : taken == BYTES ? "all" : "some";
            Memory.locked(buffer::release);
        }
    }

    /** What the loop sees as written is there. */
    @JCStressTest
    @Outcome(id = "all, right, right", expect = ACCEPTABLE, desc = "all or nothing was seen, and rightly")
    @State
    public static class WriteAndSend extends Buffer {
        public WriteAndSend() {
            grow();
        }

        @Actor
        public void writer(LLL_Result r) {
            write(r, 0);
        }

        @Actor
        public void loop(LLL_Result r) {
            r.r2 = sent();
        }

        @Arbiter
        public void after(LLL_Result r) {
            end(r);
        }
    }

    /** The ring grows under a write. */
    @JCStressTest
    @Outcome(id = "(all|some|none), (grown|same), right", expect = ACCEPTABLE, desc = "what was taken is there")
    @State
    public static class WriteAndGrow extends Buffer {
        @Actor
        public void writer(LLL_Result r) {
            write(r, 0);
        }

        @Actor
        public void loop(LLL_Result r) {
            r.r2 = Memory.locked(() -> buffer.grow(LIMIT)) ? "grown" : "same";
        }

        @Arbiter
        public void after(LLL_Result r) {
            end(r);
        }
    }

    /** All that was written is acknowledged and freed, with the memory, while more is written. */
    @JCStressTest
    @Outcome(id = "(all|none), freed, right", expect = ACCEPTABLE, desc = "what was taken is there")
    @State
    public static class WriteAndFree extends Buffer {
        public WriteAndFree() {
            Memory.locked(() -> buffer.grow(LIMIT)); // so that it is worth giving back
        }

        @Actor
        public void writer(LLL_Result r) {
            write(r, 0);
        }

        @Actor
        public void loop(LLL_Result r) {
            free(BYTES);
            r.r2 = "freed";
        }

        @Arbiter
        public void after(LLL_Result r) {
            end(r);
        }
    }
}
