package mptcp.core.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.core.mp.Mpcb;
import mptcp.core.policy.Registry;
import mptcp.core.time.TimerHeap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Connections are noted by any thread and taken by the loop: each once, however they meet. */
final class NotesStress {
    private static final Host HOST = new Host(StackConfig.builder("notes").build(), new TimerHeap(), new Registry(), 1L << 30);

    private NotesStress() {}

    /** A list with one connection in it. */
    @State
    public static class Notes {
        final AppNotes notes = new AppNotes();
        final Mpcb[] connections = new Mpcb[3];

        Notes() {
            for (int i = 0; i < connections.length; i++) {
                connections[i] = new Mpcb(HOST, 1 << i, true, SocketConfig.DEFAULT, 0);
            }
            notes.push(connections[0]);
        }

        /** The sum of what is in the list; twice the same connection would give another one. */
        final int taken() {
            int sum = 0;
            Mpcb m = notes.take();
            while (m != null) {
                sum += (int) m.id();
                m = m.nextNoted();
            }
            return sum;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0, 7", expect = ACCEPTABLE, desc = "both are in the list")
    @State
    public static class TwoThreadsNote extends Notes {
        @Actor
        public void one() {
            notes.push(connections[1]);
        }

        @Actor
        public void other() {
            notes.push(connections[2]);
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = taken();
        }
    }

    @JCStressTest
    @Outcome(id = {"1, 0, 6", "3, 0, 4", "7, 0, 0"}, expect = ACCEPTABLE, desc = "each is taken once")
    @State
    public static class NotedWhileTaken extends Notes {
        @Actor
        public void application() {
            notes.push(connections[1]);
            notes.push(connections[2]);
        }

        @Actor
        public void loop(III_Result r) {
            r.r1 = taken();
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = taken();
        }
    }
}
