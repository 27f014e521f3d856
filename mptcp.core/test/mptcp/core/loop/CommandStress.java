package mptcp.core.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.concurrent.atomic.AtomicInteger;
import mptcp.core.mp.policy.CallsUnderWay;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A command that is given while the loop runs those there are, or ends: it is carried out once. */
final class CommandStress {
    private CommandStress() {}

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "carried out, by whom it may be")
    @State
    public static class GivenWhileTheLoopEnds {
        private final CommandQueue queue = new CommandQueue();
        private final AtomicInteger runs = new AtomicInteger();

        @Actor
        public void application(II_Result r) {
            if (!queue.add(runs::incrementAndGet)) {
                r.r1 = 1;
                queue.run(true, new CallsUnderWay());
            }
        }

        @Actor
        public void loop() {
            queue.close(new CallsUnderWay());
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = runs.get();
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "in this turn or in the next")
    @State
    public static class GivenWhileTheLoopRuns {
        private final CommandQueue queue = new CommandQueue();
        private final AtomicInteger runs = new AtomicInteger();

        @Actor
        public void application() {
            queue.add(runs::incrementAndGet);
        }

        @Actor
        public void loop(II_Result r) {
            queue.run(false, new CallsUnderWay());
            r.r1 = runs.get();
        }

        @Arbiter
        public void after(II_Result r) {
            queue.run(false, new CallsUnderWay());
            r.r2 = runs.get();
        }
    }
}
