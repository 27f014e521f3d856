package mptcp.shell.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantityTest {
    @ParameterizedTest
    @CsvSource({"0,0", "4096,4096", "17b,17", "64K,65536", "64k,65536", "64M,67108864", "64MiB,67108864",
        "1.5G,1610612736", "0.5k,512", "2T,2199023255552"})
    void readsSizes(String text, long bytes) {
        assertEquals(bytes, Quantity.size(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "M", "-1", "64 M", "64Q", "1e6", "99999999999999999999", "9999999999T"})
    void quotesWhatIsNoSizeAndShowsOne(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Quantity.size(text)).getMessage();
        assertTrue(message.contains("'" + text + "'") && message.contains("64M"), message);
    }

    @ParameterizedTest
    @CsvSource({"10,10000000000", "10s,10000000000", "500ms,500000000", "1.5s,1500000000", "2m,120000000000",
        "7us,7000", "9ns,9"})
    void readsDurations(String text, long ns) {
        assertEquals(ns, Quantity.duration(text));
    }

    @Test
    void refusesAUnitOfSizeAsATime() {
        String message = assertThrows(IllegalArgumentException.class, () -> Quantity.duration("5k")).getMessage();
        assertEquals("'5k' is not a time, such as 10s or 500ms", message);
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
