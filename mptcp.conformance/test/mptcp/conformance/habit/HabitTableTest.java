package mptcp.conformance.habit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mptcp.core.wire.WireHabits;
import org.junit.jupiter.api.Test;

/** The stack's table of habits, its tests and the documentation say the same. */
class HabitTableTest {
    /** {@code HABITS=write ./build test mptcp.conformance --tests HabitTableTest} rewrites the pages. */
    @Test
    void thePagesShowTheTable() throws IOException {
        if ("write".equals(System.getenv("HABITS"))) {
            HabitTable.write();
        }
        for (Path page : HabitTable.PAGES) {
            assertEquals(HabitTable.text(), HabitTable.on(page), page.toString());
        }
    }

    @Test
    void everyHabitHasItsTestAndEveryTestItsHabit() {
        TreeSet<String> habits = Arrays.stream(WireHabits.class.getRecordComponents()).map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(habits, new TreeSet<>(HabitTable.tests().keySet()));
    }
}
