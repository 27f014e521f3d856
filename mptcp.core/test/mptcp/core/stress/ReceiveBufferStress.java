package mptcp.core.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.nio.ByteBuffer;
import mptcp.core.mp.data.ReceiveBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** The loop places payload in the receive buffer, in whatever order it comes; one thread reads. */
final class ReceiveBufferStress {
    private static final int BYTES = 40;

    private ReceiveBufferStress() {}

    /** {@code BYTES} can be read. */
    @State
    public static class Buffer {
        final ReceiveBuffer buffer = Memory.of(pool -> new ReceiveBuffer(pool, 16_384));

        Buffer() {
            place(0, BYTES);
        }

        final boolean place(long offset, int length) {
            return Memory.locked(() -> buffer.place(offset, Memory.segment(offset, length), 0, length))
                    && buffer.commit(offset, offset + length) >= 0;
        }

        final void read(LLL_Result r) {
            ByteBuffer target = ByteBuffer.allocate(3 * BYTES);
            int n = buffer.read(target);
            r.r1 = n != target.position() ? "says " + n : Memory.right(0, target) ? n / BYTES : "wrong";
        }

        /** Reads the rest. */
        final void end(LLL_Result r, int expected) {
            long from = buffer.readOffset();
            ByteBuffer rest = ByteBuffer.allocate(4 * BYTES);
            buffer.read(rest);
            boolean whole = from + rest.position() == expected && buffer.available() == 0;
            r.r3 = !whole ? from + " and " + rest.position() + " of " + expected : Memory.right(from, rest) ? "right" : "wrong";
            Memory.locked(buffer::release);
        }
    }

    /** More comes, first what is behind: the reader sees it with the hole filled, or not at all. */
    @JCStressTest
    @Outcome(id = "(0|1|3), placed, right", expect = ACCEPTABLE, desc = "what was readable was right")
    @State
    public static class ReadAndPlace extends Buffer {
        @Actor
        public void reader(LLL_Result r) {
            read(r);
        }

        @Actor
        public void loop(LLL_Result r) {
            r.r2 = place(2 * BYTES, BYTES) && place(BYTES, BYTES) ? "placed" : "refused";
        }

        @Arbiter
        public void after(LLL_Result r) {
            end(r, 3 * BYTES);
        }
    }

    /** More comes than the ring holds, which grows under the reader. */
    @JCStressTest
    @Outcome(id = "(0|1), (placed|refused), right", expect = ACCEPTABLE, desc = "read, or not yet; placed, or to be sent again")
    @State
    public static class ReadAndGrow extends Buffer {
        @Actor
        public void reader(LLL_Result r) {
            read(r);
        }

        @Actor
        public void loop(LLL_Result r) {
            r.r2 = place(9_000, BYTES) ? "placed" : "refused";
        }

        @Arbiter
        public void after(LLL_Result r) {
            end(r, BYTES);
        }
    }

    /** An idle connection's memory is given back while somebody reads what it has. */
    @JCStressTest
    @Outcome(id = "(0|1), trimmed, right", expect = ACCEPTABLE, desc = "nothing unread is given back")
    @State
    public static class ReadAndTrim extends Buffer {
        @Actor
        public void reader(LLL_Result r) {
            read(r);
        }

        @Actor
        public void loop(LLL_Result r) {
            Memory.locked(() -> {
                buffer.trim();
                return null;
            });
            r.r2 = "trimmed";
        }

        @Arbiter
        public void after(LLL_Result r) {
            end(r, BYTES);
        }
    }

    /** What is unread is thrown away while somebody reads it: it is read or thrown away, once. */
    @JCStressTest
    @Outcome(id = "(0|1), discarded, right", expect = ACCEPTABLE, desc = "read or thrown away")
    @State
    public static class ReadAndDiscard extends Buffer {
        @Actor
        public void reader(LLL_Result r) {
            read(r);
        }

        @Actor
        public void loop(LLL_Result r) {
            buffer.discard();
            r.r2 = "discarded";
        }

        @Arbiter
        public void after(LLL_Result r) {
            end(r, BYTES);
        }
    }

    /** What comes is looked at before it is read. */
    @JCStressTest
    @Outcome(id = "(0|1|2), placed, right", expect = ACCEPTABLE, desc = "what was readable was right")
    @State
    public static class PeekAndPlace extends Buffer {
        @Actor
        public void reader(LLL_Result r) {
            ByteBuffer target = ByteBuffer.allocate(3 * BYTES);
            int n = buffer.peek(target, 0);
            r.r1 = n != target.position() ? "says " + n : Memory.right(0, target) ? n / BYTES : "wrong";
        }

        @Actor
        public void loop(LLL_Result r) {
            r.r2 = place(BYTES, BYTES) ? "placed" : "refused";
        }

        @Arbiter
        public void after(LLL_Result r) {
            end(r, 2 * BYTES);
        }
    }
}
