package mptcp.policy.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SettingsTest {
    @Test
    void absentSettingsHaveTheirDefault() {
        assertEquals(7, Settings.integer(Map.of(), "a.b", 7, 1, 9));
        assertEquals(0.25, Settings.decimal(Map.of(), "a.b", 0.25, 0, 1));
    }

    @Test
    void blanksDoNotMatter() {
        assertEquals(3, Settings.integer(Map.of("a.b", " 3 "), "a.b", 7, 1, 9));
        assertEquals(0.5, Settings.decimal(Map.of("a.b", " .5"), "a.b", 0, 0, 1));
    }

    @Test
    void errorsNameTheSettingItsBoundsAndItsValue() {
        fails("0", () -> Settings.integer(Map.of("a.b", "0"), "a.b", 7, 1, 9));
        fails("ten", () -> Settings.integer(Map.of("a.b", "ten"), "a.b", 7, 1, 9));
        fails("NaN", () -> Settings.decimal(Map.of("a.b", "NaN"), "a.b", 7, 1, 9));
        fails("9.5", () -> Settings.decimal(Map.of("a.b", "9.5"), "a.b", 7, 1, 9));
    }

    private static void fails(String value, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith("a.b must be ") && message.contains("1") && message.contains("9")
                && message.endsWith("not '" + value + "'"), message);
    }
}
