package mptcp.api.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkAddressTest {
    @ParameterizedTest
    @CsvSource({"10.0.0.1/24, 10.0.0.1, 24", "10.0.0.1, 10.0.0.1, 32", "fd00::1/64, fd00:0:0:0:0:0:0:1, 64", "::1, 0:0:0:0:0:0:0:1, 128"})
    void readsAddressesOfBothFamilies(String text, String address, int prefix) {
        LinkAddress read = LinkAddress.of(text);
        assertEquals(address, read.address().getHostAddress());
        assertEquals(prefix, read.prefixLength());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "example.org/24", "10.0.0.1/33", "10.0.0.1/-1", "10.0.0.1/x", "fd00::1/129", "10.0.0/24/3"})
    void refusesOtherThingsAndLooksNothingUp(String text) {
        assertThrows(IllegalArgumentException.class, () -> LinkAddress.of(text));
    }

    @Test
    void anErrorQuotesTheText() {
        var e = assertThrows(IllegalArgumentException.class, () -> LinkAddress.of("host.invalid"));
        assertTrue(e.getMessage().contains("host.invalid"), e.getMessage());
    }
}
