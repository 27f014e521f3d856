package mptcp.api.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingTest {
    private final Setting<Long> time = Setting.duration("x.time", "1ms", "1us", "2min", "a time");
    private final Setting<Long> size = Setting.size("x.size", "64k", "1000", "2G", "a size");

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

    @ParameterizedTest
    @CsvSource({"64k,65536", "1M,1048576", "1000,1000", "2g,2147483648"})
    void sizes(String text, long bytes) {
        assertEquals(bytes, size.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "999", "3G", "-1", "1q"})
    void noSizes(String text) {
        assertThrows(IllegalArgumentException.class, () -> size.parse(text));
    }

    /** A parser of somebody's that does what it should not: whoever has it checked is told the same as of a text that is none. */
    @ParameterizedTest
    @ValueSource(strings = {"null", "illegal", "runtime", "linkage", "assertion", "deep"})
    void parsersThatFail(String how) {
        Setting<String> odd = Setting.of("x.odd", "odd", "", "what it likes", "a setting", text -> switch (text) {
            case "illegal" -> throw new IllegalArgumentException("on purpose");
            case "runtime" -> throw new NullPointerException("on purpose");
            case "linkage" -> throw new NoClassDefFoundError("on/Purpose");
            case "assertion" -> throw new AssertionError("on purpose");
            case "deep" -> deep(0);
            case "null" -> null;
            default -> text;
        });
        IllegalArgumentException said = assertThrows(IllegalArgumentException.class, () -> odd.parse(how));
        assertEquals("x.odd must be what it likes, not '" + how + "'", said.getMessage());
        assertThrows(IllegalArgumentException.class, () -> odd.of(Map.of("x.odd", how)));
        assertEquals("good", odd.parse(" good "));
    }

    private static String deep(int n) {
        return deep(n + 1) + n;
    }
}
