package mptcp.api.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantityTest {
    private static final List<Function<String, Long>> READERS = List.of(Quantity::size, Quantity::decimalSize, Quantity::rate,
            Quantity::timeOrSeconds, Quantity::time);

    @ParameterizedTest
    @CsvSource({"0,0", "4096,4096", "17b,17", "64K,65536", "64k,65536", "64M,67108864", "64MiB,67108864", "64 M,67108864",
        "1.5G,1610612736", "0.5k,512", "2T,2199023255552"})
    void sizes(String text, long bytes) {
        assertEquals(bytes, Quantity.size(text));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "4096,4096", "10m,10000000", "64ki,65536", "1.5kb,1500", "2G,2000000000", "1gi,1073741824"})
    void decimalSizes(String text, long bytes) {
        assertEquals(bytes, Quantity.decimalSize(text));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "9600,9600", "20m,20000000", "20Mbit,20000000", "1.5gbit/s,1500000000", "64kbps,64000"})
    void rates(String text, long bits) {
        assertEquals(bits, Quantity.rate(text));
    }

    @ParameterizedTest
    @CsvSource({"10s,10000000000", "500ms,500000000", "1.5s,1500000000", "2min,120000000000", "7us,7000",
        "9ns,9", "20 us,20000", "0,0"})
    void times(String text, long ns) {
        assertEquals(ns, Quantity.time(text));
        assertEquals(ns, Quantity.timeOrSeconds(text));
    }

    @Test
    void aBareNumberIsSecondsWhereThatIsUsual() {
        assertEquals(10_000_000_000L, Quantity.timeOrSeconds("10"));
        assertEquals(120_000_000_000L, Quantity.timeOrSeconds("2m"));
        assertThrows(IllegalArgumentException.class, () -> Quantity.time("2m"), "20m is a rate there");
        assertEquals("'10' needs a unit: ns, us, ms, s or min",
                assertThrows(IllegalArgumentException.class, () -> Quantity.time("10")).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "M", "-1", "1e6", "5,0", "ten"})
    void whatIsNoneIsQuotedWithWhatIsPossible(String text) {
        for (Function<String, Long> reader : READERS) {
            String message = assertThrows(IllegalArgumentException.class, () -> reader.apply(text)).getMessage();
            assertTrue(message.contains("'" + text + "' is not a") && message.contains("such as")
                    || message.contains("is not a unit of"), message);
        }
    }

    @Test
    void anUnknownUnitIsToldWithThoseThereAre() {
        assertEquals("'x' is not a unit of time; possible are ns, us, ms, s, min", error(Quantity::time, "20x"));
        assertEquals("'x' is not a unit of rate; possible are k, m, g (bit/s)", error(Quantity::rate, "20x"));
        assertEquals("'x' is not a unit of size; possible are k, m, g, ki, mi, gi", error(Quantity::decimalSize, "20x"));
        assertEquals("'20x' is not a size, such as 64M, 512K or 1000000", error(Quantity::size, "20x"));
        assertEquals("'5k' is not a time, such as 10s or 500ms", error(Quantity::timeOrSeconds, "5k"));
    }

    @Test
    void whatDoesNotFitIsTold() {
        for (Function<String, Long> reader : READERS) {
            assertTrue(error(reader, "99999999999999999999" + (reader == READERS.getLast() ? "s" : "")).endsWith(
                    "is too large, or finer than can be represented"));
        }
        assertEquals("'0.0000000001s' is too large, or finer than can be represented", error(Quantity::time, "0.0000000001s"));
    }

    private static String error(Function<String, Long> reader, String text) {
        return assertThrows(IllegalArgumentException.class, () -> reader.apply(text)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 999, 1_000, 200_000_000, 1_500_000_000, 60_000_000_000L, 3_600_000_000_000L})
    void whatIsWrittenIsReadAgain(long value) {
        assertEquals(value, Quantity.time(Quantity.timeText(value)));
        assertEquals(value, Quantity.size(Quantity.sizeText(value)));
    }

    @Test
    void countsWithinItsRange() {
        assertEquals(65_535, Quantity.count("65535", "port", 1, 65_535));
        for (String bad : new String[] {"0", "65536", "x", ""}) {
            String message = assertThrows(IllegalArgumentException.class, () -> Quantity.count(bad, "port", 1, 65_535))
                    .getMessage();
            assertEquals("'" + bad + "' is not a port: a whole number, 1 to 65535", message);
        }
    }
}
