package mptcp.shell.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShowTest {
    @ParameterizedTest
    @CsvSource({"0,0 B,0", "17,17 B,17", "1023,1023 B,1023", "1024,1 KiB,1K", "1536,1.5 KiB,1.5K",
        "67108864,64 MiB,64M", "25165825,24 MiB,24M", "1610612736,1.5 GiB,1.5G"})
    void showsSizes(long bytes, String text, String compact) {
        assertEquals(text, Show.size(bytes));
        assertEquals(compact, Show.compact(bytes));
    }

    @ParameterizedTest
    @CsvSource({"0,0 bit/s", "999,999 bit/s", "20000000,20 Mbit/s", "37840000,37.8 Mbit/s", "2500,2.5 kbit/s",
        "1.234e9,1.23 Gbit/s"})
    void showsRates(double rate, String text) {
        assertEquals(text, Show.rate(rate));
    }

    @ParameterizedTest
    @CsvSource({"0,0 ms", "40000000,40 ms", "1500000000,1.5 s", "12000,12 us", "20500000,20.5 ms"})
    void showsTimes(long ns, String text) {
        assertEquals(text, Show.time(ns));
    }

    @Test
    void showsMillisecondsAsSsDoes() {
        assertEquals("0.034", Show.millis(34_000));
        assertEquals("20", Show.millis(20_000_000));
        assertEquals("0", Show.millis(0));
    }

    @ParameterizedTest
    @CsvSource({"10.1.0.1,10.1.0.1", "fd00:1::1,fd00:1::1", "::,::", "::1,::1", "fd00:0:0:1:0:0:0:2,fd00:0:0:1::2",
        "1:0:2:0:3:0:4:0,1:0:2:0:3:0:4:0", "fe80::,fe80::", "1:2:3:4:5:6:7:8,1:2:3:4:5:6:7:8"})
    void shortensAddressesByTheirLongestRunOfZeros(String literal, String text) {
        assertEquals(text, Show.address(InetAddress.ofLiteral(literal)));
    }

    @Test
    void bracketsIpv6Endpoints() {
        for (String text : new String[] {"[fd00:1::2]", "10.1.0.2"}) {
            InetAddress address = InetAddress.ofLiteral(text.replaceAll("[\\[\\]]", ""));
            assertEquals(text + ":5001", Show.endpoint(new InetSocketAddress(address, 5001)));
        }
        assertEquals("*", Show.endpoint(null));
    }
}
