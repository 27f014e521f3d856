package mptcp.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import mptcp.api.address.LinkAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links as command lines name them. */
final class LinkSettingTest {
    @Test
    void tunDevicesAndEthernetInterfaces() {
        assertEquals(new LinkSetting("tun1", false, List.of(LinkAddress.of("10.0.1.2/24"), LinkAddress.of("fd00::2/64")),
                List.of()), LinkSetting.of("tun1=10.0.1.2/24,fd00::2/64"));
        assertEquals(new LinkSetting("eth0", true, List.of(LinkAddress.of("192.0.2.77/24")),
                List.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("fe80::1"))),
                LinkSetting.of("packet:eth0=192.0.2.77/24,via=192.0.2.1,via=fe80::1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"tun1|a link is DEVICE=ADDRESS/LENGTH", "=10.0.0.1/8|a link is",
        "packet:=10.0.0.1/8|a link is", "packet:eth0=192.0.2.77/24,via=home|'home' after via= is not the address of a router",
        "tun1=here|'here' is not an address", "tun1=10.0.0.1/24,via=10.0.0.2|is not an address"})
    void mistakesAreNamed(String text, String message) {
        String told = assertThrows(IllegalArgumentException.class, () -> LinkSetting.of(text)).getMessage();
        assertTrue(told.contains(message), told);
    }
}
