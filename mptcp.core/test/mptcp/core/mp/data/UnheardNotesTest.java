package mptcp.core.mp.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import mptcp.api.hint.Hint;
import org.junit.jupiter.api.Test;

/** An application that says more of its stream than its loop looks at: what waits is bounded, and so is the work when it is looked at. */
class UnheardNotesTest {
    private static final int MOST = 1 << 14;
    private static final long NONE = Long.MAX_VALUE;

    /** From above downwards, which costs most. */
    @Test
    void ends() {
        RecordEnds ends = new RecordEnds();
        for (int i = 20 * MOST; i > 0; i--) {
            ends.say(10L * i);
        }
        long lowest = 10L * (19 * MOST + 1);
        assertTimeout(Duration.ofSeconds(5), () -> assertEquals(lowest, ends.after(0), "those that were said first"));
        ends.removeBelow(lowest);
        assertEquals(lowest + 10, ends.after(lowest));
        ends.say(lowest + 5);
        assertEquals(lowest + 5, ends.after(lowest), "and again when it has looked");
    }

    @Test
    void noRecordEndsBeforeTheStream() {
        RecordEnds ends = new RecordEnds();
        ends.say(100);
        ends.say(0);
        ends.say(-5);
        ends.say(Long.MIN_VALUE);
        assertEquals(100, ends.after(50));
        ends.removeBelow(100);
        assertEquals(NONE, ends.after(50));
    }

    @Test
    void hints() {
        Hints hints = new Hints();
        Hint urgent = Hint.NONE.withPriority(5);
        for (int i = 20 * MOST; i > 0; i--) {
            hints.say(10L * i, 10L * i + 5, urgent);
        }
        assertTimeout(Duration.ofSeconds(10), () -> hints.now(0));
        assertEquals(urgent, hints.at(10L * 20 * MOST));
        assertEquals(Hint.NONE, hints.at(10));
        hints.say(10, 15, urgent);
        assertEquals(Hint.NONE, hints.at(10), "there are as many ranges as are remembered");
        hints.removeBelow(10L * 20 * MOST);
        hints.say(10L * 21 * MOST, NONE, urgent);
        assertEquals(urgent, hints.at(10L * 21 * MOST));
    }
}
