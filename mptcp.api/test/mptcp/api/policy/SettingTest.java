package mptcp.api.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingTest {
    private final Setting<Long> time = Setting.duration("x.time", "1ms", "1us", "2min", "a time");

    @ParameterizedTest
    @CsvSource({"250us,250000", "20ms,20000000", "1.5s,1500000000", "2min,120000000000", "1 ms,1000000"})
    void times(String text, long ns) {
        assertEquals(ns, time.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "0", "3min", "999ns", "-1ms", "1h", "ms", "NaNs", "Infinitys"})
    void noTimes(String text) {
        assertThrows(IllegalArgumentException.class, () -> time.parse(text));
    }
}
