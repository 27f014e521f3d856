package mptcp.experiment.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormulaTest {
    private static final Map<String, Double> METRICS = Map.of("a.goodput", 6.0, "b.goodput", 2.0, "a.none", Double.NaN);

    private static double value(String text) {
        return new Formula(text).evaluate(METRICS::get);
    }

    @Test
    void evaluates() {
        assertEquals(3, value("a.goodput / b.goodput"));
        assertEquals(6, value("max(a.goodput, b.goodput)"));
        assertEquals(0.8, value("jain(a.goodput, b.goodput)"), 1e-12);
        assertEquals(0.1, value("1e-1"), 1e-12);
        assertEquals(List.of("a.goodput", "b.goodput"), new Formula("a.goodput - b.goodput * 2").references());
    }

    @Test
    void whatHasNoValueGivesNone() {
        assertTrue(Double.isNaN(value("a.none + 1")));
    }

    @Test
    void errors() {
        assertThrows(IllegalArgumentException.class, () -> new Formula("a.goodput +"));
        assertThrows(IllegalArgumentException.class, () -> new Formula("goodput * 2"));
        String cut = assertThrows(IllegalArgumentException.class, () -> new Formula("a.goodput / max(a.goodput"))
                .getMessage();
        assertTrue(cut.contains("a comma needs quotes"), cut);
        assertThrows(IllegalArgumentException.class, () -> value("a.goodput / (b.goodput - 2)"));
    }
}
