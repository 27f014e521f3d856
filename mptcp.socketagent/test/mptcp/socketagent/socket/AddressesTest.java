package mptcp.socketagent.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses are as people write them. */
final class AddressesTest {
    @ParameterizedTest
    @CsvSource({"10.0.0.1,10.0.0.1", "::,::", "::1,::1", "fd00:0:0:0:0:0:0:2,fd00::2", "1:0:0:2:0:0:0:3,1:0:0:2::3",
            "1:2:3:4:5:6:7:8,1:2:3:4:5:6:7:8", "fe80::,fe80::", "1:0:2:3:4:5:6:7,1:0:2:3:4:5:6:7"})
    void addresses(String literal, String text) {
        assertEquals(text, Addresses.text(InetAddress.ofLiteral(literal)));
    }
}
