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
    @CsvSource({"10s,10000000000", "500ms,500000000", "1.5s,1500000000", "2m,120000000000", "2min,120000000000", "7us,7000",
        "9ns,9", "20 us,20000", "0,0"})
    void times(String text, long ns) {
        assertEquals(ns, Quantity.time(text));
        assertEquals(ns, Quantity.timeOrSeconds(text));
    }

    @Test
    void aBareNumberIsSecondsWhereThatIsUsual() {
        assertEquals(10_000_000_000L, Quantity.timeOrSeconds("10"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Quantity.time("10")).getMessage().startsWith("'10' is not a time"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "M", "-1", "64Q", "1e6", "99999999999999999999", "99999999999G", "0.0000000001s"})
    void whatIsNoneIsQuotedWithWhatIsPossible(String text) {
        for (Function<String, Long> reader : List.<Function<String, Long>>of(Quantity::size, Quantity::decimalSize, Quantity::rate,
                Quantity::time)) {
            String message = assertThrows(IllegalArgumentException.class, () -> reader.apply(text)).getMessage();
            assertTrue(message.startsWith("'" + text + "' is ") && message.contains("such as"), message);
        }
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
