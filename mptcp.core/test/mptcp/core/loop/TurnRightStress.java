package mptcp.core.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.function.LongUnaryOperator;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A loop's thread and those of applications that run its turns: one at a time, and no work is forgotten. */
final class TurnRightStress {
    private TurnRightStress() {}

    /** What turns share, and what they are to see. */
    @State
    public static class Turns {
        final TurnRight right = new TurnRight();
        /** Of the turns alone: no turn may miss what another one wrote. */
        private int turns;
        private volatile int work;
        private int seen;

        private void turn() {
            turns++;
            seen = work;
        }

        /** As a thread of an application does. */
        final void does(int bit) {
            synchronized (this) { // only so that no work is overwritten by other work
                work |= bit;
            }
            while (!right.ask()) {
                if (right.take()) {
                    do {
                        turn();
                    } while (right.give() && right.take());
                    return;
                }
            }
        }
    }

    @JCStressTest
    @Outcome(id = "3, 1", expect = ACCEPTABLE, desc = "one turn saw all")
    @Outcome(id = "3, 2", expect = ACCEPTABLE, desc = "one after the other, or one twice")
    @State
    public static class AllWorkIsSeen extends Turns {
        @Actor
        public void one() {
            does(1);
        }

        @Actor
        public void other() {
            does(2);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = super.seen;
            r.r2 = super.turns;
        }
    }

    /** The loop's thread waits for whoever turns. */
    @JCStressTest
    @Outcome(id = "3, 2", expect = ACCEPTABLE, desc = "both turned")
    @Outcome(id = "3, 3", expect = ACCEPTABLE, desc = "who was asked turned again")
    @State
    public static class TheLoopWaits extends Turns {
        @Actor
        public void loop() {
            while (!right.take()) {
                right.awaitFree();
            }
            do {
                super.turn();
            } while (right.give() && right.take());
        }

        @Actor
        public void application() {
            if (right.take()) {
                super.turn();
                right.give();
            }
            does(3);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = super.seen;
            r.r2 = Math.min(3, Math.max(2, super.turns));
        }
    }

    /** A wake-up ends a nap, and a sleep at the waiter, and what lies between. */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "the loop saw the work")
    @State
    public static class WokenFromANap {
        private volatile LoopSleep own;
        private volatile boolean work;

        @Actor
        public void loop() {
            LoopSleep mine = new LoopSleep(Thread.currentThread());
            own = mine;
            int nap = 0;
            while (!work) {
                mine.isAwake();
                if (work) {
                    break;
                }
                int turn = nap++;
                mine.until(Long.MAX_VALUE, _ -> turn % 2 == 0 ? Long.MAX_VALUE : 0);
            }
        }

        @Signal
        public void application() {
            work = true;
            LoopSleep sleeper = own;
            if (sleeper != null) {
                sleeper.wake();
            }
        }
    }

    /** The one who looked after the links leaves: the loop's thread does not nap on. */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "the loop looks after the links")
    @State
    public static class NobodyLooksAnyMore {
        private volatile LoopSleep own;
        private volatile boolean looks = true;

        @Actor
        public void loop() {
            LoopSleep mine = new LoopSleep(Thread.currentThread());
            own = mine;
            LongUnaryOperator nap = _ -> looks ? Long.MAX_VALUE : 0;
            mine.isAwake();
            mine.until(Long.MAX_VALUE, now -> {
                long ns = nap.applyAsLong(now);
                if (ns == 0) {
                    mine.waiter().wake(); // else it would sleep there, rightly
                }
                return ns;
            });
        }

        @Signal
        public void application() {
            looks = false;
            LoopSleep sleeper = own;
            if (sleeper != null) {
                sleeper.look();
            }
        }
    }
}
