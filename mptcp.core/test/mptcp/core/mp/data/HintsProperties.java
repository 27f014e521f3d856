package mptcp.core.mp.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import mptcp.api.hint.Hint;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is said of ranges against an array with a hint for each byte. */
class HintsProperties {
    private static final int BYTES = 200;

    /** @param priority 0: nothing; below: acknowledged up to {@code from} */
    private record Step(int from, int length, int priority) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(Arbitraries.integers().between(0, BYTES - 40), Arbitraries.integers().between(1, 40),
                Arbitraries.integers().between(-1, 7)).as(Step::new).list().ofMaxSize(60);
    }

    @Property(tries = 500)
    void isAHintForEachByte(@ForAll("steps") List<Step> steps) {
        Hints hints = new Hints();
        Hint[] model = new Hint[BYTES];
        Arrays.fill(model, Hint.NONE);
        long[] deadlines = new long[BYTES];
        Arrays.fill(deadlines, Long.MAX_VALUE);
        int una = 0;
        long now = 0;
        for (Step s : steps) {
            hints.now(++now);
            if (s.priority < 0) {
                una = Math.max(una, s.from);
                hints.removeBelow(una);
            } else {
                Hint said = s.priority == 0 ? null : Hint.NONE.withPriority(s.priority).withDeadlineNs(s.length);
                hints.say(s.from, s.from + s.length, said);
                Arrays.fill(model, s.from, s.from + s.length, said == null ? Hint.NONE : said);
                Arrays.fill(deadlines, s.from, s.from + s.length, said == null ? Long.MAX_VALUE : now + s.length);
            }
            for (int i = una; i < BYTES; i++) {
                assertEquals(model[i], hints.at(i), "byte " + i);
                assertEquals(deadlines[i], hints.deadlineNs(i), "byte " + i);
                long until = hints.until(i);
                assertTrue(until > i);
                for (int j = i; j < Math.min(until, BYTES); j++) {
                    assertEquals(model[i], model[j], "bytes " + i + " and " + j + " until " + until);
                }
            }
        }
    }

    /** A write that took less than it was given leaves no hint behind for the next one. */
    @Property(tries = 100)
    void aPartialWriteSaysNothingOfTheNext(@ForAll("taken") int taken) {
        Hints hints = new Hints();
        Hint urgent = Hint.NONE.withPriority(7);
        hints.beforeWrite(0, 100, urgent);
        hints.beforeWrite(taken, 50, null);
        hints.now(1);
        assertEquals(taken == 0 ? Hint.NONE : urgent, hints.at(0));
        assertEquals(Hint.NONE, hints.at(taken));
        assertEquals(Hint.NONE, hints.at(120));
        hints.ofConnection(urgent);
        assertEquals(urgent, hints.at(120));
    }

    @Provide
    Arbitrary<Integer> taken() {
        return Arbitraries.integers().between(0, 100);
    }
}
