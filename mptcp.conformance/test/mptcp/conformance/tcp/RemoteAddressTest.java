package mptcp.conformance.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamException.Reason;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a connection cannot be opened to: RFC 9293 section 3.9.2.3. */
class RemoteAddressTest {
    /** The last is the highest of a prefix of the stack's own. */
    @ParameterizedTest
    @ValueSource(strings = {"224.0.0.1", "239.255.255.255", "255.255.255.255", "240.0.0.1", "0.0.0.0", "ff02::1", "ff0e::5", "::",
            "10.0.1.255"})
    @Row(189)
    void whatIsNoAddressOfOneHostIsRefused(String address) {
        InetAddress nobody = InetAddress.ofLiteral(address);
        boolean v6 = nobody.getAddress().length > 4;
        try (Drill d = Tcp.plain(v6).open()) {
            InetSocketAddress remote = new InetSocketAddress(nobody, 80);
            StreamException e = assertThrows(StreamException.class,
                    () -> d.stack().connect(null, remote, SocketConfig.DEFAULT, null));
            assertEquals(Reason.NET_UNREACHABLE, e.reason());
            assertThrows(StreamException.class, () -> d.stack().connect(null, List.of(remote), SocketConfig.DEFAULT, null));
            d.expectNothing();
            assertTrue(d.stack().inspector().connections().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(189)
    void noPortIsRefused(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            InetSocketAddress remote = new InetSocketAddress(d.peerAddress(), 0);
            assertEquals(Reason.INVALID, assertThrows(StreamException.class,
                    () -> d.stack().connect(null, remote, SocketConfig.DEFAULT, null)).reason());
            d.expectNothing();
        }
    }
}
