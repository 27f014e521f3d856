package mptcp.shell.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BarTest {
    @Test
    void drawsEighths() {
        assertEquals("\u2588\u2588  ", Bar.of(0.5, 4, true));
        assertEquals("\u258f   ", Bar.of(1 / 32.0, 4, true));
        assertEquals("\u2588\u2588\u2588\u2589", Bar.of(31 / 32.0, 4, true));
        assertEquals("\u2588\u2588\u2588\u2588", Bar.of(1, 4, true));
    }

    @Test
    void drawsHashesWithoutUnicode() {
        assertEquals("##  ", Bar.of(0.5, 4, false));
        assertEquals("    ", Bar.of(0, 4, false));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0, 0.001, 0.3333, 0.999, 1, 7, Double.NaN, Double.POSITIVE_INFINITY})
    void alwaysHasItsWidth(double fraction) {
        assertEquals(10, Bar.of(fraction, 10, true).length());
        assertEquals(10, Bar.of(fraction, 10, false).length());
    }
}
