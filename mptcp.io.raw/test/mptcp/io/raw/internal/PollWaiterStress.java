package mptcp.io.raw.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A loop that waits in the kernel, and other threads' work: no wake-up is lost, and none meets a closed descriptor. */
final class PollWaiterStress {
    private PollWaiterStress() {}

    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "the loop saw the work")
    @State
    public static class WokenFromOutside {
        private final PollWaiter waiter = new PollWaiter();
        private boolean work; // published by the wake-up, and by nothing else

        @Actor
        public void loop() {
            while (!work) {
                waiter.await(Long.MAX_VALUE);
            }
            waiter.close();
        }

        @Signal
        public void application() {
            work = true;
            waiter.wake();
        }
    }

    /** The loop waits again and again; each time it is told, at the latest the next time, and it comes to an end. */
    @JCStressTest
    @Outcome(id = "8, 8", expect = ACCEPTABLE, desc = "all work was seen")
    @State
    public static class WokenWhileItTurns {
        private static final int ROUNDS = 8;

        private final PollWaiter waiter = new PollWaiter();
        private volatile int work;

        @Actor
        public void loop(II_Result r) {
            while (r.r1 < ROUNDS) {
                waiter.await(Long.MAX_VALUE);
                r.r1 = work;
            }
        }

        @Actor
        public void application() {
            for (int i = 1; i <= ROUNDS; i++) {
                work = i;
                waiter.wake();
            }
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = work;
            waiter.close();
        }
    }

    /** A wake-up that comes late writes to nobody's descriptor. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "no exception, and it is closed")
    @State
    public static class WokenWhileItCloses {
        private final PollWaiter waiter = new PollWaiter();

        @Actor
        public void loop(II_Result r) {
            waiter.await(1);
            waiter.close();
            r.r1 = 1;
        }

        @Actor
        public void application(II_Result r) {
            waiter.wake();
            waiter.wake();
            r.r2 = 1;
        }
    }
}
