package mptcp.shell.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ChartTest {
    private final Chart chart = new Chart(List.of("path1", "path2"), 20e6, false, 67);

    @Test
    void putsNumbersAndBarsUnderTheirPaths() {
        assertEquals("    time  path1 Mbit/s      path2 Mbit/s      arrived   done", chart.header());
        assertEquals("   1.5 s   20.0 ##########    5.0 ###            24.0    50%",
                chart.row(1_500_000_000, Map.of("path1", 20e6, "path2", 5e6), 24e6, 0.5));
    }

    @Test
    void aPathWithoutASubflowHasNoRate() {
        assertEquals("   2.0 s    0.0                 -                 0.0   100%",
                chart.row(2_000_000_000, Map.of("path1", 0.0), 0, 1));
    }

    @Test
    void fitsTheTerminal() {
        for (int columns : new int[] {60, 80, 132, 400}) {
            Chart fitted = new Chart(List.of("path1", "path2"), 20e6, true, columns);
            String row = fitted.row(0, Map.of("path1", 20e6, "path2", 20e6), 40e6, 1);
            assertTrue(row.length() <= columns, row.length() + " of " + columns);
            assertEquals(row.length(), fitted.header().length());
        }
    }

    @Test
    void stepsFollowByBytesOrByTime() {
        Step step = new Step(0.5, 1_000, () -> "done");
        assertFalse(step.due(0.49, 999));
        assertTrue(step.due(0.5, 0));
        assertTrue(step.due(0, 1_000));
    }
}
