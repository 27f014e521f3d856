package mptcp.core.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.nio.ByteBuffer;
import mptcp.core.buffer.ByteRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** The guard of {@link ByteRing}: the loop exchanges the memory, and no copy of the application's is lost or torn by it. */
final class RingStress {
    private static final int BYTES = 48;

    private RingStress() {}

    /** What all have: a ring of 4096 bytes, in which an application copies something around its end. */
    @State
    public static class Ring {
        static final long AT = 4096 - BYTES / 2;

        final ByteRing ring = Memory.of(ByteRing::new);

        Ring() {
            Memory.locked(() -> ring.ensure(AT, AT + BYTES));
        }

        boolean release() {
            return Memory.locked(ring::release);
        }

        String look() {
            ByteBuffer found = ByteBuffer.allocate(BYTES);
            ring.get(AT, found, BYTES);
            release();
            return Memory.right(AT, found) ? "right" : "wrong";
        }
    }

    /** Put in while the ring grows. */
    @JCStressTest
    @Outcome(id = "(in|none), (grown|same), right", expect = ACCEPTABLE, desc = "put in, or it said that it was not")
    @State
    public static class PutAndGrow extends Ring {
        @Actor
        public void application(LLL_Result r) {
            if (ring.enter()) {
                ring.put(AT, Memory.bytes(AT, BYTES), BYTES);
                ring.leave();
                r.r1 = "in";
            } else {
                r.r1 = "none";
            }
        }

        @Actor
        public void loop(LLL_Result r) {
            r.r2 = Memory.locked(() -> ring.ensure(AT, AT + 8192)) ? "grown" : "same";
        }

        @Arbiter
        public void after(LLL_Result r) {
            if (r.r1.equals("none")) {
                ring.put(AT, Memory.bytes(AT, BYTES), BYTES);
            }
            if (r.r2.equals("grown") != (ring.capacity() == 8192)) {
                r.r2 = "of " + ring.capacity();
            }
            r.r3 = look();
        }
    }

    /** Taken out while the ring grows. */
    @JCStressTest
    @Outcome(id = "(right|none), (grown|same), right", expect = ACCEPTABLE, desc = "the bytes, or none")
    @State
    public static class GetAndGrow extends Ring {
        public GetAndGrow() {
            ring.put(AT, Memory.bytes(AT, BYTES), BYTES);
        }

        @Actor
        public void application(LLL_Result r) {
            r.r1 = "none";
            if (ring.enter()) {
                ByteBuffer found = ByteBuffer.allocate(BYTES);
                ring.get(AT, found, BYTES);
                ring.leave();
                r.r1 = Memory.right(AT, found) ? "right" : "wrong";
            }
        }

        @Actor
        public void loop(LLL_Result r) {
            r.r2 = Memory.locked(() -> ring.ensure(AT, AT + 8192)) ? "grown" : "same";
        }

        @Arbiter
        public void after(LLL_Result r) {
            r.r3 = look();
        }
    }

    /** Taken out while the memory is given back: all of it, or none, never what is somebody else's by then. */
    @JCStressTest
    @Outcome(id = "(right|none), (given|kept), 0", expect = ACCEPTABLE, desc = "the bytes, or none")
    @State
    public static class GetAndRelease extends Ring {
        public GetAndRelease() {
            ring.put(AT, Memory.bytes(AT, BYTES), BYTES);
        }

        @Actor
        public void application(LLL_Result r) {
            r.r1 = "none";
            if (ring.enter()) {
                if (ring.capacity() > 0) {
                    ByteBuffer found = ByteBuffer.allocate(BYTES);
                    ring.get(AT, found, BYTES);
                    r.r1 = Memory.right(AT, found) ? "right" : "wrong";
                }
                ring.leave();
            }
        }

        @Actor
        public void loop(LLL_Result r) {
            r.r2 = release() ? "given" : "kept";
        }

        @Arbiter
        public void after(LLL_Result r) {
            if (r.r2.equals("kept") && !release()) {
                r.r2 = "lost";
            }
            r.r3 = ring.capacity();
        }
    }
}
