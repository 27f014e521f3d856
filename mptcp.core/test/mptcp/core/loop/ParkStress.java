package mptcp.core.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/** A loop that waits for ever, and another thread's work: its wake-up is not lost. */
final class ParkStress {
    private ParkStress() {}

    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "the loop saw the work")
    @State
    public static class WokenFromOutside {
        private final ParkWaiter waiter = new ParkWaiter();
        private boolean work; // published by the wake-up, and by nothing else

        @Actor
        public void loop() {
            while (!work) {
                waiter.await(Long.MAX_VALUE);
            }
        }

        @Signal
        public void application() {
            work = true;
            waiter.wake();
        }
    }
}
